"""Dates, times and sums as people in Indonesia write them; English beside it.

Small pure functions over calendar.toml. Storage keeps UTC and whole rupiah; this is for reading.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


@cache
def words(language: str) -> dict[str, Any]:
    """The calendar's words in *language*; Indonesian for any other than English."""
    path = Path(__file__).with_name("calendar.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = table["en" if language == "en" else "id"]
    return found


def weekday(day: date, language: str) -> str:
    """ "Sabtu" or "Saturday"."""
    return str(words(language)["weekdays"][day.weekday()])


def long_date(day: date, language: str) -> str:
    """ "16 Agustus 2025" or "16 August 2025"."""
    return f"{day.day} {words(language)['months'][day.month - 1]} {day.year}"


def full_date(day: date, language: str) -> str:
    """ "Sabtu, 16 Agustus 2025" or "Saturday, 16 August 2025"."""
    return f"{weekday(day, language)}, {long_date(day, language)}"


def clock_time(at: time | datetime, language: str) -> str:
    """ "20.05" in Indonesian, "20:05" in English."""
    return at.strftime("%H:%M" if language == "en" else "%H.%M")


def zone_name(moment: datetime, zone: str) -> str:
    """WIB, WITA or WIT; for a zone elsewhere its usual short name."""
    return moment.astimezone(ZoneInfo(zone)).tzname() or zone


def day_and_time(moment: datetime, zone: str, language: str) -> str:
    """ "16 Agustus 2025 pukul 20.05 WIB" where the business is."""
    local = moment.astimezone(ZoneInfo(zone))
    at = "at" if language == "en" else "pukul"
    day, hour = long_date(local.date(), language), clock_time(local, language)
    return f"{day} {at} {hour} {zone_name(moment, zone)}"


def moment_words(moment: datetime, zone: str, language: str) -> str:
    """ "Sabtu, 16 Agustus 2025 pukul 20.05 WIB" where the business is."""
    local = moment.astimezone(ZoneInfo(zone)).date()
    return f"{weekday(local, language)}, {day_and_time(moment, zone, language)}"


def number(value: int, language: str) -> str:
    """ "1.250.000" in Indonesian, "1,250,000" in English."""
    grouped = f"{value:,}"
    return grouped if language == "en" else grouped.replace(",", ".")


def rupiah(value: int, language: str = "id") -> str:
    """ "Rp1.250.000"; whole rupiah, never shortened, because people pay by it."""
    sign = "-" if value < 0 else ""
    return f"{sign}Rp{number(abs(value), language)}"
