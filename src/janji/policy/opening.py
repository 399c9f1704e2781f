"""When people of a business answer, as its file says; `weekly` makes it countable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from janji.kit.calendar import Calendar
from janji.kit.hours import WeeklyHours
from janji.policy.base import Both
from janji.policy.model_business import HoursFile, Interval

Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class OpeningHours:
    """When people answer, in *zone*: seven weekdays from Monday, each with its intervals.

    holidays, joint_leave: whether the business is open then. closed_dates: shut all day, and why.
    special_dates: days with hours of their own; they win over everything.
    """

    zone: str
    week: tuple[tuple[Interval, ...], ...]
    holidays: bool
    joint_leave: bool
    closed_dates: Mapping[date, Both]
    special_dates: Mapping[date, tuple[Interval, ...]]

    def weekly(self, language: str) -> WeeklyHours:
        """The hours in the form `kit.hours` counts with, reasons said in *language*."""
        return WeeklyHours(
            zone=self.zone,
            week={weekday: spans(hours) for weekday, hours in enumerate(self.week) if hours},
            closed_dates={day: why.said(language) for day, why in self.closed_dates.items()},
            special={day: spans(hours) for day, hours in self.special_dates.items()},
            closed_on_holidays=not self.holidays,
            calendar=Calendar(joint_leave=not self.joint_leave),
        )


def spans(intervals: tuple[Interval, ...]) -> Spans:
    """Intervals as pairs of local times."""
    return tuple((one.opens, one.closes) for one in intervals)


def opening_hours(hours: HoursFile, zone: str) -> OpeningHours:
    """The weekly hours in the order of `datetime.weekday()`."""
    return OpeningHours(
        zone=zone,
        week=(
            hours.monday,
            hours.tuesday,
            hours.wednesday,
            hours.thursday,
            hours.friday,
            hours.saturday,
            hours.sunday,
        ),
        holidays=hours.holidays == "open",
        joint_leave=hours.joint_leave == "open",
        closed_dates={closed.day: closed.why for closed in hours.closed_dates},
        special_dates={special.day: special.hours for special in hours.special_dates},
    )
