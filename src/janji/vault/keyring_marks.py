"""Three numbers of a business's keyring that all processes of the machine see at once."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

SIZE = 24


class Marks:
    """Epoch, number of the log, and how much of the log is acknowledged, shared by mmap.

    Not synced: after a power cut every process starts anew, and an older mark only means that
    more of the log is checked and synced again.
    """

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < SIZE:
                os.ftruncate(handle, SIZE)
            self._map = mmap.mmap(handle, SIZE)
        finally:
            os.close(handle)
        self._cells = memoryview(self._map).cast("Q")

    def seen(self) -> tuple[int, int, int]:
        """All three, to be compared later: equal means nothing new on disk."""
        return self._cells[0], self._cells[1], self._cells[2]

    @property
    def epoch(self) -> int:
        """Grows whenever a shard gets a new generation, *before* that becomes valid."""
        return self._cells[0]

    def next_epoch(self) -> None:
        """Tell every process that what it has loaded may be out of date."""
        self._cells[0] += 1

    def acknowledged(self, log: int) -> int:
        """How many bytes of log number *log* were returned as durable; 0 when unknown."""
        return self._cells[2] if self._cells[1] == log else 0

    @property
    def log(self) -> int:
        """The number of the log the last mark is about."""
        return self._cells[1]

    def acknowledge(self, log: int, length: int) -> None:
        """Note that the first *length* bytes of log *log* are durable."""
        if self._cells[1] != log:
            self._cells[2] = 0
            self._cells[1] = log
        self._cells[2] = length

    def close(self) -> None:
        """Let go of the shared page."""
        self._cells.release()
        self._map.close()
