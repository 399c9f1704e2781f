"""What a plan would do to what is held: counted on the live data, changed nowhere.

A shorter promise ends things earlier; a longer one reaches nothing that is held. What a person can
be told through, and what a hold or a law keeps all the same, is counted beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from janji.kit.clock import start_of_day
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault.places import FOREVER

if TYPE_CHECKING:
    from janji.policy.base import Span
    from janji.policy.business import Business
    from janji.policy.questions import Policy

SQL = named_sql(__file__)


@dataclass(frozen=True)
class Ending:
    """One class of which something ends earlier. by_day: how many records end on which day.

    at_once: how many are over already on the first day. people: whose they are.
    """

    cls: str
    records: int
    people: int
    at_once: int
    by_day: Mapping[date, int]

    @property
    def first(self) -> date:
        """The first day on which something ends earlier."""
        return min(self.by_day)

    @property
    def last(self) -> date:
        """The last of these days."""
        return max(self.by_day)


@dataclass(frozen=True)
class Stuck:
    """Records of a kind that the new policy could not read or end; until: their last day."""

    kind: str
    records: int
    until: date | None


@dataclass(frozen=True)
class Foresight:
    """The consequences on live data.

    endings: what ends earlier. people: everybody held; reach: how many of them by which channel.
    stuck: what forbids the plan. holds: records kept by which ground, whatever the plan says.
    floors: classes that a law keeps for a shortest time, and which law.
    """

    endings: tuple[Ending, ...] = ()
    people: int = 0
    reach: Mapping[str, int] = field(default_factory=dict)
    stuck: tuple[Stuck, ...] = ()
    holds: Mapping[str, int] = field(default_factory=dict)
    floors: Mapping[str, str] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many records end earlier than they were promised to."""
        return sum(one.records for one in self.endings)


@dataclass(frozen=True)
class People:
    """Everybody held, and how many of them can be written to in which way."""

    all: int
    whatsapp: int
    email: int


def people_held(db: Db) -> People:
    """Whom a change concerns; linked ids are one human being."""
    row = db.one(SQL["reach"])
    return People(row.people, row.whatsapp, row.email) if row else People(0, 0, 0)


def foresee(
    db: Db, business: Business, old: Policy, new: Policy, on: date, held: People
) -> Foresight:
    """What *new* does to what is held under *old*, if it is in force from the day *on*."""
    found = tuple(endings(db, business, old, new, on))
    return Foresight(
        endings=found,
        people=held.all,
        reach={"whatsapp": held.whatsapp, "email": held.email},
        stuck=tuple(stuck(db, old, new)),
        holds={row.clause: row.n for row in db.all(SQL["boxed"])},
        floors={
            cls: kept.legal_floor.law
            for cls, kept in new.file.retention.items()
            if kept.legal_floor and any(one.cls == cls for one in found)
        },
    )


def endings(db: Db, business: Business, old: Policy, new: Policy, on: date) -> Iterator[Ending]:
    """Each class of *new* under which something ends earlier."""
    shorter = [kind for kind in sorted(new.classes) if is_shorter(old, new, kind)]
    if not shorter:
        return
    rows = db.all(SQL["groups"], kinds=shorter, zone=business.zone)
    moving: dict[str, list[tuple[Row, date]]] = {}
    for row in rows:
        cls = new.classes[row.kind]
        end = max(end_of(new.spans[cls], row.made), on)
        if end < row.expires_on:
            moving.setdefault(cls, []).append((row, end))
    for cls, moved in sorted(moving.items()):
        yield ending(db, business, cls, moved, on)


def ending(
    db: Db, business: Business, cls: str, moved: Sequence[tuple[Row, date]], on: date
) -> Ending:
    """One class, counted."""
    by_day: Counter[date] = Counter()
    for row, end in moved:
        by_day[end] += row.n
    days = [row.made for row, _ in moved]
    people = db.value(
        SQL["owners"], kinds=[row.kind for row, _ in moved],
        days=[row.expires_on for row, _ in moved],
        since=[start_of_day(day, business.zone) for day in days],
        until=[start_of_day(day + timedelta(days=1), business.zone) for day in days],
    )  # fmt: skip
    return Ending(cls, sum(by_day.values()), int(people), by_day[on], dict(sorted(by_day.items())))


def is_shorter(old: Policy, new: Policy, kind: str) -> bool:
    """Whether anything of *kind* that is held could end earlier."""
    if kind not in old.classes:
        return False
    before, after = old.spans[old.classes[kind]], new.spans[new.classes[kind]]
    if after is None or after == before:
        return False
    lengths = (before.fixed if before else None, after.fixed)
    return lengths[0] is None or lengths[1] is None or lengths[1] < lengths[0]


def end_of(span: Span | None, made: date) -> date:
    """The day at whose start a thing made on *made* is gone."""
    return FOREVER if span is None else span.after(made)


def stuck(db: Db, old: Policy, new: Policy) -> Iterator[Stuck]:
    """Held records that *new* could not read or end: it forgets their kind, or their class."""
    lost = [
        kind for kind, cls in old.classes.items() if kind not in new.classes or cls not in new.spans
    ]
    for row in db.all(SQL["still_held"], kinds=lost) if lost else ():
        yield Stuck(row.kind, row.n, None if row.last_day == FOREVER else row.last_day)
