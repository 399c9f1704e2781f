"""A request has a ticket, two clocks and one state; each step is one row and one ledger line.

The clocks: the law's hours run from receipt and never pause (UU PDP 30, 32, 40, 41); the policy's
own words stand beside them. The earlier one is due_at.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from janji.kit.calendar import Calendar, due_on
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.model_conduct import Right

SQL = named_sql(__file__)
RIGHTS = {
    "erasure": "deletion",
    "access": "access",
    "correction": "correction",
    "restriction": "restriction",
    "objection": "objection",
    "withdrawal": "withdrawal",
}
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
TICKET_LENGTH = 6


@dataclass(frozen=True)
class Ticket:
    """An open request. joined: it was there before; state as in the table."""

    request: UUID
    ticket: str
    state: str
    received_at: datetime
    due_at: datetime
    joined: bool


def right_of(business: Business, kind: str) -> Right | Refused:
    """What the policy says about requests of *kind*; Refused when it offers no such right."""
    found = business.policy.file.rights.get(RIGHTS.get(kind, ""))
    return found or Refused("rights.not_offered", {"kind": kind})


def due_at(business: Business, kind: str, received: datetime) -> datetime:
    """The earliest clock that binds: the law's hours, our own hours, promised working days."""
    deadline = business.policy.answer_within(RIGHTS[kind])
    moments = [moment for moment in (deadline.due(received),) if moment is not None]
    if deadline.working_days is not None:
        opened = local_date(received, business.zone)
        last = due_on(opened, deadline.working_days, Calendar())
        moments.append(start_of_day(last + timedelta(days=1), business.zone))
    return min(moments)


def lapses_at(business: Business, kind: str, received: datetime) -> datetime:
    """Until when an unconfirmed request waits: the policy's verify_within, or its deadline."""
    right = right_of(business, kind)
    if isinstance(right, Refused) or right.verify_within is None:
        return due_at(business, kind, received)
    return received + timedelta(seconds=right.verify_within.seconds)


def start(
    db: Db,
    business: Business,
    person: UUID | None,
    kind: str,
    channel: str,
    language: str,
    now: datetime,
    *,
    contact: UUID | None = None,
    verified_by: str | None = None,
) -> Ticket:
    """Open a request, or join the one that is open already for the same asker and channel.

    contact: the one who asked, when that is not the person itself (e-mail). verified_by: how
    identity is already known ("possession" of the chat); None leaves it unverified.
    """
    subject = contact or person
    db.run(SQL["one_at_a_time"], subject=subject)
    found = db.one(SQL["open_of"], subject=subject, kind=kind, channel=channel)
    if found is not None:
        return Ticket(
            found.request_id,
            found.ticket,
            found.state,
            found.received_at,
            found.due_at,
            joined=True,
        )
    request, state = new_id(now), "verified" if verified_by else "unverified"
    due = due_at(business, kind, now)
    ticket = new_ticket(db, business, local_date(now, business.zone))
    db.run(
        SQL["start"], request=request, ticket=ticket, kind=kind, channel=channel, person=person,
        contact=contact, state=state, language=language, now=now, due=due, by=verified_by,
    )  # fmt: skip
    db.note("request.opened", request, kind=kind, channel=channel, state=state)
    return Ticket(request, ticket, state, now, due, joined=False)


def new_ticket(db: Db, business: Business, day: date) -> str:
    """A ticket nobody else has, like RM-2611-7KQ4ZT: it can be told by phone, not guessed."""
    initials = "".join(word[0] for word in business.slug.split("-")).upper()
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(TICKET_LENGTH))
        ticket = f"{initials}-{day:%y%m}-{letters}"
        if not db.one(SQL["by_ticket"], ticket=ticket):
            return ticket


def verify(db: Db, request: UUID, by: str, now: datetime) -> bool:
    """Note that the person's identity is known; False when the request waits for that no more."""
    changed = db.run(SQL["verify"], request=request, by=by, now=now)
    if changed:
        db.note("request.verified", request, by=by)
    return bool(changed)


def finish(db: Db, request: UUID, state: str, now: datetime, reason: str | None = None) -> bool:
    """End a request that needs no proof: lapsed, refused, nothing_held; answered rights too.

    An erasure ends as fulfilled through rights.erase alone; the database refuses it otherwise.
    """
    changed = db.run(SQL["finish"], request=request, state=state, now=now, reason=reason)
    if changed:
        db.note("request.finished", request, state=state)
    return bool(changed)


def notified(db: Db, request: UUID, now: datetime) -> None:
    """Note when the answer was given to a channel."""
    db.run(SQL["notified"], request=request, now=now)


def unverified_of(db: Db, person: UUID) -> list[Row]:
    """Erasure requests of the same human being that wait to be confirmed, oldest first."""
    return db.all(SQL["unverified_of"], person=person)


def of_person(db: Db, person: UUID) -> list[Row]:
    """All requests of the same human being, newest first."""
    return db.all(SQL["of_person"], person=person)


def not_confirmed(db: Db, business: Business, now: datetime) -> list[Row]:
    """Unverified requests whose time to confirm is over, held by this transaction."""
    rows = db.all(SQL["unverified"])
    return [row for row in rows if lapses_at(business, row.kind, row.received_at) <= now]
