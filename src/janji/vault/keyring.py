"""The keyring: every key that makes personal data readable, and the one place where keys die.

Sealed files on this machine, outside the database and its backups. Two kinds of keys: one per
person, one per retention class and day. Deleting a key row in PostgreSQL leaves copies in heap,
WAL and every backup; here a key dies because the file that holds it gets a new key-encryption
key (KEK) and the old one is overwritten. The KEK folder belongs to no backup.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from uuid import UUID

from janji.vault.durable import Step, make_folder, unwatched
from janji.vault.key_names import (
    DayKey,
    PersonKey,
    Unacknowledged,
    class_hash,
    day_ident,
    person_ident,
)
from janji.vault.keyring_pairs import DAYS
from janji.vault.keyring_places import own_folder, runtime_folder
from janji.vault.keyring_readers import Readers
from janji.vault.keyring_ring import Ring

PEOPLE_SHARDS = 64  # re-sealing stays near a millisecond up to some 600,000 people
MOST_SHARDS = 4096
WAIT = 2.0  # seconds that other processes get to empty their caches
NOT_FOR_BACKUP = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Key-encryption keys. A backup of this folder would undo every deletion: leave it out.\n"
)


class Keyring:
    """The keyring of this machine: fulfils `key_names.Keys` with files. One per process.

    folder: sealed shards; without kek_folder unreadable. kek_folder: on a volume without
    snapshots, in no backup. runtime: where sockets go, by default a short folder of this user.
    Make it after forking, never before.
    """

    def __init__(
        self,
        folder: Path,
        kek_folder: Path,
        *,
        people_shards: int = PEOPLE_SHARDS,
        runtime: Path | None = None,
        wait: float = WAIT,
        step: Step = unwatched,
    ) -> None:
        if not 0 < people_shards <= MOST_SHARDS:
            raise ValueError(f"people_shards is 1 to {MOST_SHARDS}")
        self._folder, self._kek_folder = folder, kek_folder
        self._process = os.getpid()
        self._people_shards, self._wait, self._step = people_shards, wait, step
        make_folder(folder)
        make_folder(kek_folder)
        label_kek_folder(kek_folder)
        self._rings: dict[int, Ring] = {}
        self._opening = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        place = partial(own_folder, runtime) if runtime else partial(runtime_folder, folder)
        self._readers = Readers(folder / "readers", place, self._forget)

    def make_people(self, business: int, people: Iterable[UUID]) -> int:
        """Make durable keys for those *people* who have none; how many were made.

        One sync for the whole batch. Returns only when the keys survive any crash.
        """
        ring = self._ring(business)
        return ring.make(by_shard(ring, map(person_ident, people)))

    def make_days(self, business: int, days: Iterable[tuple[str, date | None]]) -> int:
        """Make durable keys for (class, day) pairs that have none; how many were made.

        day None: the class has no fixed end.
        """
        return self._ring(business).make({DAYS: [day_ident(cls, day) for cls, day in days]})

    def person_key(self, business: int, person: UUID) -> bytes | None:
        """The person's 32 bytes, or None when there is no such key (any more)."""
        ring, ident = self._ring(business), person_ident(person)
        return ring.key(ring.people_shard(ident), ident)

    def day_key(self, business: int, cls: str, day: date | None) -> bytes | None:
        """The 32 bytes of the class and day, or None when there is no such key (any more)."""
        return self.key_under(business, day_ident(cls, day))

    def key_under(self, business: int, ident: bytes) -> bytes | None:
        """The same by the name that sealed bytes carry."""
        return self._ring(business).key(DAYS, ident)

    def exists(self, business: int, person: UUID) -> bool:
        """Whether the person has a key."""
        return self.person_key(business, person) is not None

    def destroy(self, people: Iterable[PersonKey] = (), days: Iterable[DayKey] = ()) -> int:
        """Destroy keys everywhere; how many were still there.

        Returns when no file and no process of this machine can give them back. Shards are
        re-sealed once per call, whatever the number of keys; keys already gone are no fault.
        Raises: Unacknowledged when living processes did not answer in time: the keys are
        destroyed, call again (with the same or no keys) until it returns.
        """
        doomed: dict[int, dict[int, list[bytes]]] = {}
        for business, person in people:
            ident = person_ident(person)
            shard = self._ring(business).people_shard(ident)
            doomed.setdefault(business, {}).setdefault(shard, []).append(ident)
        for business, cls, day in days:
            doomed.setdefault(business, {}).setdefault(DAYS, []).append(day_ident(cls, day))
        count = sum(self._ring(business).destroy(keys) for business, keys in doomed.items())
        self._forget()
        if waiting := self._readers.announce(self._wait):
            raise Unacknowledged(waiting)
        return count

    def when_emptied(self, listener: Callable[[], None]) -> None:
        """Call *listener* whenever keys were destroyed, before that is acknowledged.

        It runs in another thread, must be quick and must not use the keyring.
        """
        self._listeners.append(listener)

    def people(self, business: int) -> list[UUID]:
        """Everyone of the business who has a key, so that a key without a person can be found."""
        ring = self._ring(business)
        idents = [ident for shard in ring.people_shards() for ident in ring.idents(shard)]
        return [UUID(bytes=ident) for ident in idents]

    def count_people(self, business: int) -> int:
        """How many people of the business have a key."""
        ring = self._ring(business)
        return sum(len(ring.idents(shard)) for shard in ring.people_shards())

    def days(self, business: int, cls: str) -> list[date | None]:
        """The days of the class that have a key, oldest first; None stands for "no fixed end"."""
        wanted = class_hash(cls)
        found = [ident for ident in self._ring(business).idents(DAYS) if ident[4:] == wanted]
        ordinals = [int.from_bytes(ident[:4], "big") for ident in found]
        return [date.fromordinal(ordinal) if ordinal else None for ordinal in ordinals]

    def day_idents(self, business: int) -> set[bytes]:
        """The names of all living day keys, as sealed bytes carry them."""
        return set(self._ring(business).idents(DAYS))

    def scan_material(
        self,
        business: int,
        people: Iterable[UUID] = (),
        days: Iterable[tuple[str, date | None]] = (),
    ) -> dict[str, bytes]:
        """The secrets that a byte scan must not find after destruction: KEKs and the named keys."""
        found = {f"kek {name}": kek for name, kek in self._ring(business).keks().items()}
        for person in people:
            if key := self.person_key(business, person):
                found[f"person {person}"] = key
        for cls, day in days:
            if key := self.day_key(business, cls, day):
                found[f"day {cls} {day or 'open'}"] = key
        return found

    def fold(self, business: int) -> None:
        """Move new keys from the log into their shards; happens by itself when the log is long."""
        self._ring(business).fold()

    def close(self) -> None:
        """Leave the readers, wipe what is in memory."""
        self._readers.close()
        for ring in self._rings.values():
            ring.close()
        self._rings.clear()

    def __enter__(self) -> Keyring:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ring(self, business: int) -> Ring:
        if self._process != os.getpid():
            raise RuntimeError("a keyring cannot be used in a forked process: nobody would tell it")
        if ring := self._rings.get(business):
            return ring
        with self._opening:
            if business not in self._rings:
                name = str(int(business))
                self._rings[business] = Ring(
                    int(business),
                    self._folder / name,
                    self._kek_folder / name,
                    self._people_shards,
                    self._step,
                )
            return self._rings[business]

    def _forget(self) -> None:
        """Drop what other processes destroyed, then have the caches built on it emptied."""
        for ring in list(self._rings.values()):
            ring.forget()
        for listener in self._listeners:
            listener()


def by_shard(ring: Ring, idents: Iterable[bytes]) -> dict[int, list[bytes]]:
    """Names of people grouped by the shard they belong to."""
    grouped: dict[int, list[bytes]] = {}
    for ident in idents:
        grouped.setdefault(ring.people_shard(ident), []).append(ident)
    return grouped


def label_kek_folder(folder: Path) -> None:
    """Mark *folder* so that backup programs which know CACHEDIR.TAG leave it out."""
    tag = folder / "CACHEDIR.TAG"
    if not tag.exists():
        tag.write_text(NOT_FOR_BACKUP, encoding="utf-8")
