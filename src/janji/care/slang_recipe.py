"""Derive short-form → full-form pairs from parallel lines; a tool, never run by the product.

The shipped slang.tsv was made with it from STIF-Indonesia (MIT): pairs of single words only, never
a sentence. Anyone with the data can make the same file again (a test does).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

WORD = re.compile(r"[a-z][a-z0-9]*$")
MASKED = re.compile(r"xxx")
LONGEST_FULL_FORM = 2


def lexicon(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The full form of each short form in (informal, formal) line *pairs*.

    Keeps x → y when y is what x most often became and x became y more often than it stayed x.
    Ties go to the alphabetically first y, so that the same lines give the same lexicon.
    """
    became: dict[str, Counter[str]] = defaultdict(Counter)
    for informal, formal in pairs:
        for short, full in aligned(informal.lower().split(), formal.lower().split()):
            became[short][full] += 1
    found = {short: winner(short, counts) for short, counts in sorted(became.items())}
    return {short: full for short, full in found.items() if full}


def winner(short: str, counts: Counter[str]) -> str:
    """The most frequent other form when it beats staying the same, else an empty string."""
    others = sorted(((-n, full) for full, n in counts.items() if full != short))
    if not others or -others[0][0] <= counts[short]:
        return ""
    return others[0][1]


def aligned(informal: list[str], formal: list[str]) -> list[tuple[str, str]]:
    """Which words of one line answer to which of the other; unclear stretches are left out."""
    rows: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, informal, formal, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            rows.extend(zip(informal[a:b], formal[c:d], strict=True))
        elif tag == "replace" and b - a == 1 and d - c <= LONGEST_FULL_FORM:
            rows.append((informal[a], " ".join(formal[c:d])))
    return [(short, full) for short, full in rows if usable(short, full)]


def usable(short: str, full: str) -> bool:
    """Whether both sides are plain words and neither is a masked name or number."""
    words = (short, *full.split())
    return all(WORD.match(word) and not MASKED.search(word) for word in words)
