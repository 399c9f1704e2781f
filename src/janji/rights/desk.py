"""Rights in the chat: HAPUS DATA, YA HAPUS, DATA SAYA, and how a request stands.

Possession of the chat is proof for the data of that chat's own identifiers, linked ids included;
an erasure asks for one more yes, because it cannot be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.policy.business import Business
from janji.rights import codes, copy, correct, requests, words
from janji.vault.house import House

IMMEDIATELY_KNOWN = ("access", "correction", "restriction", "objection", "withdrawal")


@dataclass(frozen=True)
class Opened:
    """A recorded request and what the person is told."""

    ticket: str
    words: str


class RightsDesk:
    """The rights room as the conversation sees it. Every call runs in the caller's transaction."""

    def __init__(self, house: House) -> None:
        self._house = house

    def open(
        self,
        db: Db,
        business: Business,
        person: UUID,
        kind: str,
        channel: str,
        language: str,
        now: datetime,
    ) -> Opened | Refused:
        """Record a request, or join the open one; the words tell number, next step and date.

        kind: erasure, access, correction, restriction, objection or withdrawal.
        """
        if kind == "correction":
            ticket = correct.start(db, business, person, channel, language, now)
        else:
            refused = requests.right_of(business, kind)
            if isinstance(refused, Refused):
                contact = business.contacts.email
                return Refused("rights.not_offered", {"kind": kind, "contact": contact})
            known = "possession" if kind in IMMEDIATELY_KNOWN else None
            ticket = requests.start(
                db, business, person, kind, channel, language, now, verified_by=known
            )
        if isinstance(ticket, Refused):
            return ticket
        return Opened(ticket.ticket, words.opened(business, kind, ticket, language))

    def confirm(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> str | None:
        """Take YA HAPUS: every waiting deletion of this person is confirmed by this chat.

        Returns the answer, or None when nothing waits for a yes.
        """
        confirmed = [
            row
            for row in requests.unverified_of(db, person)
            if requests.lapses_at(business, "erasure", row.received_at) > now
            and requests.verify(db, row.request_id, "possession", now)
        ]
        if not confirmed:
            return None
        for row in confirmed:
            codes.forget(db, row.request_id)
        due = words.moment(business, min(row.due_at for row in confirmed), language)
        tickets = ", ".join(row.ticket for row in confirmed)
        return say("rights.confirmed", language, ticket=tickets, due=due)

    def my_data(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> str | Refused:
        """Take DATA SAYA: the summary to answer with; the copy itself is queued behind it."""
        return copy.answer(db, self._house.vault, business, person, language, now)

    def status(self, db: Db, business: Business, person: UUID, language: str) -> str:
        """How the person's own requests stand."""
        rows = requests.of_person(db, person)
        if not rows:
            return say("rights.status_none", language)
        return "\n".join(
            say(
                "rights.status_line",
                language,
                ticket=row.ticket,
                what=getattr(business.policy.right(requests.RIGHTS[row.kind]).label, language),
                state=say(f"rights.state.{row.state}", language),
                received=words.moment(business, row.received_at, language),
                due=words.moment(business, row.due_at, language),
            )
            for row in rows
        )
