"""Which period can be counted now: as late as possible, while all of its rows are still held.

With seven days kept and weeks counted there is exactly one such moment: a message of Monday is
gone at the start of the next Monday, which is when the week ends. So a week is counted in the
last minutes of its Sunday. Deleting never waits for counting: if no worker was there in those
minutes, the week is counted later from the days that are still held, and its row says how many.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from janji.kit.clock import local_date, start_of_day
from janji.kit.errors import JanjiError

if TYPE_CHECKING:
    from janji.policy.business import Business

KIND = "message_in"
LAST_MINUTES = timedelta(minutes=10)  # what is said in them is in no count
LOOK_BACK = 5  # periods: a worker that was away longer has no rows left to count


class Period(NamedTuple):
    """A span of local days, from *start* up to and without *end*."""

    start: date
    end: date

    def days(self) -> list[date]:
        """Its days."""
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days)]


def period_of(day: date, unit: str) -> Period:
    """The week (from Monday) or month that *day* is in."""
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(weeks=1))
    start = day.replace(day=1)
    return Period(start, (start + timedelta(days=31)).replace(day=1))


def countable(business: Business, unit: str, now: datetime) -> list[Period]:
    """The periods that may be counted at *now*, oldest first; some may have been counted before.

    Raises: JanjiError insight.period_longer_than_retention when no moment exists at which all
    rows of a period are held.
    """
    current = period_of(local_date(now, business.zone), unit)
    found = [current]
    for _ in range(LOOK_BACK):
        found.insert(0, period_of(found[0].start - timedelta(days=1), unit))
    return [one for one in found if counted_from(business, one, unit) <= now]


def counted_from(business: Business, period: Period, unit: str) -> datetime:
    """The moment from which *period* may be counted: its end, or just before if rows go then."""
    end = start_of_day(period.end, business.zone)
    first_gone = gone_on(business, period.start)
    if first_gone is None or first_gone > period.end:
        return end
    if first_gone < period.end:
        needed, kept = (period.end - period.start).days, (first_gone - period.start).days
        raise JanjiError(
            "insight.period_longer_than_retention", period=unit, needed=needed, kept=kept
        )
    return end - LAST_MINUTES


def days_held(business: Business, period: Period, today: date) -> int:
    """How many days of *period* are not over yet."""
    ends = [gone_on(business, day) for day in period.days()]
    return sum(1 for end in ends if end is None or end > today)


def gone_on(business: Business, day: date) -> date | None:
    """The day at whose start messages of *day* are gone; None: no fixed end."""
    policy = business.policy
    noon = start_of_day(day, business.zone) + timedelta(hours=12)
    return policy.keep_until(policy.retention_class(KIND), noon, business.zone)
