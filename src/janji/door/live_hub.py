"""What happened, told to every open desk: one listening connection a process, fanned out.

The database tells which conversation changed, in the commit of the change (schema 0051): a closed
word and a random id, nothing else ever passes here. What a desk missed while it was away is told
again from a short memory; older than that, it is told to look at everything.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import psycopg

LOG = logging.getLogger("janji.door")
CHANNEL = "janji_desk"
REMEMBERED = 512  # events for each business that a returning desk can still be told
WAITING = 64  # events one desk may be behind; who reads more slowly is let go
EACH_ACCOUNT = 6  # desks one account may have open; a new one ends the oldest
EVERYBODY = 600  # desks one process holds open
PAUSE = 0.5  # seconds of real time before the database is tried again
WORDS = frozenset(("talk", "gone", "message", "note", "presence", "seat", "many"))
TO_ALL = frozenset(("talk", "gone", "many"))  # what staff who open no conversations hear of


class Event(NamedTuple):
    """One thing that happened. word: closed; person: a random id, or nothing."""

    number: int
    word: str
    person: str


@dataclass(eq=False)
class Listener:
    """One open desk. talks: whether its account opens conversations."""

    business: int
    staff: int
    talks: bool
    events: asyncio.Queue[Event] = field(default_factory=lambda: asyncio.Queue(WAITING))
    over: asyncio.Event = field(default_factory=asyncio.Event)
    why: str = ""

    def end(self, why: str) -> None:
        """Let this desk go; *why* is a closed word it is told when it still listens."""
        self.why = self.why or why
        self.over.set()

    def tell(self, event: Event) -> None:
        """Tell this desk, as much as its account may know; one too far behind is let go."""
        if not self.talks:
            if event.word not in TO_ALL:
                return
            event = Event(event.number, "many", "")
        try:
            self.events.put_nowait(event)
        except asyncio.QueueFull:
            self.end("slow")


class Hub:
    """Every open desk of this process. Lives in its event loop alone."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._epoch = secrets.token_hex(4)
        self._listeners: dict[int, list[Listener]] = defaultdict(list)
        self._memory: dict[int, deque[Event]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._last = 0
        self._ear: asyncio.Task[None] | None = None

    def join(self, one: Listener) -> bool:
        """Let a desk listen; False when this process holds as many as it can."""
        if sum(map(len, self._listeners.values())) >= EVERYBODY:
            return False
        same = [other for other in self._listeners[one.business] if other.staff == one.staff]
        for oldest in same[: max(0, len(same) - EACH_ACCOUNT + 1)]:
            oldest.end("elsewhere")
            self.leave(oldest)
        self._listeners[one.business].append(one)
        if self._ear is None:
            self._ear = asyncio.create_task(self._hear())
        return True

    def leave(self, one: Listener) -> None:
        """The desk is gone."""
        with suppress(ValueError):
            self._listeners[one.business].remove(one)

    def spelled(self, number: int) -> str:
        """An event's name for this process's life: another process tells other numbers."""
        return f"{self._epoch}-{number}"

    def missed(self, business: int, last: str) -> list[Event]:
        """What a desk that heard *last* has missed; one "many" when nobody remembers so far."""
        epoch, _, told = last.partition("-")
        memory = self._memory[business]
        known = epoch == self._epoch and told.isdecimal() and len(told) < 16
        if known and (int(told) == self._last or (memory and memory[0].number <= int(told) + 1)):
            events = [event for event in memory if event.number > int(told)]
            if len(events) < WAITING:  # more than a desk may be behind: it looks at everything
                return events
        return [Event(self._last, "many", "")]

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return self._last

    def told(self, payload: str) -> None:
        """One line from the database: business:word:person."""
        business, _, rest = payload.partition(":")
        word, _, person = rest.partition(":")
        if not business.isdecimal() or word not in WORDS:
            return
        self._tell(int(business), word, person)

    def _tell(self, business: int, word: str, person: str) -> None:
        self._last += 1
        event = Event(self._last, word, person)
        self._memory[business].append(event)
        for one in list(self._listeners[business]):
            one.tell(event)

    async def _hear(self) -> None:
        """Listen for as long as the process lives; a lost database is waited for."""
        while True:
            try:
                ear = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with ear:
                    await ear.execute(f"LISTEN {CHANNEL}")
                    self._everywhere("many")  # what was told while nobody listened
                    async for note in ear.notifies():
                        self.told(note.payload)
            except psycopg.OperationalError as fault:
                LOG.warning("live events: %s", type(fault).__name__)
                await asyncio.sleep(PAUSE)

    def _everywhere(self, word: str) -> None:
        for business in list(self._listeners):
            self._tell(business, word, "")

    async def stop(self) -> None:
        """Let every desk go and stop listening."""
        for group in self._listeners.values():
            for one in group:
                one.end("later")
        if self._ear is not None:
            self._ear.cancel()
            with suppress(asyncio.CancelledError):
                await self._ear
