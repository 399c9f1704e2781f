"""The queue of conversations: read, put to sleep, woken, closed, one or many at a time.

Many at a time is one statement for each step and says exactly what became of each: changed, already
so, with a colleague, or gone. Doing it again changes nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from janji.care.drafts import KIND as DRAFT
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import people as persons
from janji.vault import records

SQL = named_sql(__file__)
MOST_AT_ONCE = 100
Why = Literal["already", "colleague", "gone"]


@dataclass(frozen=True)
class Changed:
    """What became of many: those that changed, and how many did not, by reason."""

    done: tuple[UUID, ...]
    left: Mapping[Why, int]


def sorted_out(rows: Sequence[Row], people: Sequence[UUID], why: Mapping[UUID, Why]) -> Changed:
    """Who is left to change of *people*, given the rows that are there and reasons against some."""
    there = {row.person_id for row in rows}
    counts: dict[Why, int] = {}
    for person in set(people):
        reason: Why | None = why.get(person) if person in there else "gone"
        if reason is not None:
            counts[reason] = counts.get(reason, 0) + 1
    return Changed(tuple(sorted(there - set(why))), counts)


def held(db: Db, people: Sequence[UUID]) -> list[Row]:
    """The conversations of *people*, held until the commit. Raises: ValueError when too many."""
    if len(people) > MOST_AT_ONCE:
        raise ValueError(f"at most {MOST_AT_ONCE} at once")
    return db.all(SQL["hold"], people=list(people))


def is_colleagues(row: Row, staff: int) -> bool:
    """Whether somebody else of the staff is at work in this conversation."""
    return row.state in ("waiting", "agent") and row.agent_id not in (None, staff)


def mark_read(db: Db, staff: int, people: Sequence[UUID], now: datetime) -> Changed:
    """*staff* has read these conversations until *now*; they are new to nobody any more."""
    db.run(persons.SQL["write_along"])
    rows = held(db, people)
    changed = sorted_out(rows, people, {})
    if changed.done:
        db.run(SQL["mark_read"], staff=staff, people=list(changed.done), now=now)
        db.run(SQL["first_look"], people=list(changed.done), now=now)
    return changed


def opened(db: Db, staff: int, person: UUID, now: datetime) -> None:
    """*staff* looks at this conversation: read until now. Whoever is ending leaves no mark."""
    db.run(persons.SQL["write_along"])
    db.run(SQL["mark_read"], staff=staff, people=[person], now=now)
    db.run(SQL["first_look"], people=[person], now=now)


def snooze(db: Db, staff: int, people: Sequence[UUID], until: datetime | None) -> Changed:
    """Put these out of sight until *until* (None: back in sight), those of colleagues excepted."""
    rows = held(db, people)
    why: dict[UUID, Why] = {}
    for row in rows:
        if is_colleagues(row, staff):
            why[row.person_id] = "colleague"
        elif row.state == "closed" or row.snoozed_until == until:
            why[row.person_id] = "already"
    changed = sorted_out(rows, people, why)
    if changed.done:
        db.run(SQL["snooze"], people=list(changed.done), until=until)
        for person in changed.done:
            db.note("care.snoozed" if until else "care.woken", person, staff=staff)
    return changed


def wake(db: Db, now: datetime) -> int:
    """Bring back what slept until now; return how many."""
    return db.run(SQL["wake"], now=now)


def close(db: Db, staff: int, people: Sequence[UUID], now: datetime) -> Changed:
    """Settle these conversations, those of colleagues excepted; their drafts end with them."""
    rows = held(db, people)
    why: dict[UUID, Why] = {}
    for row in rows:
        if row.state == "closed":
            why[row.person_id] = "already"
        elif is_colleagues(row, staff):
            why[row.person_id] = "colleague"
    changed = sorted_out(rows, people, why)
    if changed.done:
        db.run(SQL["close_many"], people=list(changed.done), now=now)
        records.drop_kind(db, list(changed.done), DRAFT)
        for person in changed.done:
            db.note("care.closed", person, staff=staff)
    return changed
