"""Counting so that nobody can be counted out: small groups are folded until none is small.

Facts come as (who, slot), who being a number that means nothing later. A slot that fewer than k
people are in is never told. Nor can it be worked out from the others: as long as the folded
people are fewer than k, the next smallest slot is folded as well (complementary suppression), so
either everything of a metric is told, or nothing. Metrics that count the same facts in finer and
coarser words are folded together: no difference between a cell of one and cells of the other is
about fewer than k people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

OTHER = "other"
WORD = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
MANY_DIGITS = re.compile(r"\d{5}")

Fact = tuple[int, str]
Groups = dict[str, set[int]]  # slot → places of its facts in the list
NOTHING: frozenset[str] = frozenset()


class Nested(NamedTuple):
    """Slots of *coarse* that are, by what they mean, unions of slots of *fine*."""

    fine: str
    coarse: str
    slots: frozenset[str]


def slot(word: str) -> str:
    """*word* if it is one plain word; anything else is only "other"."""
    return word if WORD.fullmatch(word) and not MANY_DIGITS.search(word) else OTHER


def folded(facts: Iterable[Fact], k: int) -> dict[str, int]:
    """How many facts each slot has, slots of fewer than *k* people folded into "other".

    Every number returned is about k people or more; the numbers add up to all facts, or there
    are none.
    """
    return numbers(grouped(list(facts), k))


def folded_together(
    metrics: Mapping[str, Sequence[Fact]], k: int, nested: Iterable[Nested]
) -> dict[str, dict[str, int]]:
    """Each metric folded, and no two of them told so that their difference is about fewer than *k*.

    metrics: the metrics that *nested* names count the same facts in the same order.
    """
    pairs = [one for one in nested if one.fine in metrics and one.coarse in metrics]
    hidden: dict[str, set[str]] = {name: set() for name in metrics}
    while True:
        told = {name: grouped(facts, k, hidden[name]) for name, facts in metrics.items()}
        leaks = [
            (pair.coarse, name)
            for pair in pairs
            for name in telling(pair, told, metrics[pair.fine], k)
        ]
        if not leaks:
            return {name: numbers(groups) for name, groups in told.items()}
        for coarse, name in leaks:
            hidden[coarse].add(name)


def grouped(facts: Sequence[Fact], k: int, hidden: Collection[str] = NOTHING) -> Groups:
    """The facts of each slot that may be told; *hidden* slots never stand alone."""
    groups = by_slot(facts)
    small = {
        name
        for name, places in groups.items()
        if name == OTHER or name in hidden or len(people(facts, places)) < k
    }
    rest = sorted(groups.keys() - small, key=lambda name: (len(people(facts, groups[name])), name))
    together: set[int] = set().union(*(groups[name] for name in small))
    while small and rest and (len(people(facts, together)) < k or alone(small, hidden)):
        nearest = rest.pop(0)
        small.add(nearest)
        together |= groups[nearest]
    told = {name: groups[name] for name in rest}
    if len(people(facts, together)) >= k:
        told[OTHER] = together
    return told


def alone(small: Collection[str], hidden: Collection[str]) -> bool:
    """Whether "other" would be one hidden slot under another name."""
    return len(small) == 1 and next(iter(small)) in hidden


def telling(pair: Nested, told: Mapping[str, Groups], facts: Sequence[Fact], k: int) -> set[str]:
    """Slots of the coarse metric that, beside the fine one, tell about fewer than *k* people."""
    fine, coarse = told[pair.fine], told[pair.coarse]
    known = {name: coarse[name] for name in pair.slots & coarse.keys()}
    found = {
        name
        for name, places in known.items()
        if is_small(facts, remainder(places, fine.values()), k)
    }
    for places in fine.values():
        inside = {name for name, part in known.items() if part <= places}
        rest = remainder(places, (known[name] for name in inside))
        if is_small(facts, rest, k):
            found |= inside
    return found


def remainder(whole: set[int], parts: Iterable[set[int]]) -> set[int]:
    """What of *whole* is left when the parts that lie inside it are taken away; none if no part."""
    inside: set[int] = set().union(*(part for part in parts if part <= whole))
    return whole - inside if inside else set()


def is_small(facts: Sequence[Fact], places: Collection[int], k: int) -> bool:
    """Whether *places* are facts about somebody, and about fewer than *k* people."""
    return 0 < len(people(facts, places)) < k


def people(facts: Sequence[Fact], places: Iterable[int]) -> set[int]:
    """Who the facts at *places* are about."""
    return {facts[place][0] for place in places}


def by_slot(facts: Sequence[Fact]) -> Groups:
    """Places of the facts by slot."""
    groups: Groups = {}
    for place, (_, name) in enumerate(facts):
        groups.setdefault(slot(name), set()).add(place)
    return groups


def numbers(groups: Groups) -> dict[str, int]:
    """How many facts each group has."""
    return {name: len(places) for name, places in groups.items()}


def every(told: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, str, int]]:
    """(metric, slot, n) of everything told, in order."""
    for metric in told:
        for name, n in sorted(told[metric].items()):
            yield metric, name, n
