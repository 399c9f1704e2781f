"""The owner's page of staff: who works here as what, links to come in, and the rule of access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk import access_factors, access_rules, accounts, four_eyes, invite
from janji.desk.access import as_uuid
from janji.desk.access_again import sure
from janji.desk.access_join import link
from janji.desk.access_rules import CHOSEN, LEAST_IDLE, MOST_IDLE
from janji.desk.look import tell
from janji.desk.roles import ROLES
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.db import Db
from janji.kit.errors import Refused


@dataclass(frozen=True)
class Press:
    """What was pressed: in which transaction, by whom, about whom, when."""

    request: HttpRequest
    db: Db
    by: int
    staff: int
    now: datetime

    def word(self, name: str) -> str:
        """One field of the form."""
        return self.request.POST.get(name, "")


Done = Refused | str | None


@for_work("staff")
@sure
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody here; change one thing and come back. A link is shown once, in the answer."""
    done = pressed(request) if request.method == "POST" else None
    if request.method == "POST" and done is None:
        tell(request, f"desk.staff.told.{request.POST['act']}")
        return redirect("desk:staff", slug=slug)
    refused = done if isinstance(done, Refused) else None
    made = link(request, done) if isinstance(done, str) else None
    facts = {**shown(request), "refused": refused, "link": made}
    return render(request, "desk/access_staff.html", facts, status=422 if refused else 200)


def shown(request: HttpRequest) -> dict[str, Any]:
    """What the page lists."""
    house, here, now = house_of(request), business_of(request), house_of(request).clock.now()
    with house.act(here) as db:
        rule, links = access_rules.rule_of(db), invite.waiting(db, now)
    everybody = accounts.members(house, here)
    return {
        "members": everybody,
        "invitations": links,
        "roles": ROLES,
        "rule": rule,
        "acts": list(CHOSEN),
        "hours": four_eyes.HOURS,
        "least": LEAST_IDLE,
        "most": MOST_IDLE,
        "me": staff_id(request),
    }


def pressed(request: HttpRequest) -> Done:
    """Do what was pressed: None when done, the secret of a link, or why not."""
    act = PRESSES.get(request.POST.get("act", ""))
    if act is None:
        return Refused("desk.unknown_act")
    house = house_of(request)
    number = request.POST.get("staff", "0")
    whom = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with house.act(business_of(request)) as db:
        if whom and accounts.role_held(db, whom) is None:
            return Refused("desk.staff.unknown")
        done = act(Press(request, db, staff_id(request), whom, house.clock.now()))
    if done is None and whom and request.POST["act"] in ENDING:
        accounts.close_idle(house, whom)
    return done


def invited(press: Press) -> Done:
    """A link for somebody new. An owner is made of somebody who is here, when that takes two."""
    if press.word("role") == "owner" and four_eyes.needed(press.db, "make_owner"):
        return Refused("desk.staff.owner_by_two")
    return invite.invite(press.db, press.word("name"), press.word("role"), press.by, press.now)


def given_role(press: Press) -> Done:
    """Another role; making somebody an owner may take two."""
    role = press.word("role")
    if role not in ROLES:
        return Refused("desk.staff.role")
    if accounts.role_held(press.db, press.staff) == role:
        return None
    if role == "owner" and four_eyes.needed(press.db, "make_owner"):
        refused = by_two(press, "make_owner")
    else:
        refused = against_owner(press, "owner_role")
    return refused or accounts.change_role(press.db, press.staff, role, press.by, press.now)


def by_two(press: Press, act: str) -> Refused | None:
    """Go on when a second person said yes; else it is asked for, and waits."""
    return four_eyes.passed(press.db, act, str(press.staff), press.by, press.now)


def against_owner(press: Press, act: str) -> Refused | None:
    """What puts another owner out, or opens their account, takes a second owner: always."""
    others = press.staff != press.by and accounts.role_held(press.db, press.staff) == "owner"
    return by_two(press, act) if others else None


def left(press: Press) -> Done:
    """No place here any more, at once."""
    refused = against_owner(press, "owner_leave")
    return refused or accounts.leave(press.db, press.staff, press.by)


def ended(press: Press) -> Done:
    """Every open sign-in of this account ends."""
    press.db.note("staff.signed_out", None, staff=press.staff, by=press.by)
    return None


def not_ours(press: Press) -> Refused | None:
    """Why this owner has no say over the whole account, when it serves another desk too."""
    house = house_of(press.request)
    if not invite.owned_alone(house, press.staff, press.by):
        return Refused("desk.staff.elsewhere")
    elsewhere = press.staff != press.by and invite.owns_elsewhere(
        house, press.staff, press.db.business
    )
    return Refused("desk.staff.owns_elsewhere") if elsewhere else None


def renewed(press: Press) -> Done:
    """A link to a new password, for an account that works only where this owner owns the desk."""
    refused = not_ours(press) or against_owner(press, "owner_renew")
    return refused or invite.renew(press.db, press.staff, press.by, press.now)


def disarmed(press: Press) -> Done:
    """The second factors go, for somebody who lost theirs."""
    refused = not_ours(press) or against_owner(press, "owner_disarm")
    if refused:
        return refused
    access_factors.remove_all(house_of(press.request), press.staff)
    press.db.note("staff.factor_removed", None, staff=press.staff, by=press.by)
    return None


def cancelled(press: Press) -> Done:
    """A link ends before it was used."""
    which = as_uuid(press.word("invitation"))
    return (
        invite.cancel(press.db, which, press.by, press.now) if which else Refused("desk.join_gone")
    )


def ruled(press: Press) -> Done:
    """The rule of access of this business."""
    minutes = press.word("idle_minutes")
    whole = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 5 else 0
    post = press.request.POST
    four = post.getlist("four_eyes")
    loose = " ".join(access_rules.loosened(press.db, four))
    refused = loose and four_eyes.passed(press.db, "loosen_rule", loose, press.by, press.now)
    return refused or access_rules.keep_rule(
        press.db, post.getlist("factor_roles"), whole, four, press.by
    )


PRESSES: dict[str, Callable[[Press], Done]] = {
    "invite": invited, "role": given_role, "leave": left, "end": ended, "renew": renewed,
    "disarm": disarmed, "cancel": cancelled, "rule": ruled,
}  # fmt: skip
ENDING = frozenset(("role", "leave", "end", "disarm"))  # acts after which nobody stays signed in


URLS = [
    path("<slug:slug>/staff", staff, name="staff"),
]
