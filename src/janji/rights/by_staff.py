"""A request that somebody phoned in: staff open it, a code to their own number proves who asks.

From there it goes the same way as any other: the same clocks, the same proof, the same answer.
What the person is told goes to their chat, not to the one who answered the phone; the code in it
is for the person's eyes alone, or staff could prove a request in anybody's name.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from janji.channels import outbox
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_conduct import Right
from janji.rights import codes, copy, requests, words
from janji.vault import restrictions
from janji.vault.house import Vault

SQL = named_sql(__file__)
CHANNEL = "desk"
PURPOSE = "rights_requests"


class Told(NamedTuple):
    """A request that staff opened. until: when the code that was sent counts no more."""

    ticket: requests.Ticket
    until: datetime


def offered(business: Business) -> list[str]:
    """The kinds of requests that the policy offers, in one order."""
    return [
        kind for kind in requests.RIGHTS if isinstance(requests.right_of(business, kind), Right)
    ]


def coded(business: Business) -> Right | Refused:
    """The right whose code rules count here: one code proves a number, whatever is asked."""
    rights = business.policy.file.rights.values()
    found = next((one for one in rights if one.code_lives and one.code_tries), None)
    return found or Refused("rights.no_codes")


def open_for(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    kind: str,
    staff: int,
    now: datetime,
) -> Told | Refused:
    """Open or join a request for *person* and send a code to their chat.

    Refused rights.not_offered, rights.no_codes, rights.code_window (WhatsApp takes no free words
    now: ask the caller to write first), rights.code_enough.
    """
    if kind not in offered(business):
        return Refused("rights.not_offered", {"kind": kind, "contact": business.contacts.email})
    right, talk = coded(business), db.one(SQL["talk"], person=person)
    if isinstance(right, Refused):
        return right
    if talk is None or now - talk.last_in_at > outbox.WINDOW:
        return Refused("rights.code_window")
    ticket = requests.start(db, business, person, kind, CHANNEL, talk.language, now)
    code = codes.make(db, vault, business, right, ticket.request, now)
    if code is None or not codes.may_send(db, right, person, now):
        return Refused("rights.code_enough")
    until = now + timedelta(seconds=codes.lives(right))
    text = say(
        "rights.desk_code", talk.language, business=business.name, ticket=ticket.ticket, code=code,
        right=business.policy.right(requests.RIGHTS[kind]).label.said(talk.language),
        until=words.moment(business, until, talk.language),
    )  # fmt: skip
    outbox.enqueue(db, vault, business, person, text, now, author="system", secret=code)
    db.note("request.opened_by_staff", ticket.request, staff=staff, kind=kind)
    return Told(ticket, until)


def prove(
    db: Db, vault: Vault, business: Business, request: UUID, code: str, staff: int, now: datetime
) -> Refused | None:
    """The caller read the code out: the request is verified, and what can be done at once is done.

    A restriction is in force with this commit; the copy of one's data goes to the chat; a deletion
    is carried out by its duty; anything else waits for an answer by staff.
    Refused rights.code_wrong, rights.answer_gone, rights.no_codes.
    """
    row, right = db.one(SQL["waiting"], request=request), coded(business)
    if isinstance(right, Refused):
        return right
    if row is None or row.person_id is None:
        return Refused("rights.answer_gone")
    late = requests.lapses_at(business, row.kind, row.received_at) <= now
    verdict = codes.check(db, vault, business, right, request, code.strip(), now)
    db.note("request.code_tried", request, verdict="ended" if late else verdict, staff=staff)
    if late or verdict != "right":
        return Refused("rights.code_wrong")
    requests.verify(db, request, "code_to_channel", now)
    act_at_once(db, vault, business, row, now)
    return None


def act_at_once(db: Db, vault: Vault, business: Business, row: Row, now: datetime) -> None:
    """What needs nobody's judgement."""
    if row.kind == "access":
        copied = copy.answer(db, vault, business, row.person_id, row.language, now, channel=CHANNEL)
        if isinstance(copied, str):
            outbox.enqueue(db, vault, business, row.person_id, copied, now, author="system")
    elif row.kind == "restriction":
        restrict(db, vault, business, row, now)


def restrict(db: Db, vault: Vault, business: Business, row: Row, now: datetime) -> None:
    """Put the restriction in force and tell it (PP 33/2026, 101, 103)."""
    restrictions.restrict(db, row.person_id, row.request_id, now)
    text = say("rights.restricted_now", row.language, ticket=row.ticket, business=business.name)
    outbox.enqueue(db, vault, business, row.person_id, text, now, author="system", lane=1)
    requests.finish(db, row.request_id, "fulfilled", now)
    requests.notified(db, row.request_id, now)
