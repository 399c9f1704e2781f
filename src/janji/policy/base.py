"""The small words that policy and business files are made of: ids, days, spans, two languages.

Every value of a file arrives as plain text; these types turn it into facts and refuse what is not
exactly right; values that our own code makes pass as they are. The name of a refusal is the key of
its sentence in text.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

Language = Literal["id", "en"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"\A[a-z][a-z0-9_]{0,59}\z")]
Slug = Annotated[str, StringConstraints(pattern=r"\A[a-z][a-z0-9-]{0,59}\z")]
PromiseId = Annotated[str, StringConstraints(pattern=r"\A[A-Z]-[0-9]{2,3}\z")]
RuleId = Annotated[str, StringConstraints(pattern=r"\A[A-Z]{2,4}-[0-9]{2}\z")]
Dotted = Annotated[str, StringConstraints(pattern=r"\A[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\z")]
Country = Annotated[str, StringConstraints(pattern=r"\A[A-Z]{2}\z")]
Host = Annotated[str, StringConstraints(pattern=r"\A(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+\z")]

SPAN_PATTERN = r"^[0-9]{1,5} (second|minute|hour|day|week|month|year)s?$"
SPAN = re.compile(SPAN_PATTERN.replace("$", r"\Z"))
WHOLE = re.compile(r"\d{1,9}\Z", re.ASCII)
FRACTION = re.compile(r"(0(\.\d{1,6})?|1(\.0{1,6})?)\Z", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)


class Part(BaseModel):
    """A piece of a file: every key known, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Span:
    """A length of time as a person writes it: a count and a unit ("7 days")."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}s"

    @property
    def fixed(self) -> timedelta | None:
        """The exact length; None for months and years, whose length depends on the calendar."""
        if self.unit in ("month", "year"):
            return None
        return timedelta(**{f"{self.unit}s": self.count})

    @property
    def longest_days(self) -> int:
        """The most whole days this span can cover."""
        fixed = self.fixed
        if fixed is not None:
            return fixed.days
        return self.count * (31 if self.unit == "month" else 366)

    @property
    def shortest_days(self) -> int:
        """The fewest whole days this span can cover."""
        fixed = self.fixed
        if fixed is not None:
            return fixed.days
        return self.count * (28 if self.unit == "month" else 365)

    @property
    def hours(self) -> int:
        """Whole hours of a fixed span."""
        fixed = self.fixed or timedelta(days=self.longest_days)
        return int(fixed.total_seconds() // 3600)

    @property
    def seconds(self) -> float:
        """Seconds of a fixed span; the longest case for months and years."""
        fixed = self.fixed or timedelta(days=self.longest_days)
        return fixed.total_seconds()

    def after(self, day: date) -> date:
        """The day this span after *day*, by the calendar."""
        fixed = self.fixed
        if fixed is not None:
            return day + fixed
        months = day.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, last_day(year, month)))


def last_day(year: int, month: int) -> int:
    """The number of days in a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _as_span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    if not isinstance(value, str) or not SPAN.match(value):
        raise PydanticCustomError("not_a_span", "not a span")
    count, unit = value.split(" ")
    if unit.startswith(("month", "year")) and int(count) > 1200:
        raise PydanticCustomError("not_a_span", "not a span")
    return Span(int(count), unit.removesuffix("s"))


def _as_whole(value: Any) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and WHOLE.match(value):
        return int(value)
    raise PydanticCustomError("not_whole", "not a whole number")


def _as_fraction(value: Any) -> float:
    if isinstance(value, str) and FRACTION.match(value):
        return float(value)
    raise PydanticCustomError("not_a_fraction", "not between 0 and 1")


def _as_yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise PydanticCustomError("not_yes_no", "neither true nor false")


def _as_day(value: Any) -> date:
    try:
        if isinstance(value, str) and DAY.match(value):
            return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("impossible_day", "no such day") from None
    raise PydanticCustomError("not_a_day", "not YYYY-MM-DD")


def _as_time(value: Any) -> time:
    if isinstance(value, str) and TIME.match(value):
        return time.fromisoformat(value)
    raise PydanticCustomError("not_a_time", "not HH:MM")


def span_of(words: str) -> Span:
    """The span that `str(span)` wrote ("7 days")."""
    return _as_span(words)


SpanText = Annotated[
    Span,
    BeforeValidator(_as_span),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": SPAN_PATTERN}),
]
Whole = Annotated[int, BeforeValidator(_as_whole)]
Fraction = Annotated[float, BeforeValidator(_as_fraction)]
YesNo = Annotated[bool, BeforeValidator(_as_yes_no)]
Day = Annotated[date, BeforeValidator(_as_day)]
TimeOfDay = Annotated[
    time,
    BeforeValidator(_as_time),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]


class Both(Part):
    """The same words in Indonesian and in English."""

    id: Text
    en: Text

    def said(self, language: str) -> str:
        """The words in *language*; Indonesian for any other."""
        return self.en if language == "en" else self.id


class Quote(Part):
    """A sentence of the published policy, word for word, in the languages it was published in."""

    id: Text | None = None
    en: Text | None = None

    def languages(self) -> dict[str, str]:
        """Language to words, only the languages that are there."""
        return {code: words for code in ("id", "en") if (words := getattr(self, code))}


class Grounded(Part):
    """Says whether it was promised in the published words or decided by us, and then why."""

    basis: Literal["promised", "decided"]
    reason: Both | None = None

    @model_validator(mode="after")
    def _decided_needs_reason(self) -> Self:
        if self.basis == "decided" and self.reason is None:
            raise PydanticCustomError("reason_missing", "decided without a reason")
        return self
