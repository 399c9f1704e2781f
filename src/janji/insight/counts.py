"""Counting so that nobody can be counted out: small groups are folded until none is small.

Facts come as (who, slot), who being a number that means nothing later. A slot that fewer than k
people are in is never told. Nor can it be worked out from the others: as long as the folded
people are fewer than k, the next smallest slot is folded as well (complementary suppression), so
either everything of a metric is told, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

OTHER = "other"
WORD = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
MANY_DIGITS = re.compile(r"\d{5}")

Fact = tuple[int, str]


def slot(word: str) -> str:
    """*word* if it is one plain word; anything else is only "other"."""
    return word if WORD.fullmatch(word) and not MANY_DIGITS.search(word) else OTHER


def folded(facts: Iterable[Fact], k: int) -> dict[str, int]:
    """How many facts each slot has, slots of fewer than *k* people folded into "other".

    Every number returned is about k people or more; the numbers add up to all facts, or there
    are none.
    """
    numbers, people = tally(facts)
    small = {name for name, who in people.items() if len(who) < k or name == OTHER}
    together: set[int] = set().union(*(people[name] for name in small))
    rest = sorted(people.keys() - small, key=lambda name: (len(people[name]), name))
    while small and len(together) < k and rest:
        nearest = rest.pop(0)
        small.add(nearest)
        together |= people[nearest]
    told = {name: numbers[name] for name in rest}
    if len(together) >= k:
        told[OTHER] = sum(numbers[name] for name in small)
    return told


def tally(facts: Iterable[Fact]) -> tuple[Counter[str], dict[str, set[int]]]:
    """Facts and people by slot."""
    numbers: Counter[str] = Counter()
    people: dict[str, set[int]] = {}
    for who, name in facts:
        plain = slot(name)
        numbers[plain] += 1
        people.setdefault(plain, set()).add(who)
    return numbers, people
