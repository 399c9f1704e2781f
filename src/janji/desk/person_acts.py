"""What staff may decide about one person: each act one transaction, refused or told in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from janji.desk.bulk import wakes
from janji.desk.roles import Work
from janji.desk.staff import business_of, can, house_of, staff_id
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.rights import by_staff
from janji.vault import holds, merge, muting, people, restrictions

Act = Callable[[HttpRequest, Db, UUID, datetime], Refused | None]


class Undone(Exception):  # noqa: N818 - not a fault: an expected no that takes its transaction back
    """An act was refused: nothing of it may stay."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


def done(request: HttpRequest, person: UUID, act: str) -> Refused | str:
    """Do one act wholly or not at all: the key of what to say, or why not."""
    known = ACTS.get(act)
    if known is None or not can(request, known[1]):
        return Refused("desk.unknown_act")
    house = house_of(request)
    try:
        with house.act(business_of(request)) as db:
            refused = known[0](request, db, person, house.clock.now())
            if refused:
                raise Undone(refused)
    except Undone as undone:
        return undone.refused
    return f"desk.person.done_{act}"


def uuid_in(text: str) -> UUID | None:
    """A random id that a form brought, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def block(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """No answer and no opening from now on, rights apart."""
    return muting.block(db, person, request.POST.get("why", ""), staff_id(request), now)


def unblock(request: HttpRequest, db: Db, person: UUID, now: datetime) -> None:
    """Open and answer again."""
    muting.end(db, people.linked(db, person), "block", staff_id(request))


def mute(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """No notification for the hours chosen, or until tomorrow morning."""
    hours = request.POST.get("hours", "")
    if hours.isascii() and hours.isdigit() and len(hours) < 3 and 0 < int(hours) <= 48:
        until = now + timedelta(hours=int(hours))
    else:
        until = wakes("morning", business_of(request).zone, now)
    return muting.mute(db, person, request.POST.get("why", ""), until, staff_id(request), now)


def unmute(request: HttpRequest, db: Db, person: UUID, now: datetime) -> None:
    """Notify again."""
    muting.end(db, people.linked(db, person), "mute", staff_id(request))


def join(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """This one and the other are one human being."""
    other = uuid_in(request.POST.get("other", ""))
    if other is None:
        return Refused("vault.join_gone")
    found = merge.join(db, person, other, request.POST.get("why", ""), staff_id(request), now)
    return found if isinstance(found, Refused) else None


def split(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """Undo a join of this person."""
    joining = uuid_in(request.POST.get("joining", ""))
    mine = {row.joining_id for row in merge.joinings(db, person)}
    if joining is None or joining not in mine:
        return Refused("vault.split_gone")
    found = merge.split(db, joining, staff_id(request))
    return found if isinstance(found, Refused) else None


def open_request(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """Somebody phoned: a request in their name, proved by a code to their number."""
    vault, here, kind = house_of(request).vault, business_of(request), request.POST.get("kind", "")
    found = by_staff.open_for(db, vault, here, person, kind, staff_id(request), now)
    return found if isinstance(found, Refused) else None


def lift(request: HttpRequest, db: Db, person: UUID, now: datetime) -> None:
    """The ground of a restriction is gone."""
    restrictions.lift(db, people.linked(db, person), staff_id(request))


def hold(request: HttpRequest, db: Db, person: UUID, now: datetime) -> Refused | None:
    """Keep what a law demands, on a ground that the policy names."""
    clause, note = request.POST.get("clause", ""), request.POST.get("note", "")
    found = holds.place(
        db, house_of(request).vault, business_of(request), person, clause, note,
        staff_id(request), now,
    )  # fmt: skip
    return found if isinstance(found, Refused) else None


ACTS: dict[str, tuple[Act, Work]] = {
    "block": (block, "talk"),
    "unblock": (unblock, "talk"),
    "mute": (mute, "talk"),
    "unmute": (unmute, "talk"),
    "join": (join, "reveal"),
    "split": (split, "reveal"),
    "open_request": (open_request, "requests"),
    "lift": (lift, "requests"),
    "hold": (hold, "tonight"),
}
