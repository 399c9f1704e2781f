"""Figures per member of staff: their personal data, so apart from all other counts, and short.

Off until an owner switches them on with a reason that staff can read and a number of days; then
one duty counts whole days out of the ledger and ends each at its last day. Switched off, all of
them are gone at once. No customer is in them, and no part of them is in the counts that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from janji.insight import spans
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business

SQL = named_sql(__file__)
SHORTEST, LONGEST = 10, 500  # signs of a reason
MOST_DAYS = 31
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """What one member of staff did in the days held. median: seconds people waited for them."""

    staff: int
    days: int
    talks: int
    closed: int
    given_back: int
    median: float | None


def switch(db: Db) -> Row | None:
    """Since when and why work is counted per member of staff; None: it is not."""
    return db.one(SQL["switch"])


def switch_on(db: Db, staff: int, reason: str, days: int, now: datetime) -> Refused | None:
    """Count from now on and keep each day's figures for *days*; refused without a plain reason."""
    words = " ".join(reason.split())
    if not SHORTEST <= len(words) <= LONGEST or "\0" in words:
        return Refused("insight.staff_reason", {"least": SHORTEST, "most": LONGEST})
    if not 1 <= days <= MOST_DAYS:
        return Refused("insight.staff_days", {"most": MOST_DAYS})
    db.run(SQL["switch_on"], now=now, staff=staff, reason=words, days=days)
    db.run(SQL["restamp"], days=days)
    db.note("insight.staff_on", None, staff=staff, days=days)
    return None


def switch_off(db: Db, staff: int) -> None:
    """Stop, and forget what was counted."""
    db.run(SQL["switch_off"])
    db.note("insight.staff_off", None, staff=staff, days=db.run(SQL["forget"]))


def count_days(db: Db, business: Business, now: datetime) -> int:
    """Count the days that are over and not counted yet, end those whose time is over.

    Returns how much was done; 0 where the switch is off. Safe to repeat.
    """
    on = switch(db)
    if on is None:
        return 0
    today = local_date(now, business.zone)
    done = int(db.run(SQL["end_days"], today=today))
    for day in due(db, on, business, today):
        done += count_day(db, business, day, day + on.keep_days * ONE)
    return done


def due(db: Db, on: Row, business: Business, today: date) -> list[date]:
    """The whole days after that of the switch, not older than what is kept, that nobody counted."""
    last = db.value(SQL["last_counted"])
    first = max(local_date(on.since, business.zone) + ONE, today - (on.keep_days - 1) * ONE)
    begin = first if last is None else max(first, last + ONE)
    return [begin + n * ONE for n in range((today - begin).days)]


def count_day(db: Db, business: Business, day: date, ends: date) -> int:
    """Write one day's figures of everybody who answered; how many rows."""
    since = start_of_day(day, business.zone)
    rows = db.all(SQL["work"], since=since, until=start_of_day(day + ONE, business.zone))
    kept = 0
    for staff in sorted({row.staff_id for row in rows if row.staff_id is not None}):
        own = [row for row in rows if row.staff_id == staff]
        kept += db.run(
            SQL["keep_days"], staff=staff, day=day, expires_on=ends, talks=len(own),
            closed=sum(row.closed for row in own), given_back=sum(row.given_back for row in own),
            waits=waits(row.waited for row in own if row.waited is not None),
        )  # fmt: skip
    return kept


def waits(seconds: Iterable[int]) -> list[int]:
    """How many waits fell under each closed word, in their order."""
    words = [spans.word(one) for one in seconds]
    return [words.count(name) for name in spans.WORDS]


def figures(db: Db, now: date, staff: int | None = None) -> list[Work]:
    """The work of everybody, or of *staff* alone, over all days held, most conversations first."""
    rows = db.all(SQL["figures"], staff=staff, today=now)
    people = sorted({row.staff_id for row in rows})
    found = [summed(one, [row for row in rows if row.staff_id == one]) for one in people]
    return sorted(found, key=lambda work: -work.talks)


def summed(staff: int, rows: Sequence[Row]) -> Work:
    """The days of one member of staff together."""
    columns = zip(*(row.waits for row in rows), strict=True)
    counts = dict(zip(spans.WORDS, map(sum, columns), strict=True))
    return Work(
        staff=staff,
        days=len(rows),
        talks=sum(row.talks for row in rows),
        closed=sum(row.closed for row in rows),
        given_back=sum(row.given_back for row in rows),
        median=spans.median(counts),
    )
