"""Figures per member of staff: apart from the numbers of the business, and only where switched on.

Who does the work "agents" sees everybody's; every other member of staff sees their own, and why
and how long they are kept.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk.look import tell
from janji.desk.numbers_words import written
from janji.desk.staff import business_of, can, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.insight import staff as figures
from janji.kit.clock import local_date
from janji.kit.errors import Refused


@for_work("self")
@require_http_methods(["GET", "HEAD", "POST"])
def numbers_agents(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, or the owner's switch."""
    refused: Refused | None = None
    if request.method == "POST":
        refused = switched(request)
        if refused is None:
            off = request.POST.get("act") == "off"
            tell(request, "desk.agents.told_off" if off else "desk.agents.told_on")
            return redirect("desk:numbers_agents", slug=slug)
    house, here, language = house_of(request), business_of(request), language_of(request)
    everybody, me = can(request, "agents"), staff_id(request)
    today = local_date(house.clock.now(), here.zone)
    with house.act(here) as db:
        on = figures.switch(db)
        work = figures.figures(db, today, None if everybody else me)
        if everybody and work:
            db.note("insight.staff_seen", None, staff=me, people=len(work))
    facts: dict[str, Any] = {
        "on": on,
        "everybody": everybody,
        "rows": [(one, written(one.median, "time", language)) for one in work],
        "names": names_of([one.staff for one in work], language),
        "refused": refused,
        "most": figures.MOST_DAYS,
        "typed": request.POST.get("reason", "") if refused else (on.reason if on else ""),
        "days": request.POST.get("days", "") if refused else (on.keep_days if on else ""),
    }
    return render(request, "desk/numbers_agents.html", facts, status=422 if refused else 200)


def switched(request: HttpRequest) -> Refused | None:
    """Switch on with a reason and a number of days, or off; only for who does "agents"."""
    if not can(request, "agents"):
        return Refused("desk.agents.not_yours")
    house, me = house_of(request), staff_id(request)
    days = request.POST.get("days", "")
    with house.act(business_of(request)) as db:
        if request.POST.get("act") == "off":
            figures.switch_off(db, me)
            return None
        number = int(days) if days.isdecimal() and len(days) < 4 else 0
        reason = request.POST.get("reason", "")
        return figures.switch_on(db, me, reason, number, house.clock.now())


URLS = [
    path("<slug:slug>/numbers/agents", numbers_agents, name="numbers_agents"),
]
