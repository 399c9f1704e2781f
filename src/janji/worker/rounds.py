"""Rounds: every duty of a business, one after the other, until nothing is due.

A fault in one duty is noted by type and place, never by its words, and keeps no other duty from
its work.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import psycopg

from janji.kit.duty import Duty
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.house import House

SQL = named_sql(__file__)
NOTE_EVERY = timedelta(seconds=30)
REST = 2.0  # seconds of real time between tries of a duty that failed
log = logging.getLogger("janji.worker")


class Ran(NamedTuple):
    """What a duty did. quiet: and found nothing left. fault: type and place, never words."""

    duty: str
    done: int
    fault: str | None
    quiet: bool


@dataclass
class Rounds:
    """The timetable of one business in this process.

    renewed: gives other duties when a business is connected to its channel, or otherwise.
    """

    house: House
    business: Business
    duties: Sequence[Duty]
    renewed: Callable[[], Sequence[Duty] | None] = lambda: None
    _noted: dict[str, datetime] = field(default_factory=dict)
    _notes: list[Ran] = field(default_factory=list)
    _failed: dict[str, float] = field(default_factory=dict)

    def go(self) -> int:
        """One round over all duties but the patient ones; return how much was done."""
        self.house.follow(self.business)
        self.duties = self.renewed() or self.duties
        now = self.house.clock.now()
        done = sum(self._visit(duty, now) for duty in self._due(now, patient=False))
        if not done:
            self._note(Ran("round", 0, None, quiet=True), now)
        self._write(now)
        return done

    def spare(self) -> bool:
        """Do one patient duty that is due; False: none was. Called when all else is quiet."""
        if any(duty.held() for duty in self.duties):
            return False
        now = self.house.clock.now()
        due = self._due(now, patient=True)
        for duty in due[:1]:
            self._visit(duty, now)
        self._write(now)
        return bool(due)

    def _due(self, now: datetime, *, patient: bool) -> list[Duty]:
        """The duties of one sort whose time has come and that did not fail a moment ago."""
        mine = [duty for duty in self.duties if duty.patient == patient]
        return [duty for duty in mine if duty.is_due(now) and not self._resting(duty)]

    def _resting(self, duty: Duty) -> bool:
        """Whether a duty failed a moment ago (real time): it is tried again, not in a rush."""
        return time.monotonic() - self._failed.get(duty.name, -REST) < REST

    def _visit(self, duty: Duty, now: datetime) -> int:
        try:
            done = duty.visit(now)
        except Exception as fault:  # noqa: BLE001 - one duty's fault must not stop the others
            place = named(fault)
            log.error("%s: duty %s failed: %s", self.business.slug, duty.name, place)
            duty.last = now
            self._failed[duty.name] = time.monotonic()
            self._note(Ran(duty.name, 0, place, quiet=False), now)
            return 0
        self._note(Ran(duty.name, done, None, quiet=done == 0), now)
        return done

    def _note(self, note: Ran, now: datetime) -> None:
        """Remember a duty's run, but not each empty round of a busy second."""
        last = self._noted.get(note.duty)
        empty = not note.done and not note.fault
        if empty and last is not None and timedelta(0) <= now - last < NOTE_EVERY:
            return
        self._noted[note.duty] = now
        self._notes.append(note)

    def _write(self, now: datetime) -> None:
        """Write down what this round's duties did, in one commit: there are dozens of them."""
        notes, self._notes = self._notes, []
        if not notes:
            return
        names, done, faults, quiet = (list(column) for column in zip(*notes, strict=True))
        try:
            with self.house.act(self.business) as db:
                db.run(
                    SQL["note_duties"], duties=names, now=now, done=done, faults=faults, quiet=quiet
                )
        except psycopg.Error as broken:
            log.error("%s: cannot note the round: %s", self.business.slug, named(broken))


def named(fault: BaseException) -> str:
    """A fault for the log: type, code, place; never its words, which may hold data."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if "janji" in f.filename]
    place = " < ".join(f"{f.filename.rpartition('janji/')[2]}:{f.lineno}" for f in frames[::-1][:3])
    code = getattr(fault, "sqlstate", None) or getattr(fault, "code", None) or ""
    return f"{type(fault).__name__} {code} at {place}"
