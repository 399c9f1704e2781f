"""How the inbox works here: how conversations find somebody, who is at the desk, and labels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import assignment, labels, presence
from janji.desk.colleagues import colleagues
from janji.desk.listing_shown import number
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.db import Db
from janji.kit.errors import Refused


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_setup(request: HttpRequest, slug: str) -> HttpResponse:
    """The choices and labels; what was pressed is kept, or the page says why not."""
    house, now = house_of(request), house_of(request).clock.now()
    refused: Refused | None = None
    with house.act(business_of(request)) as db:
        if request.method == "POST":
            refused = pressed(request, db)
        if request.method != "POST" or refused:
            chosen, names = assignment.setting(db), colleagues(request, db)
            here_since = chosen.here_since(now)
            facts = {
                "chosen": chosen,
                "modes": assignment.MODES,
                "labels": labels.everything(db),
                "tones": labels.TONES,
                "seats": [
                    {"name": names[one.staff_id], "away": one.away, "has": one.has,
                     "here": one.seen_at > here_since, "seen_at": one.seen_at}
                    for one in presence.seats(db) if one.staff_id in names
                ],
                "refused": refused,
                "typed": request.POST,
            }  # fmt: skip
            status = 422 if refused else 200
            return render(request, "desk/inbox_setup.html", facts, status=status)
    return redirect("desk:inbox_setup", slug=slug)


def pressed(request: HttpRequest, db: Db) -> Refused | None:
    """Do what was pressed, or say why not."""
    now, me, act = house_of(request).clock.now(), staff_id(request), request.POST.get("act")
    if act == "label":
        name, tone = request.POST.get("name", "")[:200], request.POST.get("tone", "plain")
        made = labels.make(db, name, tone, me, now)
        if isinstance(made, Refused):
            return made
        tell(request, "desk.inbox.told.label_made")
        return None
    if act == "end_label":
        carried = labels.end(db, number(request.POST.get("label", "")) or 0, me)
        tell(request, "desk.inbox.told.label_ended", n=carried)
        return None
    most, minutes = (number(request.POST.get(name, "")) or 0 for name in ("most_each", "away"))
    refused = assignment.keep_setting(db, request.POST.get("mode", ""), most, minutes, me)
    if refused is None:
        tell(request, "desk.inbox.told.setting_kept")
    return refused


URLS = [
    path("<slug:slug>/inbox-setup", inbox_setup, name="inbox_setup"),
]
