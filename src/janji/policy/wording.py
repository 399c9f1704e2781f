"""The difference between two texts by words: lines that stayed, changed, went or came.

Small and bounded; made for people to read aloud or look at, not for machines to apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "gone", "new"]
TOKEN = re.compile(r"\s+|[^\s]+")
MOST_LINES = 4_000
AROUND = 1  # unchanged lines shown beside a change
ALIKE = 0.35  # below this two lines are different sentences, not one that was changed


@dataclass(frozen=True)
class Piece:
    """Words in a row that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """One line in its pieces; left_out: so many unchanged lines stand here and are not shown.

    uncompared: so many lines from here on were not compared at all, and may differ.
    """

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0
    uncompared: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything went or came."""
        return any(piece.kind != "same" for piece in self.pieces)


def wording(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """What changed from *old* to *new*, in order; empty when nothing did.

    Between the first and the last line that differ, MOST_LINES lines of each are compared; a last
    line says how many more there are.
    """
    if list(old) == list(new):
        return []
    head = shared(old, new)
    tail = shared(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    rest = max(len(before), len(after)) - MOST_LINES
    lines = [same(line) for line in old[:head]]
    lines += compared(list(before[:MOST_LINES]), list(after[:MOST_LINES]))
    lines += [Line(uncompared=rest)] if rest > 0 else []
    lines += [same(line) for line in old[len(old) - tail :]]
    return list(shortened(lines))


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def same(line: str) -> Line:
    """A line that stayed."""
    return Line((Piece("same", line),))


def compared(old: list[str], new: list[str]) -> Iterator[Line]:
    """Every line of both texts, those that belong together as one."""
    for kind, left, right, top, bottom in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield from map(same, old[left:right])
        else:
            yield from replaced(old[left:right], new[top:bottom])


def replaced(old: list[str], new: list[str]) -> Iterator[Line]:
    """Lines in the place of others: alike ones as one line with its words, others apart."""
    came: list[Line] = []
    for before, after in zip_longest(old, new):
        if before and after and alike(before, after):
            yield from came
            came = []
            yield Line(tuple(words(before, after)))
        else:
            if before:
                yield Line((Piece("gone", before),))
            came += [Line((Piece("new", after),))] if after else []
    yield from came


def alike(old: str, new: str) -> bool:
    """Whether two lines share enough words to be one sentence that was changed."""
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE


def words(old: str, new: str) -> Iterator[Piece]:
    """The words of one changed line."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    for kind, left, right, top, bottom in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[left:right]))
            continue
        for state, text in (
            ("gone", "".join(before[left:right])),
            ("new", "".join(after[top:bottom])),
        ):
            if text:
                yield Piece("gone" if state == "gone" else "new", text)


def shortened(lines: list[Line]) -> Iterator[Line]:
    """The changes with the lines around them; longer unchanged stretches as a number."""
    near = {
        place
        for index, line in enumerate(lines)
        if line.changed or line.uncompared
        for place in range(index - AROUND, index + AROUND + 1)
    }
    left_out = 0
    for index, line in enumerate(lines):
        if index in near:
            if left_out:
                yield Line(left_out=left_out)
            left_out = 0
            yield line
        else:
            left_out += 1
    if left_out:
        yield Line(left_out=left_out)
