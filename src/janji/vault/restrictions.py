"""Restriction: held, but not used, until it is lifted (UU PDP 11, 41; PP 33/2026, 101).

While it stands, the gate opens nothing of the person but for purposes that rest on a duty of law:
fulfilling their own rights is one. A block by staff (vault.muting) closes the same way. The clock
of retention goes on: storing is all that is left, and no longer than promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business

SQL = named_sql(__file__)
DUTY = "legal_duty"


def refusal(db: Db, business: Business, everyone: Sequence[UUID], purpose: str) -> Refused | None:
    """Why data of these ids may not be opened for *purpose* now: restricted, blocked; or None."""
    if rests_on_duty(business, purpose):
        return None
    closed = closed_by(db, everyone)
    return Refused(f"vault.{closed}", {"purpose": purpose}) if closed else None


def rests_on_duty(business: Business, purpose: str) -> bool:
    """Whether *purpose* is a duty of law, which neither restriction nor block may stop."""
    named = business.policy.file.purposes.get(purpose)
    return named is not None and named.legal_basis == DUTY


def closed_by(db: Db, everyone: Sequence[UUID]) -> str | None:
    """What closes the data of these ids of one human being: "restricted", "blocked" or None."""
    found = db.value(SQL["closed_by"], people=list(everyone))
    return None if found is None else str(found)


def restrict(db: Db, person: UUID, request: UUID | None, now: datetime) -> bool:
    """Restrict the use of this person's data from now on; False when it was so before."""
    new = db.run(SQL["restrict"], person=person, request=request, now=now) == 1
    db.note("person.restricted", person)
    return new


def lift(db: Db, people: Sequence[UUID], staff: int) -> int:
    """End the restriction of all these ids of one human being; how many there were."""
    lifted = db.run(SQL["lift"], people=list(people))
    if lifted:
        db.note("person.restriction_lifted", people[0], staff=staff)
    return lifted


def of(db: Db, people: Sequence[UUID]) -> Row | None:
    """The oldest restriction in force for these ids, or None. Columns: at, request_id."""
    return db.one(SQL["restricted"], people=list(people))
