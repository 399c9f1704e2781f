"""Lengths of time as people write them in sentences: "1 (satu) minggu", "our 1-week retention"."""

from __future__ import annotations

import re

from janji.policy.base import Span

UNITS = {
    "jam": "hour", "hari": "day", "minggu": "week", "bulan": "month", "tahun": "year",
    "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
SAID = re.compile(
    rf"(\d{{1,4}})\s*(?:\([^)]{{1,30}}\))?[\s\u2010-\u2015-]*({'|'.join(UNITS)})s?\b", re.IGNORECASE
)
OWN_CLOCKS = frozenset(
    {"rights", "changes", "breach", "consents", "cookies", "merger", "marketing"}
)


def says_length(words: str, span: Span) -> bool:
    """Whether *words* name *span*, in whatever unit; a month may be said as thirty days."""
    return any(
        alike(Span(int(count), UNITS[unit.casefold()]), span) for count, unit in SAID.findall(words)
    )


def alike(one: Span, other: Span) -> bool:
    """Whether two lengths can be meant by the same words."""
    if one.fixed is not None and other.fixed is not None:
        return one.fixed == other.fixed
    return one.shortest_days <= other.longest_days and other.shortest_days <= one.longest_days


def other_lengths(old: str, new: str) -> list[tuple[Span, Span]]:
    """The lengths of two sentences that differ in nothing else, pair by pair; else nothing."""
    sides = [SAID.findall(words) for words in (old, new)]
    bare = [" ".join(SAID.sub("\0", words).split()) for words in (old, new)]
    if bare[0] != bare[1] or len(sides[0]) != len(sides[1]):
        return []
    spans = [[Span(int(n), UNITS[unit.casefold()]) for n, unit in side] for side in sides]
    return [pair for pair in zip(*spans, strict=True) if pair[0] != pair[1]]
