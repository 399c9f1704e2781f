"""Identifiers that sort by time, so that new rows land beside each other in an index."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID


def new_id(now: datetime) -> UUID:
    """A time-ordered random id (RFC 9562, version 7) of the moment *now*."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (2 << 62)
    return UUID(int=value)


def floor_id(moment: datetime) -> UUID:
    """The smallest id of *moment*: everything made earlier sorts below it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
