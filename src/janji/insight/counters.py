"""Counts that survive deletion, and nothing else does: whole numbers in a closed list of words.

Promise R-19, R-20: "high-level analysis without retaining data beyond 1 week". A period is counted
once, in one commit with its ledger line, from rows that may still be used; nobody counts it again.
Each person counts at most `insight.most_per_person` times, so one flooder makes no count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from janji.audit.chain import canonical
from janji.insight.counts import every, folded_together
from janji.insight.metrics import COUNTERS, NESTED
from janji.insight.periods import Period, countable, days_held
from janji.insight.seen import PURPOSE, Seen, seen
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.errors import JanjiError
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.model_data import Insight

SQL = named_sql(__file__)


class Cell(NamedTuple):
    """One number that stays."""

    metric: str
    slot: str
    n: int


def close(db: Db, business: Business, now: datetime) -> int:
    """Count every period whose time has come, each once; return how many were counted.

    Reads only rows whose last day has not come. Safe to repeat and to run anywhere: the first
    commit counts. Also ends counts that are older than the policy's insight.keep, also when the
    policy allows no counting any more.
    Raises: JanjiError insight.unknown_counter, insight.period_longer_than_retention.
    """
    insight = business.policy.insight
    if insight is None:
        return 0
    done = {row.period for row in db.all(SQL["counted"])}
    ended = end_old(db, done, insight, local_date(now, business.zone))
    if not business.policy.may_use("message_in", PURPOSE):
        return ended
    check_counters(insight)
    periods = countable(business, insight.period, now)
    closed = sum(count(db, business, insight, one, now) for one in periods if one.start not in done)
    return closed + ended


def check_counters(insight: Insight) -> None:
    """Refuse a counter nobody here can count. Raises: JanjiError insight.unknown_counter."""
    known = [f"{name}_by_{insight.period}" for name in COUNTERS]
    for counter in insight.counters:
        if counter not in known:
            raise JanjiError("insight.unknown_counter", counter=counter, known=", ".join(known))


def count(db: Db, business: Business, insight: Insight, period: Period, now: datetime) -> int:
    """Count one period: its cells, its row and its ledger line in the caller's commit."""
    today = local_date(now, business.zone)
    held = days_held(business, period, today)
    if not held:
        return 0
    cells = cells_of(insight, seen(db, business, insight, period, now))
    if not db.run(SQL["claim_period"], period=period.start, now=now, days=held, cells=len(cells)):
        return 0
    db.run(
        SQL["keep_cells"], period=period.start, k=insight.k, now=now,
        metrics=[cell.metric for cell in cells], slots=[cell.slot for cell in cells],
        ns=[cell.n for cell in cells],
    )  # fmt: skip
    db.note(
        "insight.closed", None, period=str(period.start), days=held, cells=len(cells), k=insight.k,
        digest=digest(cells),
    )  # fmt: skip
    return 1


def cells_of(insight: Insight, rows: Seen) -> list[Cell]:
    """The numbers that may be told, of every counter of the policy."""
    tail = f"_by_{insight.period}"
    wanted = [metric.removesuffix(tail) for metric in insight.counters]
    facts = {name: COUNTERS[name](rows) for name in wanted}
    told = folded_together(facts, insight.k, NESTED)
    return [Cell(f"{name}{tail}", slot, n) for name, slot, n in every(told)]


def digest(cells: Iterable[Cell]) -> str:
    """SHA-256 of the cells, so that the ledger vouches for them."""
    lines = [canonical({"metric": c.metric, "slot": c.slot, "n": c.n}) for c in cells]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def end_old(db: Db, counted: Iterable[date], insight: Insight, today: date) -> int:
    """End counts whose own promised time is over; return how many periods ended."""
    over = [period for period in counted if insight.keep.after(period) <= today]
    if not over:
        return 0
    gone = int(db.value(SQL["end_old"], newest=max(over)))
    db.note("insight.ended", None, periods=gone)
    return gone
