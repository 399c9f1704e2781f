"""How fast one sender may write, and slower when the provider says so."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

PER_SECOND = 80  # WhatsApp's default for one sender (Twilio: sender limits); more only earns 63018
SECOND = 1.05  # theirs, with something over
REST, LONGEST_REST = 2.0, 900.0  # seconds
RECOVERS = 60.0  # seconds from a standstill to the full pace


class Pace:
    """At most so many in any second of real time: the provider counts by its own clock, not ours.

    Whom the provider calls too fast rests, goes on at half the pace and is back at its own within
    a minute: other processes may send for the same number. Any thread may call.
    """

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._full, self._rate = per_second, float(per_second)
        self._clock, self._lock = clock, threading.Lock()
        self._gone: deque[float] = deque()
        self._at, self._rests_until = clock(), 0.0
        self._short = False

    def take(self, wanted: int) -> int:
        """How many of *wanted* may go now."""
        with self._lock:
            now = self._pass()
            room = 0 if now < self._rests_until else int(self._rate) - len(self._gone)
            got = max(0, min(wanted, room))
            self._gone.extend([now] * got)
            self._short = got < wanted
            return got

    def is_short(self) -> bool:
        """Whether less was allowed than was asked for last: more may be waiting to go."""
        return self._short

    def left(self, allowed: int, used: int) -> None:
        """Of what was *allowed* last, *used* have arrived by now and the others never left.

        They count from now, since nobody knows when on their way the provider counted them.
        """
        with self._lock:
            now = self._pass()
            for _ in range(min(allowed, len(self._gone))):
                self._gone.pop()
            self._gone.extend([now] * used)

    def slow_down(self, seconds: float | None) -> None:
        """The provider said "too fast": rest for *seconds* (None: it did not say how long).

        The answers to what left together are one "too fast".
        """
        with self._lock:
            now = self._pass()
            if now >= self._rests_until:
                self._rate = max(1.0, self._rate / 2)
            rest = min(REST if seconds is None else seconds, LONGEST_REST)
            self._rests_until = max(self._rests_until, now + rest)

    def _pass(self) -> float:
        """Let the time go by since it was looked at last; the moment it is now."""
        now = self._clock()
        worked = max(0.0, now - max(self._at, self._rests_until))
        self._rate = min(self._full, self._rate + worked * self._full / RECOVERS)
        while self._gone and now - self._gone[0] >= SECOND:
            self._gone.popleft()
        self._at = now
        return now
