"""The only place that knows the time. Everywhere else time is an argument.

UTC inside; a business's zone only where people read or a promise counts days.
"""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Something that tells the time, in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


class SetClock:
    """A clock that tests set and move."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it was last set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to *moment*."""
        self._now = moment.astimezone(UTC)

    def forward(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        """Move ahead by the sum of the given spans."""
        self._now += timedelta(days=days, hours=hours, seconds=seconds)


class SharedClock:
    """One moving clock for several processes: eight bytes in a file, read by mmap.

    The demo moves a week in seconds with it; production refuses it (settings).
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(struct.pack("<d", time.time()))  # noqa: TID251 - the one place
        with path.open("r+b") as file:  # the map keeps a handle of its own
            self._map = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        """The moment last written by whoever moves the clock."""
        seconds = struct.unpack("<d", self._map[:8])[0]
        return datetime.fromtimestamp(seconds, UTC)

    def set(self, moment: datetime) -> None:
        """Move every process that shares the file to *moment*."""
        self._map[:8] = struct.pack("<d", moment.timestamp())


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of *moment* where the business is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """The first moment of *day* where the business is, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
