"""Days and spans in the words of people, in Indonesian and English."""

from __future__ import annotations

from datetime import date

from janji.kit.text import say
from janji.policy.base import Span


def span_words(span: Span, language: str) -> str:
    """A span as people say it: "7 hari", "7 days", "1 hour"."""
    number = "one" if span.count == 1 else "many"
    return say(f"policy.unit.{span.unit}.{number}", language, count=span.count)


def day_words(day: date, language: str) -> str:
    """A day as people write it: "16 Agustus 2025", "16 August 2025"."""
    month = say("policy.unit.months", language).split()[day.month - 1]
    return f"{day.day} {month} {day.year}"


def listed(items: list[str], language: str) -> str:
    """Items as one phrase: "a, b, dan c"; "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return say("policy.unit.list", language, first=", ".join(items[:-1]), last=items[-1])
