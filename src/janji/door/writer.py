"""Group commit: one writer per process and business, no timer, everything durable before "yes".

Whoever verified a call hands it in with who waits and what to tell them. The writer takes all that
waits (up to a batch), seals it, writes messages, records and chained ledger lines in one
transaction, and answers the whole batch only after the commit. While one batch commits the next
one gathers by itself.
A batch that fails is tried again in halves, so one poisonous row cannot fail its neighbours.
A database that is gone is waited for a moment, as a restart takes, and once only: while it stays
away every call hears so at once. Twilio gives up after fifteen seconds, WhatsApp after about five.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Sequence
from contextlib import suppress

import psycopg

from janji.door.answers import Answer, Caller, fault_answer
from janji.door.arrivals import Item
from janji.door.batches import Batches
from janji.door.wire import Wire
from janji.kit.errors import JanjiError
from janji.policy.business import Business
from janji.vault.house import House

log = logging.getLogger("janji.door")
Waiting = tuple[Item, Caller, Answer]
MOST_WAITING = 10_000
PATIENCE, BETWEEN = 4.0, 0.1  # seconds: with a database that went away, between two tries
LONGEST = 12.0  # seconds for one batch: whoever hears nothing until then has all but given up
FORGOTTEN = 60.0  # seconds after which a database that was away counts as one that was there
BATCH = 1_000


class Absence:
    """How long the database has been away, as far as calls found out."""

    def __init__(self) -> None:
        self._since = self._last = -FORGOTTEN

    def lasts(self, now: float) -> bool:
        """It was found away; whether waiting for it has become vain. now: in real seconds."""
        if now - self._last >= FORGOTTEN:
            self._since = now
        self._last = now
        return now - self._since >= PATIENCE

    def ended(self) -> None:
        """It was found there."""
        self._last = -FORGOTTEN


class Writer:
    """The group commit of one business in this process."""

    def __init__(self, house: House, business: Business) -> None:
        self._url, self._business = house.database.url, business.id
        self._batches = Batches(house, business)
        self._waiting: list[Waiting] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._wire: Wire | None = None
        self._task: asyncio.Task[None] | None = None
        self._absence = Absence()

    def start(self) -> None:
        """Begin to commit what is handed in."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Commit what waits, then close."""
        await self._idle.wait()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._close()

    def keep(self, item: Item, caller: Caller, answer: Answer) -> None:
        """Hand *item* in; *caller* is told *answer* when it is durable.

        When the database cannot take it they are told door.not_durable (503), a few seconds after
        it went away and at once from then on: the provider tries again, reconciliation finds the
        rest.
        Raises: JanjiError door.busy (503) when too much waits.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise JanjiError("door.busy", 503)
        if not self._waiting:
            self._idle.clear()
            self._wake.set()
        self._batches.count(item)
        self._waiting.append((item, caller, answer))

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            await self._settle(batch)
            if not self._waiting:
                await self._tell_the_worker()
            if not self._waiting:
                self._wake.clear()
                self._idle.set()

    async def _settle(self, batch: list[Waiting]) -> None:
        """Answer every task of *batch*, whatever happens."""
        try:
            await self._commit([waiting[0] for waiting in batch])
        except psycopg.errors.DeadlockDetected:  # one of two always wins: the other goes again
            await self._close()
            await self._settle(batch)
        except psycopg.OperationalError as fault:
            await self._close()
            refuse(batch, JanjiError("door.not_durable", 503, cause=type(fault).__name__))
        except Exception as fault:  # noqa: BLE001 - every waiting task must get an answer
            log.error("batch of %d failed: %s", len(batch), named(fault))
            await self._close()
            await self._split(batch, fault)
        else:
            for _, caller, answer in batch:
                caller.answer(answer)

    async def _commit(self, items: Sequence[Item]) -> None:
        """Make *items* durable, once the database is back if it comes back soon.

        What was durable already when the connection broke is found to be and not kept twice.
        """
        while True:
            try:
                async with asyncio.timeout(LONGEST):
                    await self._batches.commit(await self._open(), items)
            except TimeoutError:
                raise psycopg.OperationalError("the database keeps silent") from None
            except psycopg.errors.DeadlockDetected:
                raise
            except psycopg.OperationalError:
                if self._absence.lasts(asyncio.get_running_loop().time()):
                    raise
                await self._close()
                await asyncio.sleep(BETWEEN)
            else:
                self._absence.ended()
                return

    async def _split(self, batch: list[Waiting], fault: Exception) -> None:
        """Halve a batch that failed until the poisonous item stands alone."""
        if len(batch) == 1:
            told = fault if isinstance(fault, JanjiError) else None
            unknown = JanjiError("door.not_storable", 500, cause=type(fault).__name__)
            refuse(batch, told or unknown)
            return
        middle = len(batch) // 2
        await self._settle(batch[:middle])
        await self._settle(batch[middle:])

    async def _open(self) -> Wire:
        """The writer's own connection."""
        if self._wire is None or self._wire.closed:
            self._wire = await Wire.open(self._url, self._business)
        return self._wire

    async def _tell_the_worker(self) -> None:
        """Wake the worker if the last batches of a crowd did not; it looks by itself otherwise."""
        if self._wire is None or not self._batches.owes_a_call:
            return
        try:
            async with asyncio.timeout(LONGEST):
                await self._batches.call_the_worker(self._wire)
        except (psycopg.Error, TimeoutError):
            await self._close()

    async def _close(self) -> None:
        """After a fault: a clean connection and a new ledger chain next time."""
        wire, self._wire = self._wire, None
        self._batches.forget_chain()
        if wire is not None:
            with suppress(psycopg.Error):
                await wire.close()


def named(fault: Exception) -> str:
    """A fault for the log: its type, code and place; never its words, which may hold data."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(fault).__name__} {getattr(fault, 'sqlstate', None) or ''} at {place}"


def refuse(batch: Sequence[Waiting], fault: JanjiError) -> None:
    """Tell everybody of *batch* the same fault."""
    told = fault_answer(fault)
    for _, caller, _ in batch:
        caller.answer(told)
