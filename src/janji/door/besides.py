"""What comes beside messages: statuses, suspects, names of dropped fields."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import psycopg

from janji.door.arrivals import Item, Outcome, Status, Suspect
from janji.door.status_columns import status_values
from janji.door.wire import Wire
from janji.kit.clock import local_date
from janji.kit.db import Note
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import day_tables, records
from janji.vault.house import House
from janji.vault.places import HOUSE

SQL = named_sql(__file__.replace("besides", "batches"))
COUNTED = Outcome("counted")
SECONDS_BETWEEN_COUNTS = 5.0
MOST_QUARANTINED = 1_000  # a day; beyond it only counted: a flood must not fill the disk


class Besides:
    """Writes them inside the batch's transaction, for one business."""

    def __init__(self, house: House, business: Business) -> None:
        self.house, self.business = house, business
        self._dropped: Counter[str] = Counter()
        self._counted_at = 0.0
        self._written = False

    def count(self, item: Item) -> None:
        """Add up the names of what *item* brought and the policy does not list."""
        self._dropped.update(item.dropped)

    async def write(
        self, cursor: psycopg.AsyncCursor[Any], items: Sequence[Item], outcomes: dict[int, Outcome]
    ) -> list[Note]:
        """Write all but messages; the ledger's notes of it. Say `committed` afterwards."""
        self._written = False
        notes = await self._raise_statuses(cursor, items, outcomes)
        notes += await self._quarantine(cursor, items, outcomes)
        await self._count_dropped(cursor)
        return notes

    def committed(self) -> None:
        """What was counted is durable: begin anew."""
        if self._written:
            self._dropped.clear()
            self._written = False

    async def _raise_statuses(
        self, cursor: psycopg.AsyncCursor[Any], items: Sequence[Item], outcomes: dict[int, Outcome]
    ) -> list[Note]:
        statuses = [item for item in items if isinstance(item, Status)]
        if not statuses:
            return []
        sealer = self.house.vault.sealer(self.business.id)
        await cursor.execute(
            SQL["raise_statuses"],
            {"business": self.business.id, **status_values(statuses, sealer)},
        )
        nameless = [row[:3] for row in await cursor.fetchall() if row[3]]
        if nameless:
            await self._name(cursor, nameless, statuses)
        for status in statuses:
            outcomes[id(status)] = COUNTED
        counts = Counter(status.status for status in statuses)
        return [Note("message.status", None, dict(counts))]

    async def _name(
        self,
        cursor: psycopg.AsyncCursor[Any],
        nameless: Sequence[tuple[UUID, date, bytes]],
        statuses: Sequence[Status],
    ) -> None:
        """Keep the provider's ids of messages that have none yet: (message, last day, hash)."""
        sealer = self.house.vault.sealer(self.business.id)
        sids = {sealer.find_hash("sid", status.sid): status.sid for status in statuses}
        vault, here, kind = self.house.vault, self.business, "message_out"
        places = [records.beside(vault, here, kind, message, day) for message, day, _ in nameless]
        await cursor.execute(
            SQL["name_messages"],
            {
                "business": self.business.id,
                "ids": [message for message, _, _ in nameless],
                "days": [day for _, day, _ in nameless],
                "sids": [bytes(found) for _, _, found in nameless],
                "seals": [
                    sealer.seal_sid(day, message, sids[bytes(found)], cls)
                    for (message, _, found), (cls, day, _) in zip(nameless, places, strict=True)
                ],
            },
        )

    async def _quarantine(
        self, cursor: psycopg.AsyncCursor[Any], items: Sequence[Item], outcomes: dict[int, Outcome]
    ) -> list[Note]:
        """Keep what is doubtful, a number a day for each reason; beyond it one line counts."""
        beyond: Counter[tuple[str, str]] = Counter()
        notes = []
        for suspect in [item for item in items if isinstance(item, Suspect)]:
            cls, day = records.last_day(self.business, "quarantine", suspect.at)
            if await self._has_room(cursor, day, suspect.reason):
                await self._keep_suspect(cursor, suspect, cls, day)
                outcomes[id(suspect)] = Outcome("quarantined")
                notes.append(suspected(suspect.door, suspect.reason, kept=True))
            else:
                outcomes[id(suspect)] = COUNTED
                beyond[suspect.door, suspect.reason] += 1
        return notes + [suspected(*why, kept=False, n=n) for why, n in beyond.items()]

    async def make_ready(self, wire: Wire, items: Sequence[Item]) -> None:
        """Make the days of suspects, before the transaction: within it, a day would wait for it."""
        moments = {item.at for item in items if isinstance(item, Suspect)}
        for cls, day in {records.last_day(self.business, "quarantine", at) for at in moments}:
            if not self.house.vault.is_ready(self.business.id, cls, day):
                await wire.knock()
                await asyncio.to_thread(make_ready, self.house, self.business, cls, day)

    async def _has_room(self, cursor: psycopg.AsyncCursor[Any], day: date, reason: str) -> bool:
        values = {"business": self.business.id, "expires_on": day, "reason": reason}
        await cursor.execute(SQL["quarantined_today"], values)
        row = await cursor.fetchone()
        return row is not None and row[0] < MOST_QUARANTINED

    async def _keep_suspect(
        self, cursor: psycopg.AsyncCursor[Any], suspect: Suspect, cls: str, day: Any
    ) -> None:
        record = new_id(suspect.at)
        sealer = self.house.vault.sealer(self.business.id)
        await cursor.execute(
            SQL["quarantine"],
            {
                "business": self.business.id, "id": record, "expires_on": day, "now": suspect.at,
                "door": suspect.door, "reason": suspect.reason, "bytes": len(suspect.body),
                "sealed": sealer.seal(HOUSE, cls, day, "quarantine", record, suspect.body),
            },
        )  # fmt: skip

    def counts_due(self) -> bool:
        """Whether it is time to write the counts of dropped names."""
        elapsed = asyncio.get_running_loop().time() - self._counted_at
        return bool(self._dropped) and elapsed > SECONDS_BETWEEN_COUNTS

    async def _count_dropped(self, cursor: psycopg.AsyncCursor[Any]) -> None:
        """Write the counts of dropped names when it is time."""
        if not self.counts_due():
            return
        self._counted_at = asyncio.get_running_loop().time()
        fields = sorted(self._dropped)
        await cursor.execute(
            SQL["count_dropped"],
            {
                "business": self.business.id,
                "day": local_date(self.house.clock.now(), self.business.zone),
                "fields": fields,
                "counts": [self._dropped[name] for name in fields],
            },
        )
        self._written = True


def make_ready(house: House, business: Business, cls: str, day: date) -> None:
    """Keys and partition of a day, in a transaction of its own; blocking."""
    day_tables.alone(
        partial(house.act, business), lambda db: records.ready_day(db, house.vault, cls, day)
    )


def suspected(door: str, reason: str, *, kept: bool, n: int = 1) -> Note:
    """The ledger's line about doubtful calls."""
    return Note("door.suspect", None, {"door": door, "reason": reason, "kept": kept, "n": n})
