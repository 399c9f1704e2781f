"""The day rule: the day of a record is day 0, and at the start of the last day it is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.kit.clock import local_date, start_of_day
from janji.policy.base import Span
from janji.policy.business import Business
from janji.policy.model_business import ZONES

START = datetime(2000, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=90 * 365)).map(lambda span: START + span)


@pytest.mark.parametrize(
    ("utc", "gone"),
    [
        # 1 January begins in Jakarta at 17:00 UTC of 31 December
        ("2025-12-31T16:59:59.999999", date(2026, 1, 7)),
        ("2025-12-31T17:00:00", date(2026, 1, 8)),
        ("2026-01-01T16:59:59.999999", date(2026, 1, 8)),
        ("2026-01-01T17:00:00", date(2026, 1, 9)),
        ("2024-02-22T17:00:00", date(2024, 3, 1)),  # over a leap day
    ],
)
def test_a_message_around_midnight_belongs_to_the_day_in_jakarta(
    ramen: Business, utc: str, gone: date
) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert ramen.policy.keep_until("conversation", at, "Asia/Jakarta") == gone


@given(at=moments, zone=st.sampled_from(ZONES))
def test_no_message_is_ever_older_than_promised_when_it_goes(
    ramen: Business, at: datetime, zone: str
) -> None:
    days = ramen.policy.keep_days("conversation")
    assert days is not None
    gone = ramen.policy.keep_until("conversation", at, zone)
    assert gone is not None
    age = start_of_day(gone, zone) - at
    assert timedelta(days=days - 1) < age <= timedelta(days=days)


@given(at=moments, later=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_was_said_later_never_goes_earlier(
    ramen: Business, at: datetime, later: timedelta
) -> None:
    first = ramen.policy.keep_until("conversation", at, ramen.zone)
    second = ramen.policy.keep_until("conversation", at + later, ramen.zone)
    assert first is not None
    assert second is not None
    assert first <= second


@given(
    day=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    count=st.integers(0, 60),
    unit=st.sampled_from(["day", "week", "month", "year"]),
)
def test_a_span_by_the_calendar_is_never_longer_than_its_longest_days(
    day: date, count: int, unit: str
) -> None:
    span = Span(count, unit)
    assert day <= span.after(day) <= day + timedelta(days=span.longest_days)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (date(2024, 2, 29), Span(1, "year"), date(2025, 2, 28)),
        (date(2026, 1, 31), Span(1, "month"), date(2026, 2, 28)),
        (date(2026, 12, 15), Span(1, "month"), date(2027, 1, 15)),
        (date(2026, 11, 30), Span(3, "month"), date(2027, 2, 28)),
        (date(2026, 1, 1), Span(2, "week"), date(2026, 1, 15)),
    ],
)
def test_months_and_years_follow_the_calendar(start: date, span: Span, end: date) -> None:
    assert span.after(start) == end


def test_the_local_day_is_the_day_of_the_business_not_of_the_machine() -> None:
    at = datetime(2026, 1, 1, 15, 30, tzinfo=UTC)
    assert local_date(at, "Asia/Jakarta") == date(2026, 1, 1)
    assert local_date(at, "Asia/Jayapura") == date(2026, 1, 2)
