"""What was counted, read back: by week or by month, and the period that is still running.

A month is the sum of the weeks that begin in it; nothing finer than what was told goes into the
sum, so it tells nothing that the weeks do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from janji.insight import spans
from janji.insight.counters import cells_of, check_counters
from janji.insight.counts import OTHER
from janji.insight.periods import Period, period_of
from janji.insight.seen import PURPOSE, seen
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business

SQL = named_sql(__file__)
Slots = Mapping[str, int]
NONE: Slots = {}


@dataclass
class Numbers:
    """The counts of one span of days. whole: whether every day of it was counted."""

    period: Period
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    whole: bool = True

    def of(self, metric: str) -> Slots:
        """Slot → number of one metric; empty when nothing of it could be told."""
        return self.counts.get(metric, NONE)

    def add(self, metric: str, slot: str, n: int) -> None:
        """Put *n* more into one slot."""
        slots = self.counts.setdefault(metric, {})
        slots[slot] = slots.get(slot, 0) + n

    def total(self, metric: str) -> int | None:
        """Everything one metric counted; None when it was not told."""
        return sum(self.of(metric).values()) or None

    def n(self, metric: str, slot: str) -> int | None:
        """One slot: its number, 0 when the metric was told without it, None when not told.

        A slot that is missing beside "other" may be folded into it, so it is not known.
        """
        slots = self.of(metric)
        if slot in slots:
            return slots[slot]
        return 0 if slots and OTHER not in slots else None

    def share(self, metric: str, slot: str) -> float | None:
        """The part of a metric that one slot is, 0 … 1; None when either is not known."""
        n, total = self.n(metric, slot), self.total(metric)
        return None if n is None or not total else n / total

    def median(self, metric: str) -> float | None:
        """The middle length of time in seconds; None when too much of it is hidden to say."""
        slots = self.of(metric)
        if slots.get(OTHER, 0) * 2 >= sum(slots.values()):
            return None
        return spans.median(slots)


def history(db: Db, business: Business, unit: str, since: date, until: date) -> list[Numbers]:
    """The numbers of every week or month from *since* up to *until*, oldest first.

    unit: "week" or "month", never finer than the policy counts. Periods nobody counted are left
    out; metric names lose their "_by_week".
    """
    found: dict[date, Numbers] = {}
    limits = {"since": since, "until": until}
    counted_by = policy_unit(business)
    for row in db.all(SQL["periods"], **limits):
        span = period_of(row.period, unit)
        numbers = found.setdefault(span.start, Numbers(span))
        numbers.whole = numbers.whole and row.days >= len(period_of(row.period, counted_by).days())
    for row in db.all(SQL["told"], **limits):
        start = period_of(row.period, unit).start
        if start in found:
            found[start].add(row.metric.rpartition("_by_")[0], row.slot, row.n)
    return [found[start] for start in sorted(found)]


def so_far(db: Db, business: Business, now: datetime) -> Numbers | None:
    """The running period from envelopes alone, under the same rules as what is kept of it later.

    None when the policy counts nothing. Raises: JanjiError insight.unknown_counter.
    """
    insight = business.policy.insight
    if insight is None or not business.policy.may_use("message_in", PURPOSE):
        return None
    check_counters(insight)
    period = period_of(local_date(now, business.zone), insight.period)
    numbers = Numbers(period, whole=False)
    for cell in cells_of(insight, seen(db, business, insight, period, now)):
        numbers.add(cell.metric.rpartition("_by_")[0], cell.slot, cell.n)
    return numbers


def first_day(db: Db) -> date | None:
    """The first day of the oldest period that was counted."""
    day: date | None = db.value(SQL["first_period"])
    return day


def policy_unit(business: Business) -> str:
    """The period the policy counts by."""
    return business.policy.insight.period if business.policy.insight else "week"
