"""Working days and holidays in Indonesia; opening hours stand in kit/hours.py.

National holidays and joint leave (cuti bersama) come from the holidays package, whose dates for
2026 and 2027 equal the joint decrees; later decrees and a business's own days are overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

ESTIMATED = " (perkiraan)"  # the package keeps this mark on days that a decree has fixed since
ONE_DAY = timedelta(days=1)


@cache
def national(year: int, joint_leave: bool = True) -> Mapping[date, str]:
    """The holidays of *year* with their Indonesian names; with or without joint leave.

    The package knows no joint leave beyond the last decree it has seen (2027).
    """
    import holidays  # 0.1 s to load: only when a calendar is asked for

    kinds = ("public", "government") if joint_leave else ("public",)
    # The language is named because the package would else follow the machine's.
    found = holidays.country_holidays("ID", years=year, categories=kinds, language="id")
    return {day: name.replace(ESTIMATED, "") for day, name in sorted(found.items())}


@dataclass(frozen=True)
class Calendar:
    """The days an office does not work.

    weekend: weekdays, Monday = 0. extra: days off besides the national ones (late decrees,
    company days). worked: national holidays on which it works all the same.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    joint_leave: bool = True
    extra: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def holiday(self, day: date) -> str | None:
        """The name of the holiday on *day*; None on ordinary days, weekends included."""
        if day in self.extra:
            return self.extra[day]
        return None if day in self.worked else national(day.year, self.joint_leave).get(day)

    def works(self, day: date) -> bool:
        """Whether *day* is a working day."""
        return day.weekday() not in self.weekend and self.holiday(day) is None


def due_on(opened: date, days: int, calendar: Calendar) -> date:
    """The day on which *days* working days have passed since *opened*, which does not count.

    days = 0 gives *opened* itself, or the next working day after it.
    """
    day = opened
    while days == 0 and not calendar.works(day):
        day += ONE_DAY
    for _ in range(days):
        day += ONE_DAY
        while not calendar.works(day):
            day += ONE_DAY
    return day


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie from *first* to *last*, both counted."""
    span = (last - first).days + 1
    return sum(calendar.works(first + ONE_DAY * step) for step in range(span))
