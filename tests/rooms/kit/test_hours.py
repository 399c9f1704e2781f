"""Working days, holidays, opening hours and how they are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.kit import dates
from janji.kit.calendar import Calendar, due_on, national, working_days
from janji.kit.hours import Closed, Open, WeeklyHours, open_state, state_words, week_words

DAY, NIGHT, WHOLE = (time(10), time(21)), (time(17), time(1)), (time(0), time(0))
SHOP = WeeklyHours(
    "Asia/Jakarta",
    {0: (DAY,), 1: (DAY,), 2: (DAY,), 3: (DAY,), 4: (DAY,), 5: ((time(11), time(14)), NIGHT)},
    closed_on_holidays=True,
)


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("opened", "calendar", "due"),
    [
        (date(2026, 3, 2), Calendar(), date(2026, 4, 21)),
        (date(2026, 3, 2), Calendar(joint_leave=False), date(2026, 4, 15)),
        (date(2026, 3, 2), Calendar(weekend=frozenset({6})), date(2026, 4, 14)),
        (date(2026, 11, 23), Calendar(), date(2027, 1, 8)),
        (date(2025, 3, 21), Calendar(), date(2025, 5, 19)),
    ],
)
def test_thirty_working_days_pass_over_the_long_holidays(
    opened: date, calendar: Calendar, due: date
) -> None:
    assert due_on(opened, 30, calendar) == due


@pytest.mark.parametrize(("year", "count"), [(2025, 237), (2026, 240), (2027, 242)])
def test_the_working_days_of_a_year(year: int, count: int) -> None:
    assert working_days(date(year, 1, 1), date(year, 12, 31), Calendar()) == count


def test_holiday_names_are_indonesian_and_never_an_estimate() -> None:
    names = " ".join(national(2027).values())
    assert "Idul Fitri" in names
    assert "perkiraan" not in names


def test_late_decrees_and_days_worked_override_the_package() -> None:
    day, leave = date(2026, 7, 1), date(2026, 12, 24)
    assert Calendar().works(day)
    assert not Calendar().works(leave)
    own = Calendar(extra={day: "Pilkada"}, worked=frozenset({leave}))
    assert own.holiday(day) == "Pilkada"
    assert own.works(leave)


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(0, 40))
def test_a_due_day_is_a_working_day_and_counts_right(opened: date, days: int) -> None:
    due = due_on(opened, days, Calendar())
    assert Calendar().works(due)
    if days:
        assert working_days(opened, due, Calendar()) == days + Calendar().works(opened)


def test_open_until_closing_time() -> None:
    assert open_state(SHOP, wib("2026-11-23 12:00")) == Open(wib("2026-11-23 21:00"))
    said = "Buka hari ini sampai 21.00 WIB"
    assert state_words(SHOP, wib("2026-11-23 12:00"), "id") == said
    assert state_words(SHOP, wib("2026-11-23 12:00"), "en") == "Open today until 21:00 WIB"


def test_the_closing_minute_itself_is_closed_and_the_opening_minute_open() -> None:
    assert isinstance(open_state(SHOP, wib("2026-11-23 21:00")), Closed)
    assert isinstance(open_state(SHOP, wib("2026-11-23 10:00")), Open)


def test_a_night_past_midnight_belongs_to_the_day_before() -> None:
    assert open_state(SHOP, wib("2026-11-22 00:30")) == Open(wib("2026-11-22 01:00"))
    assert open_state(SHOP, wib("2026-11-22 01:00")) == Closed(wib("2026-11-23 10:00"))


def test_closed_between_two_spans_says_today() -> None:
    said = "Saat ini tutup. Buka lagi hari ini pukul 17.00 WIB"
    assert state_words(SHOP, wib("2026-11-21 15:00"), "id") == said


def test_a_holiday_is_named_and_the_next_opening_day_said() -> None:
    shut = open_state(SHOP, wib("2026-03-21 12:00"))
    assert isinstance(shut, Closed)
    assert shut.why is not None
    said = state_words(SHOP, wib("2026-03-20 12:00"), "id")
    assert "Idul Fitri" in said
    assert said.endswith("Buka lagi Rabu, 25 Maret 2026 pukul 10.00 WIB")


def test_hours_of_a_special_day_win_over_the_holiday() -> None:
    day = date(2026, 12, 25)
    noon = wib("2026-12-25 12:00")
    assert isinstance(open_state(SHOP, noon), Closed)
    special = WeeklyHours(SHOP.zone, SHOP.week, special={day: (DAY,)}, closed_on_holidays=True)
    assert open_state(special, noon) == Open(wib("2026-12-25 21:00"))


def test_a_day_closed_for_a_reason_says_it() -> None:
    shut = WeeklyHours(SHOP.zone, SHOP.week, closed_dates={date(2026, 11, 24): "renovasi"})
    assert "(renovasi)" in state_words(shut, wib("2026-11-24 12:00"), "id")


def test_always_open_and_never_open_have_no_end() -> None:
    always = WeeklyHours("Asia/Makassar", dict.fromkeys(range(7), (WHOLE,)))
    never = WeeklyHours("Asia/Makassar", {})
    now = wib("2026-11-23 12:00")
    assert open_state(always, now) == Open(None)
    assert state_words(always, now, "en") == "Open 24 hours"
    assert open_state(never, now) == Closed(None)
    assert state_words(never, now, "id") == "Saat ini tutup"


def test_equal_days_in_a_row_are_said_together() -> None:
    assert week_words(SHOP, "id") == (
        "Senin–Jumat 10.00–21.00; Sabtu 11.00–14.00, 17.00–01.00; Minggu tutup"
    )
    assert week_words(SHOP, "en").endswith("Sunday closed")


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
)
def test_the_three_zones_have_their_names(zone: str, name: str) -> None:
    assert dates.zone_name(wib("2026-11-23 12:00"), zone) == name


def test_dates_times_and_sums_are_written_as_people_write_them() -> None:
    moment = wib("2025-08-16 20:05")
    assert dates.moment_words(moment, "Asia/Jakarta", "id") == (
        "Sabtu, 16 Agustus 2025 pukul 20.05 WIB"
    )
    assert dates.moment_words(moment, "Asia/Jayapura", "en").endswith("22:05 WIT")
    assert dates.rupiah(1250000) == "Rp1.250.000"
    assert dates.rupiah(-500) == "-Rp500"
    assert dates.number(1250000, "en") == "1,250,000"
