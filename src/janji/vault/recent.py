"""A bounded memory of things used recently, quick to ask and safe to empty from any thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
AT_ONCE = 200  # about 0.2 ms of freeing ciphers, during which no other thread can work
LETTING_GO = "letting go"
PAUSE = 0.0005  # seconds in which the doors go first


class Recent(Generic[K, V]):
    """The last used things: a young half that fills, an old half that is dropped in its turn.

    A find in the young half is one dictionary look-up without a lock. What was used since the
    halves last changed places is never dropped, so the busiest stay.

    young: the filling half, for loops that ask it directly; a miss there says nothing.
    """

    def __init__(self, size: int) -> None:
        self._half = max(1, size // 2)
        self.young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._lock = threading.Lock()
        self.stamp = 0

    def __len__(self) -> int:
        return len(self.young) + len(self._old)

    def get(self, key: K) -> V | None:
        """What was put under *key*, if it is still remembered."""
        found = self.young.get(key)
        if found is not None:
            return found
        stamp = self.stamp
        found = self._old.get(key)
        if found is not None:
            self.put(key, found, stamp)
        return found

    def put(self, key: K, value: V, stamp: int) -> None:
        """Remember *value*, unless the memory was emptied since *stamp* was read.

        Read `stamp` before looking up what the value is made of: a value made of things that
        have died meanwhile is then not remembered.
        """
        with self._lock:
            if stamp != self.stamp:
                return
            if len(self.young) >= self._half:
                self._old, self.young = self.young, {}
            self.young[key] = value

    def empty(self) -> None:
        """Forget everything, and all that is being made at this moment.

        When it returns, nothing can be asked for any more. Freeing what many ciphers occupied
        takes 1 µs each, twenty times what forgetting takes: a thread does that at once, in
        portions, so that an erasure does not hold up the doors.
        """
        with self._lock:
            self.stamp += 1
            forgotten = self.young, self._old
            self.young, self._old = {}, {}
        if sum(map(len, forgotten)) > AT_ONCE:
            threading.Thread(target=let_go, args=forgotten, name=LETTING_GO, daemon=True).start()


def let_go(*forgotten: dict[Any, Any]) -> None:
    """Free what the dictionaries hold, portion by portion."""
    for things in forgotten:
        while things:
            time.sleep(PAUSE)
            for _ in range(min(AT_ONCE, len(things))):
                things.popitem()
