"""What may be counted of a period: rows without names, words or ids, read once for all counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from janji.insight.periods import Period
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.model_data import Insight

SQL = named_sql(__file__)
PURPOSE = "improve_service"  # who objected to it is not counted


@dataclass(frozen=True)
class Seen:
    """The rows of one period that may still be used; *who* in them is a number for this reading."""

    turns: Sequence[Row]
    messages: Sequence[Row]
    talks: Sequence[Row]
    refusals: Sequence[Row]
    requests: Sequence[Row]


def seen(db: Db, business: Business, insight: Insight, period: Period, now: datetime) -> Seen:
    """The period's rows up to *now*."""
    limits = {
        "since": start_of_day(period.start, business.zone),
        "until": min(start_of_day(period.end, business.zone), now),
        "today": local_date(now, business.zone),
        "purpose": PURPOSE,
        "most": insight.most_per_person,
    }
    conduct = business.policy.assistant
    gap = timedelta(seconds=conduct.session_gap.seconds if conduct else 0)
    return Seen(
        turns=db.all(SQL["turns"], zone=business.zone, **limits),
        messages=db.all(SQL["messages"], **limits),
        talks=db.all(SQL["talks"], gap=gap, **limits),
        refusals=db.all(SQL["refusals"], **limits),
        requests=db.all(SQL["requests"], **limits),
    )
