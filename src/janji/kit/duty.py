"""A duty: a named function of (now) that does a bounded piece of what is due and says how much.

No queue of promises: the state says what is due. A duty that did something is asked again until
nothing is left; a duty that failed is noted, shown, and tried again on the next round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Duty:
    """every: the least time between rounds, None = each round. most_rounds: bound of one visit.

    patient: done one at a time while nothing else is due, so that nobody waits for it.
    held: whether more is due than may be done at this moment; nothing patient begins meanwhile.
    """

    name: str
    work: Callable[[datetime], int]
    every: timedelta | None = None
    most_rounds: int = 200
    last: datetime | None = None
    patient: bool = False
    held: Callable[[], bool] = lambda: False

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come; a clock set back makes everything due."""
        if self.every is None or self.last is None or now < self.last:
            return True
        return now - self.last >= self.every

    def visit(self, now: datetime) -> int:
        """Work until nothing is due or the bound is reached; return how much was done."""
        done = 0
        for _ in range(self.most_rounds):
            piece = self.work(now)
            done += piece
            if not piece:
                break
        self.last = now
        return done
