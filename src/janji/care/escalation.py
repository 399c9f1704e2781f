"""Who waits too long for a person is told to somebody else: a second person, or the owners.

Only minutes of opening hours count, holidays left out. Telling changes nothing else: whoever has
the conversation still has it, and it stops being late with the first answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from janji.care import assignment
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.hours import open_since
from janji.kit.sql import named_sql
from janji.policy.business import Business

SQL = named_sql(__file__)
LEAST, MOST = 1, 6000
AT_ONCE = 200


@dataclass(frozen=True)
class Escalation:
    """minutes: of opening hours, None for never. second: whom it is told besides the owners."""

    minutes: int | None = None
    second: int | None = None


@dataclass(frozen=True)
class Late:
    """Those who wait too long: how many, and since when the first of them waits."""

    n: int
    since: datetime | None


def setting(db: Db) -> Escalation:
    """What the owner chose; nobody is told until they choose."""
    row = db.one(SQL["setting"])
    return Escalation(row.minutes, row.second) if row else Escalation()


def keep_setting(db: Db, minutes: int | None, second: int | None, by: int) -> Refused | None:
    """Keep the owner's choice, or say why it cannot be. minutes: None switches it off."""
    if minutes is not None and not LEAST <= minutes <= MOST:
        return Refused("care.escalation.minutes", {"least": LEAST, "most": MOST})
    usual = assignment.Setting()
    db.run(
        SQL["keep"], minutes=minutes, second=second, mode=usual.mode, most_each=usual.most_each,
        away_minutes=usual.away_minutes,
    )  # fmt: skip
    db.note("care.escalation_set", None, minutes=minutes or 0, to=second or 0, staff=by)
    return None


def escalate(db: Db, business: Business, now: datetime) -> int:
    """Mark who has waited too long in opening hours, each once and in the ledger; how many."""
    chosen = setting(db)
    if chosen.minutes is None:
        return 0
    span = timedelta(minutes=chosen.minutes)
    since = open_since(business.hours.weekly("id"), now, span)
    rows = db.all(SQL["late"], now=now, since=since, most=AT_ONCE) if since else []
    for row in rows:
        db.note(
            "care.escalated", row.person_id, minutes=chosen.minutes, to=chosen.second or 0,
            was=row.agent_id or 0,
        )  # fmt: skip
    return len(rows)


def standing(db: Db, now: datetime) -> Late:
    """Who waits too long now."""
    row = db.one(SQL["standing"], now=now)
    return Late(row.n, row.since) if row else Late(0, None)


def among(db: Db, people: Sequence[UUID]) -> set[UUID]:
    """Which of *people* wait too long."""
    return {row.person_id for row in db.all(SQL["among"], people=list(people))}
