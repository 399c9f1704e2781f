"""Identifiers that sort by time, so that new rows land beside each other in an index."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

CLEAR = ~(0xF << 76 | 0x3 << 62)
MARKS = 7 << 76 | 2 << 62


def new_id(now: datetime) -> UUID:
    """A time-ordered random id (RFC 9562, version 7) of the moment *now*."""
    return UUID(int=numbered(int(now.timestamp() * 1000), os.urandom(10)))


def new_ids(moments: Sequence[datetime]) -> list[UUID]:
    """A `new_id` for each of *moments*, with one draw of randomness."""
    chance = os.urandom(10 * len(moments))
    return [
        UUID(int=numbered(int(moment.timestamp() * 1000), chance[at : at + 10]))
        for at, moment in zip(range(0, len(chance), 10), moments, strict=True)
    ]


def numbered(milliseconds: int, chance: bytes) -> int:
    """An id of version 7, variant 2, as a number."""
    value = (milliseconds << 80) | int.from_bytes(chance, "big")
    return (value & CLEAR) | MARKS


def floor_id(moment: datetime) -> UUID:
    """The smallest id of *moment*: everything made earlier sorts below it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
