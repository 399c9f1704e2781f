"""From the hours in business.yaml to the hours that can be asked."""

from __future__ import annotations

from datetime import time

from janji.kit.calendar import Calendar
from janji.kit.hours import WeeklyHours
from janji.policy.business import OpeningHours
from janji.policy.model_business import Interval

def weekly_hours(hours: OpeningHours) -> WeeklyHours:
    """The same week, with holidays and joint leave as the business keeps them."""
    return WeeklyHours(
        zone=hours.zone,
        week={day: spans(intervals) for day, intervals in enumerate(hours.week) if intervals},
        closed_dates=dict.fromkeys(sorted(hours.closed_dates), ""),
        closed_on_holidays=hours.holidays == "closed",
        calendar=Calendar(joint_leave=hours.joint_leave == "closed"),
    )


def spans(intervals: tuple[Interval, ...]) -> tuple[tuple[time, time], ...]:
    """Intervals as pairs of times."""
    return tuple((one.opens, one.closes) for one in intervals)
