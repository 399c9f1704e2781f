"""What waits for a second person: their yes or no, or the asker's word that it is taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk import accounts, four_eyes
from janji.desk.access import as_uuid
from janji.desk.access_again import sure
from janji.desk.access_rules import ACTS
from janji.desk.look import tell
from janji.desk.roles import may
from janji.desk.staff import business_of, for_work, house_of, role_of, staff_id
from janji.kit.errors import Refused
from janji.kit.text import catalogue

TOLD = {"yes": "desk.approvals_told_yes", "no": "desk.approvals_told_no"}


@for_work("self")
@sure
@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a second person; say yes or no to what others asked."""
    house, here = house_of(request), business_of(request)
    now, role, refused = house.clock.now(), role_of(request), None
    said = request.POST.get("act", "")
    with house.act(here) as db:
        ask = as_uuid(request.POST.get("ask", ""))
        if request.method == "POST":
            refused = Refused("desk.four_eyes_gone" if said in TOLD else "desk.unknown_act")
            if ask and said in TOLD:
                refused = four_eyes.decide(
                    db, ask, staff_id(request), role, now, approve=said == "yes"
                )
        asks = four_eyes.open_asks(db, role, now)
    if request.method == "POST" and refused is None:
        tell(request, TOLD[said])
        return redirect("desk:staff_approvals", slug=slug)
    names = {one.staff: one.name for one in accounts.members(house, here)}
    told = [
        {"ask": one, "mine": one.asked_by == staff_id(request), "may": may(role, ACTS[one.act]),
         "whom": names.get(int(one.subject), "") if one.subject.isdigit() else "",
         "what": one.subject if f"desk.act_of.{one.subject}" in catalogue() else "",
         "plan": one.subject.removeprefix("plan ") if one.subject.startswith("plan ") else ""}
        for one in asks
    ]  # fmt: skip
    facts = {"asks": told, "refused": refused, "now": now}
    return render(request, "desk/access_approvals.html", facts, status=422 if refused else 200)


URLS = [
    path("<slug:slug>/staff/approvals", approvals, name="staff_approvals"),
]
