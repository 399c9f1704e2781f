"""One batch, one transaction: messages, statuses and suspects with their ledger lines.

One round trip a batch when all of it is new, whatever its size; two when something may not be:
first messages with their records, then the ledger lines of what was really new, and the commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from janji.audit.ledger import SQL as LEDGER
from janji.audit.ledger import Head, Lines, chained, chained_alike
from janji.channels.twilio.content import MOST_MEDIA
from janji.door import keeping
from janji.door.arrivals import Arrival, Item, Outcome
from janji.door.besides import Besides, make_ready
from janji.door.known_people import KnownPeople
from janji.door.sealing import KIND, Columns, columns
from janji.door.wire import NOTHING, Step, Wire
from janji.kit.db import Note
from janji.kit.errors import JanjiError
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import records
from janji.vault.house import House

SQL = named_sql(__file__)
NO_DETAIL: dict[str, int] = {}
MEDIA = [{"media": number} for number in range(MOST_MEDIA + 1)]
ARRIVED = Note("message.in", None, MEDIA[0])
STORED, DUPLICATE = Outcome("stored"), Outcome("duplicate")
TRIES = 20  # a person erased while they write is made anew; so often nobody is erased
MOST_REMEMBERED = 50_000
SECONDS_BETWEEN_CALLS = 0.02  # to the worker, while more keeps coming


class Batches:
    """Commits batches of one business on one connection, on one ledger chain."""

    def __init__(self, house: House, business: Business) -> None:
        self.house, self.business = house, business
        self.known = KnownPeople(house, business)
        self._head: Head | None = None
        self._besides = Besides(house, business)
        self.count = self._besides.count  # once an item, however often its batch is tried
        self._called_at = 0.0
        self.owes_a_call = False  # something was stored and the worker not woken for it yet
        self._recent: set[bytes] = set()  # hashes of ids seen lately: a hint, never the answer
        house.vault.keyring.when_emptied(self._forget_recent)

    async def commit(self, wire: Wire, items: Sequence[Item]) -> list[Outcome]:
        """Make *items* durable; one outcome each, in order."""
        arrivals = [item for item in items if isinstance(item, Arrival)]
        batches = await self._prepared(wire, arrivals)
        await self._besides.make_ready(wire, items)
        if self._surely_new(items, batches) and await self._commit_surely(wire, batches[0]):
            return [STORED] * len(items)
        return await self._commit_carefully(wire, items, batches)

    def _surely_new(self, items: Sequence[Item], batches: Sequence[Columns]) -> bool:
        """Whether nothing speaks against one round trip; a wrong yes costs time, never a row."""
        if len(batches) != 1 or len(batches[0].ids) != len(items) or self._besides.counts_due():
            return False
        sids = set(batches[0].sids)
        return (
            len(sids) == len(items)
            and self._recent.isdisjoint(sids)
            and not any(arrival.media for arrival in batches[0].arrivals)
        )

    async def _commit_surely(self, wire: Wire, batch: Columns) -> bool:
        """Write all of *batch* with its ledger lines and commit; False when one was not new."""
        head = await self._chain(wire)
        now = self.house.clock.now()
        lines = chained_alike(head, self.business.id, now, ARRIVED, batch.people)
        step = keeping.kept_and_noted(self.business.id, batch, lines)
        try:
            await wire.run([keeping.alone(self.business.id), step, *self._call()])
        except psycopg.errors.DivisionByZero:
            return False
        self._committed(head, lines, [batch])
        return True

    async def _commit_carefully(
        self, wire: Wire, items: Sequence[Item], batches: Sequence[Columns]
    ) -> list[Outcome]:
        """Write what is new, whatever *items* are; then the ledger lines of what was written."""
        outcomes: dict[int, Outcome] = {}
        cursor = wire.connection.cursor(binary=True)
        notes = await self._keep_arrivals(wire, batches, outcomes)
        notes += await self._besides.write(cursor, items, outcomes)
        head = await self._chain(wire)
        lines = chained(head, self.business.id, self.house.clock.now(), notes)
        noted = keeping.noted(self.business.id, lines)
        await wire.run([*noted, *self._call(), (keeping.COMMIT, NOTHING)])
        self._committed(head, lines, batches)
        self._besides.committed()
        return await self._answers(wire, items, outcomes)

    def _call(self) -> list[Step]:
        """The step that wakes the worker, now and then: commits that notify wait in a queue."""
        now = asyncio.get_running_loop().time()
        self.owes_a_call = now - self._called_at < SECONDS_BETWEEN_CALLS
        if self.owes_a_call:
            return []
        self._called_at = now
        return [keeping.call(self.business.id)]

    async def call_the_worker(self, wire: Wire) -> None:
        """Wake the worker for what was stored since it was last woken."""
        self._called_at = asyncio.get_running_loop().time()
        self.owes_a_call = False
        await wire.run([keeping.call(self.business.id)])

    def _committed(self, head: Head, lines: Lines, batches: Sequence[Columns]) -> None:
        """After the commit, and only then, the chain moves on."""
        if lines.seqs:
            head.seq, head.hash = lines.seqs[-1], lines.hashes[-1]
        if len(self._recent) > MOST_REMEMBERED:
            self._recent = set()
        for batch in batches:
            self._recent.update(batch.sids)

    def _forget_recent(self) -> None:
        self._recent = set()

    def forget_chain(self) -> None:
        """After a fault the chain's head is uncertain: begin a new chain."""
        self._head = None

    async def _prepared(self, wire: Wire, arrivals: Sequence[Arrival]) -> list[Columns]:
        """Sealed columns, one batch per last day (nearly always one)."""
        if not arrivals:
            return []
        missing = self.known.missing(arrivals)
        if missing:
            await wire.knock()
            await asyncio.to_thread(self.known.resolve, missing)
        result = []
        for (cls, day), group in self._by_day(arrivals).items():
            if not self.house.vault.is_ready(self.business.id, cls, day):
                await wire.knock()
                await asyncio.to_thread(make_ready, self.house, self.business, cls, day)
            known = [(arrival, self.known.of(arrival)) for arrival in group]
            result.append(self._sealed(cls, day, [(a, p) for a, p in known if p is not None]))
        return result

    def _sealed(self, cls: str, day: date, known: list[tuple[Arrival, UUID]]) -> Columns:
        """Sealed columns; none when somebody's key went meanwhile, so that all are asked again."""
        try:
            return columns(self.house.vault, cls, day, known)
        except JanjiError as fault:
            if fault.code != "vault.key_missing":
                raise
            self.known.forget()
            return columns(self.house.vault, cls, day, [])

    def _by_day(self, arrivals: Sequence[Arrival]) -> dict[tuple[str, date], list[Arrival]]:
        """Arrivals by their class and last day, which midnight alone can part."""
        last_day, business = records.last_day, self.business
        first, last = (edge(one.at for one in arrivals) for edge in (min, max))
        if last_day(business, KIND, first) == last_day(business, KIND, last):
            return {last_day(business, KIND, first): list(arrivals)}
        parted: dict[tuple[str, date], list[Arrival]] = {}
        for arrival in arrivals:
            parted.setdefault(last_day(business, KIND, arrival.at), []).append(arrival)
        return parted

    async def _chain(self, wire: Wire) -> Head:
        if self._head is None:
            cursor = await wire.connection.execute(LEDGER["open_chain"])
            row = await cursor.fetchone()
            self._head = Head(row[0] if row else 0)
        return self._head

    async def _keep_arrivals(
        self, wire: Wire, batches: Sequence[Columns], outcomes: dict[int, Outcome]
    ) -> list[Note]:
        """Begin, insert what is new; the ledger's notes of it."""
        steps = keeping.opening(self.business.id)
        results = await wire.run(steps + [keeping.kept(self.business.id, one) for one in batches])
        notes: list[Note] = []
        for batch, result in zip(batches, results[len(steps) :], strict=True):
            cursor = wire.connection.cursor(binary=True)
            notes += await self._kept(cursor, batch, keeping.told_new(result), outcomes)
        return notes

    async def _kept(
        self,
        cursor: psycopg.AsyncCursor[Any],
        batch: Columns,
        new: Mapping[UUID, bool],
        outcomes: dict[int, Outcome],
    ) -> list[Note]:
        """Tell duplicates from people who ended meanwhile; note each message once."""
        notes: list[Note] = []
        for arrival, person, record in zip(batch.arrivals, batch.people, batch.ids, strict=True):
            if new.get(record):
                outcomes[id(arrival)] = STORED
                notes.append(Note("message.in", person, MEDIA[arrival.media]))
            elif record in new:
                outcomes[id(arrival)] = DUPLICATE
                notes.append(Note("message.duplicate", None, NO_DETAIL))
        await self._put_media(cursor, batch, new)
        return notes

    async def _put_media(
        self, cursor: psycopg.AsyncCursor[Any], batch: Columns, new: Mapping[UUID, bool]
    ) -> None:
        rows = [
            (record, person, number)
            for record, person, arrival in zip(batch.ids, batch.people, batch.arrivals, strict=True)
            if arrival.media and new.get(record)
            for number in range(arrival.media)
        ]
        if rows:
            ids, owners, numbers = (list(column) for column in zip(*rows, strict=True))
            await cursor.execute(
                SQL["put_media"],
                {
                    "business": self.business.id, "expires_on": batch.expires_on,
                    "now": self.house.clock.now(), "records": ids, "people": owners,
                    "numbers": numbers,
                },
            )  # fmt: skip

    async def _answers(
        self,
        wire: Wire,
        items: Sequence[Item],
        outcomes: dict[int, Outcome],
    ) -> list[Outcome]:
        """Outcomes in order; messages of people who ended meanwhile go once more, to new ids."""
        again = [item for item in items if isinstance(item, Arrival) and id(item) not in outcomes]
        if again:
            if max(arrival.tries for arrival in again) >= TRIES:
                raise JanjiError("door.not_durable", 503, cause="person")
            for arrival in again:
                arrival.tries += 1
            self.known.forget()
            for arrival, outcome in zip(again, await self.commit(wire, again), strict=True):
                outcomes[id(arrival)] = outcome
        return [outcomes[id(item)] for item in items]
