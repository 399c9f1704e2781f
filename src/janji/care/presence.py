"""Who is at the desk, and who has which conversation open or writes in it: for moments only.

Nothing of it is a record of work: a seat holds the last moment, a look ends by itself, and a crash
of the database may forget all of it. Every open desk hears of a change with its commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import people

SQL = named_sql(__file__)
OPEN_FOR = timedelta(seconds=60)
LONG_AGO = timedelta(seconds=24 * 3600)  # longer than anybody may be away unnoticed
TYPING_FOR = timedelta(seconds=8)
Told = Literal["talk", "note", "presence", "seat", "message"]


@dataclass(frozen=True)
class Other:
    """A colleague in the same conversation, by number."""

    staff: int
    typing: bool


def tell(db: Db, word: Told, person: UUID | None = None) -> None:
    """Let every open desk of the business know, with this commit: a closed word and a random id."""
    db.one(SQL["tell"], word=f"{db.business}:{word}:{person or ''}")


def sit(db: Db, staff: int, now: datetime, *, takes: bool) -> None:
    """*staff* is at the desk. takes: whether their role answers people."""
    db.run(SQL["sit"], staff=staff, now=now, takes=takes)


def say_away(db: Db, staff: int, now: datetime, *, away: bool, takes: bool) -> None:
    """*staff* said that they take no conversations for now, or that they are back."""
    db.run(SQL["say_away"], staff=staff, now=now, away=away, takes=takes)
    db.note("care.away" if away else "care.back", None, staff=staff)
    tell(db, "seat")


def seats(db: Db) -> list[Row]:
    """Everybody ever seen at the desk: staff_id, seen_at, away, takes, has (conversations)."""
    return db.all(SQL["seats"])


def stand_up(db: Db, staff: int, now: datetime) -> None:
    """*staff* signed out: nobody is given to them, no colleague sees them in a talk."""
    if db.run(SQL["stand_up"], staff=staff, long_ago=now - LONG_AGO):
        tell(db, "seat")
    db.run(SQL["look_away"], staff=staff)


def end_seat(db: Db, staff: int) -> None:
    """*staff* does not answer people here any more: no seat, no open conversation."""
    if db.run(SQL["end_seat"], staff=staff):
        tell(db, "seat")
    db.run(SQL["look_away"], staff=staff)


def look_in(db: Db, staff: int, person: UUID, now: datetime, *, typing: bool = False) -> None:
    """*staff* has the conversation open; typing: writes in it. Colleagues hear of a change."""
    typing_until = now + TYPING_FOR if typing else None
    db.run(people.SQL["write_along"])
    was = db.one(
        SQL["look_in"], staff=staff, person=person, now=now,
        open_until=now + OPEN_FOR, typing_until=typing_until,
    )  # fmt: skip
    if was is not None and was.there and (was.was_open, was.was_typing) != (True, typing):
        tell(db, "presence", person)


def leave(db: Db, staff: int, person: UUID) -> None:
    """*staff* closed the conversation."""
    if db.run(SQL["leave"], staff=staff, person=person):
        tell(db, "presence", person)


def others_in(db: Db, staff: int, person: UUID, now: datetime) -> list[Other]:
    """Which colleagues of *staff* are in the conversation now, those who write first."""
    rows = db.all(SQL["others_in"], staff=staff, person=person, now=now)
    return [Other(row.staff_id, row.typing) for row in rows]


def forget(db: Db, now: datetime) -> int:
    """Remove looks that ended by themselves; return how many."""
    return db.run(SQL["forget"], now=now)
