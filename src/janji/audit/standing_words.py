"""Evidence in the words of people: spans of time, figures, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from janji.audit import report
from janji.audit.standing import Seen
from janji.kit.text import catalogue, say

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


def oldest(answers: Mapping[str, Seen], language: str) -> Age | None:
    """The greatest age that any proof saw, beside its limit; None when none speaks of ages."""
    facts = [
        one.evidence for one in answers.values() if {"promised_days", "held"} <= set(one.evidence)
    ]
    if not facts:
        return None
    eldest = max(facts, key=lambda one: int(one.get("oldest_seconds") or -1))
    return age(eldest.get("oldest_seconds"), int(eldest["promised_days"]) * DAY, language)


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


def figures(evidence: Mapping[str, Any], language: str, zone: str) -> list[str]:
    """What a proof saw, as words; a figure without a sentence is told by its own name."""
    known = {
        name: value for name, value in evidence.items() if f"audit.evidence.{name}" in catalogue()
    }
    rest = [
        f"{name}: {report.moment(value, language, zone)}"
        for name, value in evidence.items()
        if name not in known
    ]
    return report.evidence_words(known, language, zone) + rest


def missing(words: tuple[str, ...], language: str) -> str:
    """What must be known before anybody can say "kept"."""
    keys = [(word, f"audit.missing.{word}") for word in words]
    return " ".join(
        say(key, language) if key in catalogue() else word.replace("_", " ") for word, key in keys
    )
