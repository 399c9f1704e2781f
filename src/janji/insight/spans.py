"""Lengths of time as closed words, and what can be said of them afterwards.

A count keeps no time and no maximum, only how many fell between which bounds; a median is
interpolated from that, so it is about the crowd and never about one conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

MINUTE, HOUR = 60, 3600
BOUNDS = (0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR)
WORDS = ("under_1m", "m1_5", "m5_15", "m15_60", "h1_4", "h4_24", "over_24h")
LAST = 72 * HOUR  # where the open end is drawn; a median there is said as "more than a day"


def word(seconds: float) -> str:
    """The closed word for a length of time; a clock that ran backwards counts as at once."""
    for name, bound in zip(WORDS, BOUNDS[1:], strict=False):
        if seconds < bound:
            return name
    return WORDS[-1]


def median(counts: Mapping[str, int]) -> float | None:
    """The middle length in seconds, interpolated between bounds; None when no word is told.

    What was folded into "other" has no place on the scale and is left out.
    """
    total = sum(counts.get(name, 0) for name in WORDS)
    passed = 0.0
    for name, (low, high) in zip(WORDS, pairwise((*BOUNDS, LAST)), strict=True):
        here = counts.get(name, 0)
        if here and passed + here >= total / 2:
            return low + (high - low) * (total / 2 - passed) / here
        passed += here
    return None
