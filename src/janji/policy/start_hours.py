"""Opening hours as people type them, in either language: "mon-fri 09:00-17:00; sat closed"."""

from __future__ import annotations

import re

from pydantic import TypeAdapter, ValidationError

from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy.model_business import Interval, Intervals
from janji.policy.start import WEEK, defaults
from janji.policy.start_wrong import wrong

DAYS_APART = re.compile(r"\s*(?:-|–|s/d|sampai|to)\s*")
HOURS_FORM = re.compile(r"([^\d,]+?)\s+(\d.*|tutup|closed)\Z")


def spoken_days(typed: str, language: str) -> str:
    """Opening hours with the days in the reader's language: "sen-jum 09:00-17:00"."""
    week = zip(WEEK, say("policy.start.week", language).split(", "), strict=True)
    for day, word in week:
        typed = re.sub(rf"\b{day[:3]}\b", word[:3], typed)
    return typed


def hours(typed: str) -> dict[str, tuple[Interval, ...]]:
    """A week of opening hours: "mon-fri 09:00-17:00; sat 09:00-13:00, 14:00-16:00; sun closed"."""
    week: dict[str, tuple[Interval, ...]] = {}
    for part in re.split(r"\s*;\s*", typed.strip().strip(";")):
        found = HOURS_FORM.match(part.lower().strip())
        if found is None:
            raise unclear()
        intervals = () if found[2] in ("tutup", "closed") else intervals_of(found[2])
        for weekday in days_of(found[1]):
            if weekday in week:
                raise wrong("day_twice")
            week[weekday] = intervals
    return week


def unclear() -> JanjiError:
    """What to write instead, in both languages."""
    usual = defaults()["hours"]
    return wrong("hours", example=" / ".join(spoken_days(usual, code) for code in ("id", "en")))


def intervals_of(typed: str) -> tuple[Interval, ...]:
    """The intervals of one day, in order, none over another."""
    parts = [re.sub(r"\s", "", part).replace(".", ":") for part in typed.split(",")]
    whole = [re.sub(r"(?<![\d:])(\d{1,2})(?![\d:])", r"\1:00", part) for part in parts]
    padded = [re.sub(r"(?<!\d)(\d)(?=:)", r"0\1", part) for part in whole]
    try:
        return TypeAdapter(Intervals).validate_python(padded)
    except ValidationError:
        raise unclear() from None


def days_of(typed: str) -> list[str]:
    """The weekdays that are meant: one, or from one to another, or every day."""
    plain = typed.strip().replace("'", "").replace("’", "")
    if plain in say("policy.start.every_day", "id").split(", "):
        return list(WEEK)
    ends = [weekday(word) for word in DAYS_APART.split(plain)]
    if len(ends) > 2:
        raise unclear()
    first, last = ends[0], ends[-1]
    after = last + 1 if last >= first else last + 1 + len(WEEK)
    return [WEEK[at % len(WEEK)] for at in range(first, after)]


def weekday(word: str) -> int:
    """The number of a weekday from Monday, by its name or its first letters in either language."""
    for code in ("id", "en"):
        for number, known in enumerate(say("policy.start.week", code).split(", ")):
            if len(word) >= 3 and known.startswith(word):
                return number
    raise unclear()
