"""Evidence in the words of people: spans of time, figures with their names, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.formats import date_format, number_format

from janji.kit.text import catalogue, say
from janji.site.proofs import Seen

GAUGE = 600
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Age:
    """The oldest thing held beside what was promised. share: of the gauge's width."""

    oldest_words: str | None
    limit_words: str
    share: int
    over: bool


def oldest(answers: Mapping[str, Seen], order: list[str], language: str) -> Age | None:
    """The first answer, in the order of the policy, that speaks of age and limit."""
    for name in order:
        facts = answers[name].evidence if name in answers else {}
        if "promised_days" in facts:
            return age(facts.get("oldest_seconds"), int(facts["promised_days"]) * DAY, language)
    return None


def age(held: Any, limit: int, language: str) -> Age:
    """The gauge of one age against one limit, both in seconds."""
    seconds = 0 if held is None else int(held)
    return Age(
        oldest_words=None if held is None else span(seconds, language),
        limit_words=span(limit, language),
        share=min(GAUGE, round(GAUGE * seconds / limit)) if limit else GAUGE,
        over=seconds > limit,
    )


def span(seconds: int, language: str) -> str:
    """A length of time in its two largest units: "6 hari 3 jam"."""
    for size, small, key in ((DAY, HOUR, "days"), (HOUR, 60, "hours"), (60, 1, "minutes")):
        if seconds >= size:
            count, rest = divmod(seconds, size)
            form = "" if rest // small else "_only"
            return say(f"site.span.{key}{form}", language, n=count, m=rest // small)
    return say("site.span.seconds", language, n=seconds)


def figures(evidence: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Every figure of an answer with its name, as rows to show."""
    return [(figure_name(name, language), figure(name, value, language)) for name, value in evidence.items()]


def figure_name(name: str, language: str) -> str:
    """What a figure is called; a figure without a sentence keeps its own name."""
    key = f"site.figure.{name}"
    return say(key, language) if key in catalogue() else name.replace("_", " ")


def figure(name: str, value: Any, language: str) -> str:
    """One figure's value as people write it."""
    if name.endswith("_seconds") and isinstance(value, int):
        return span(value, language)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return spelled(str(value))
    return str(number_format(value))


def spelled(value: str) -> str:
    """A day or moment as people write it; any other word as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) <= len("2026-01-01"):
        return date_format(date.fromisoformat(value), "j F Y")
    return date_format(moment.astimezone(UTC), "j M Y, H.i") + " UTC"


def missing(words: tuple[str, ...], language: str) -> str:
    """What must be known before anybody can say "kept"."""
    keys = ((f"audit.missing.{word}", f"site.missing.{word}") for word in words)
    known = catalogue()
    found = [next((say(key, language) for key in pair if key in known), None) for pair in keys]
    plain = [word.replace("_", " ") for word in words]
    return " ".join(said or word for said, word in zip(found, plain, strict=True))
