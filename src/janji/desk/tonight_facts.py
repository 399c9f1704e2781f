"""What disappears when, what the provider still holds, and what needs a person: counts and days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.house import Vault
from janji.vault.places import key_day
from janji.vault.sealed_name import sealed_under

SQL = named_sql(__file__)
NIGHTS = 14  # nights shown; further days are in the classes' own clocks
STALLED = 600  # seconds after which a duty that is due every few minutes has stopped


@dataclass
class Night:
    """One night. kinds: (label, count) by kind; files and bytes; people who end with it."""

    day: date
    kinds: list[tuple[Any, int]] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    people: int = 0

    @property
    def n(self) -> int:
        """Things that disappear."""
        return sum(count for _, count in self.kinds)


@dataclass(frozen=True)
class Trouble:
    """Something that a person must look at. what: a closed word with words and a next step."""

    what: str
    detail: str = ""
    n: int = 0
    since: datetime | None = None


def nights(db: Db, business: Business, now: datetime) -> list[Night]:
    """The coming nights, the nearest first, quiet ones too.

    A day is gone at its own start: what is of the 25th goes in the night from the 24th.
    """
    today = local_date(now, business.zone)
    last = date.fromordinal(today.toordinal() + NIGHTS)
    found = {
        day: Night(day)
        for day in (date.fromordinal(today.toordinal() + one) for one in range(1, NIGHTS + 1))
    }
    labels = business.policy.file.kinds
    for row in db.all(SQL["nights"], today=today, last=last):
        found[row.day].kinds.append((labels[row.kind].label, row.n))
    for row in db.all(SQL["files"], today=today, last=last):
        found[row.day].files, found[row.day].bytes = row.n, row.bytes
    for row in db.all(SQL["people_ending"], today=today, last=last):
        found[row.day].people = row.n
    return list(found.values())


def provider(db: Db, business: Business, now: datetime) -> dict[str, Any] | None:
    """How deletion at the provider stands; None when no provider holds copies."""
    plan = business.policy.provider_deletion
    if plan is None:
        return None
    overdue = now - timedelta(seconds=plan.overdue_after.seconds)
    start = timedelta(seconds=plan.start_after.seconds)
    return {
        "plan": plan,
        "copies": db.one(SQL["copies"], overdue_before=overdue),
        "gone": db.value(SQL["copies_gone"], since=now - start),
        "debts": db.one(SQL["debts"], overdue_before=overdue),
        "clocks": [one for one in business.policy.provider_clocks() if one.controlled_by != "us"],
    }


def troubles(db: Db, vault: Vault, business: Business, now: datetime) -> list[Trouble]:
    """Everything that needs a person, the gravest first; empty when nothing does."""
    return [
        *lost_keys(db, vault, business, now),
        *stopped_duties(db, now),
        *overdue_copies(db, business, now),
        *(Trouble("mail", row.reason, row.n, row.newest) for row in db.all(SQL["mail_troubles"])),
        *(
            Trouble(f"media_{row.state}", row.reason, row.n)
            for row in db.all(SQL["media_troubles"])
        ),
    ]


def lost_keys(db: Db, vault: Vault, business: Business, now: datetime) -> Iterator[Trouble]:
    """Days whose records nobody can open though their time is not over."""
    lost: dict[date, int] = defaultdict(int)
    living = vault.keyring.day_idents(business.id)
    for row in db.all(SQL["days_with_records"], today=local_date(now, business.zone)):
        cls = business.policy.retention_class(row.kind)
        if sealed_under(bytes(row.begin), cls, key_day(row.day)) not in living:
            lost[row.day] += row.n
    for day, n in sorted(lost.items()):
        yield Trouble("lost_key", day.isoformat(), n)


def stopped_duties(db: Db, now: datetime) -> Iterator[Trouble]:
    """Duties that failed, and the whole worker when none of them was seen for a while."""
    rows = db.all(SQL["duties"])
    newest = max((seen_at(row) for row in rows), default=None)
    if newest is None or (now - newest).total_seconds() > STALLED:
        yield Trouble("worker_stopped", "", 0, newest)
    yield from (
        Trouble("duty_failed", row.duty, 1, row.started_at) for row in rows if row.fault is not None
    )


def seen_at(row: Row) -> datetime:
    """When a duty was seen last, at work or with nothing to do."""
    moments: list[datetime] = [
        one for one in (row.started_at, row.finished_at, row.quiet_at) if one is not None
    ]
    return max(moments)


def overdue_copies(db: Db, business: Business, now: datetime) -> Iterator[Trouble]:
    """Copies at the provider that should have been gone."""
    found = provider(db, business, now)
    if found is not None:
        n = found["copies"].overdue + found["debts"].overdue
        if n:
            oldest = [one for one in (found["copies"].oldest, found["debts"].oldest) if one]
            yield Trouble("provider_overdue", "", n, min(oldest))
