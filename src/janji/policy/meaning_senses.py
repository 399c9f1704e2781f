"""What a difference can mean, and the few ways in which a value grows, shrinks or turns.

A sense is written as three words: what happened, what it is for people (stricter, looser, wording,
other), and its class, which decides the duty:
  editorial   a new version, nobody is told           favourable   told on the page
  material    told before it binds (UU PDP 21(2))      prospective  the same, and for new data only
  reconsent   off for everybody until a fresh yes (UU PDP 20(2)a, 22)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from janji.policy.base import Span
from janji.policy.meaning_leaves import ABSENT, Leaf

Direction = Literal["stricter", "looser", "wording", "other"]
Class = Literal["editorial", "favourable", "material", "prospective", "reconsent"]
CLASSES: tuple[Class, ...] = get_args(Class)
LONG_WORD = 8  # a slip of one letter in a shorter word may make another word of it


@dataclass(frozen=True)
class Sense:
    """What one difference means. what: the key of its sentence under [policy.meaning]."""

    what: str
    direction: Direction
    cls: Class


Rule = Callable[[Leaf], Sense]
WORDS = Sense("words", "wording", "editorial")
SPELLING = Sense("spelling", "wording", "editorial")
ORDER = Sense("order", "wording", "editorial")
UNKNOWN = Sense("unknown", "other", "material")  # what nobody judged is never called harmless


def sense(spelled: str) -> Sense:
    """A sense from its three words. Raises: ValueError when they are not three known words."""
    what, direction, cls = spelled.split()
    if direction not in get_args(Direction) or cls not in CLASSES:
        raise ValueError(spelled)
    return Sense(what, cast("Direction", direction), cls)


def always(spelled: str) -> Rule:
    """Whatever the values: this."""
    found = sense(spelled)
    return lambda _leaf: found


def presence(added: str, gone: str, changed: str = "words wording editorial") -> Rule:
    """Something is there now, is gone, or is another one."""
    new, old, other = sense(added), sense(gone), sense(changed)
    return lambda leaf: new if leaf.added else old if leaf.gone else other


def grows(more: str, less: str) -> Rule:
    """A span or number: more or less of it; none is without any limit, so the most."""
    up, down = sense(more), sense(less)

    def judged(leaf: Leaf) -> Sense:
        before, after = measure(leaf.old), measure(leaf.new)
        return WORDS if before == after else up if after > before else down

    return judged


def measure(value: Any) -> float:
    """A span in seconds, or a number; without end when there is none."""
    if value in (None, ABSENT):
        return float("inf")
    return value.seconds if isinstance(value, Span) else float(value)


def turns(on: str, off: str) -> Rule:
    """A switch."""
    yes, no = sense(on), sense(off)
    return lambda leaf: yes if leaf.new else no


def ladder(steps: list[str], up: str, down: str) -> Rule:
    """A word of an ordered list of words, later ones being more."""
    more, less = sense(up), sense(down)
    return lambda leaf: more if steps.index(leaf.new) > steps.index(leaf.old) else less


def promised(changed: str, added: str | None = None, gone: str | None = None) -> Rule:
    """Words that people rely on: a slip of the pen is only spelling, anything else is a change."""
    other = sense(changed)
    new, old = sense(added or changed), sense(gone or changed)

    def judged(leaf: Leaf) -> Sense:
        if leaf.added or leaf.gone:
            return new if leaf.added else old
        return SPELLING if only_spelling(str(leaf.old), str(leaf.new)) else other

    return judged


def only_spelling(old: str, new: str) -> bool:
    """Whether two texts differ in spaces, capitals, commas or one letter of long words alone."""
    before, after = (re.findall(r"\w+", text.casefold()) for text in (old, new))
    if len(before) != len(after):
        return False
    return all(a == b or slip(a, b) for a, b in zip(before, after, strict=True))


def slip(old: str, new: str) -> bool:
    """Whether two long words differ by one letter, left out, put in, changed or swapped."""
    if min(len(old), len(new)) < LONG_WORD or old[0] != new[0] or not (old + new).isalpha():
        return False
    if abs(len(old) - len(new)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if start is None:
        return False  # one is the other with an ending: it may mean something else
    left, right = old[start:], new[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
