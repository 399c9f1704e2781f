"""Identifiers that sort by time, so that new rows land beside each other in an index.

RFC 9562, version 7. Ids that one process makes in the same millisecond rise in the order they are
made (6.2, method 2): two replies written in one turn are sent in that order.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

RANDOM_BITS = 72  # 12 after the version, 60 of the 62 after the variant
CHANCE = RANDOM_BITS // 8
LOW_BITS = 60
LOW, TAIL = (1 << LOW_BITS) - 1, (1 << RANDOM_BITS) - 1
MARKS = 7 << 76 | 2 << 62


class Rising:
    """The last id of this process, as a number without its marks."""

    def __init__(self) -> None:
        self._last = 0
        self._alone = threading.Lock()

    def next(self, moments: Sequence[int]) -> list[UUID]:
        """One id for each of *moments* (milliseconds), with one draw of randomness."""
        chance = os.urandom(CHANCE * len(moments))
        with self._alone:
            return [
                marked(self._after(moment, chance[at : at + CHANCE]))
                for moment, at in zip(moments, range(0, len(chance), CHANCE), strict=True)
            ]

    def _after(self, moment: int, chance: bytes) -> int:
        if self._last >> RANDOM_BITS == moment:
            self._last += 1 + chance[0] + (chance[1] << 8)
        else:
            self._last = moment << RANDOM_BITS | int.from_bytes(chance, "big") >> 1
        return self._last


RISING = Rising()


def marked(number: int) -> UUID:
    """*number*, time before randomness, with version and variant in their places."""
    tail = number & TAIL
    return UUID(int=(number >> RANDOM_BITS) << 80 | (tail >> LOW_BITS) << 64 | tail & LOW | MARKS)


def new_id(now: datetime) -> UUID:
    """A time-ordered random id of the moment *now*."""
    return RISING.next((int(now.timestamp() * 1000),))[0]


def new_ids(moments: Sequence[datetime]) -> list[UUID]:
    """A `new_id` for each of *moments*, rising in their order within a millisecond."""
    return RISING.next([int(moment.timestamp() * 1000) for moment in moments])


def floor_id(moment: datetime) -> UUID:
    """The smallest id of *moment*: everything made earlier sorts below it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def moment_of(one: UUID) -> datetime:
    """When a `new_id` was made, to the millisecond."""
    return datetime.fromtimestamp((one.int >> 80) / 1000, UTC)


def derived_id(of: UUID, digest: bytes) -> UUID:
    """The one id that follows from *of* and a keyed hash: as old as *of*, and telling nothing.

    The same pair gives the same id, so that what follows from a thing exists once.
    """
    tail = int.from_bytes(digest[:CHANCE], "big")
    return marked((of.int >> 80) << RANDOM_BITS | tail)
