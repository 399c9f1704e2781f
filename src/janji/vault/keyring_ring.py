"""The keyring of one business on disk: shards with generations, a log of new keys, one lock.

Order of a re-seal, so that kill -9 between any two steps loses no living key and revives no
dead one: new shards, synced; new KEKs, synced (from here on the new generation is the valid
one); old KEKs overwritten, synced and removed; old shards removed. Whoever finds more than one
generation finishes what was begun: the newest complete pair lives, all others are destroyed.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.vault.durable import Step, make_folder
from janji.vault.key_names import KEY_BYTES
from janji.vault.keyring_log import Entry, NewKeys, open_entry, read_entry, seal_entry
from janji.vault.keyring_marks import Marks
from janji.vault.keyring_pairs import Pairs, people_shards
from janji.vault.keyring_shard import Shard

FOLD_BYTES = 1 << 20  # a longer log is folded into the shards
LOADED_BYTES = 32 << 20  # shards kept open in one process


class Ring:
    """All keys of one business. Safe for many threads and processes of one machine."""

    def __init__(
        self, business: int, folder: Path, kek_folder: Path, shards: int, step: Step
    ) -> None:
        make_folder(folder)
        make_folder(kek_folder)
        self._mutex = threading.RLock()
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._marks = Marks(folder / "marks")
        self._log = NewKeys(folder, self._marks, step)
        self._pairs = Pairs(business, folder, kek_folder, step)
        self._seen: tuple[int, int, int] | None = None
        self._loaded: dict[int, Shard] = {}
        self._new: dict[int, list[Entry]] = {}
        with self._at_work():
            self._shards = people_shards(folder, shards)

    def people_shard(self, ident: bytes) -> int:
        """The shard of a person: by the last bytes, as the first of a time-ordered id crowd."""
        return int.from_bytes(ident[-2:], "big") % self._shards

    def key(self, shard: int, ident: bytes) -> bytes | None:
        """The key under *ident*, or None; other processes' new keys and destructions are seen."""
        with self._mutex:
            if self._seen == self._marks.seen() and shard in self._loaded:
                return self._loaded[shard].find(ident)
            with self._at_work():
                found = self._load(shard)
                return found.find(ident) if found else None

    def make(self, wanted: dict[int, list[bytes]]) -> int:
        """Make keys, durable with one sync, for all names of shard → names that have none."""
        with self._mutex:
            if self._seen == self._marks.seen() and not self._missing(wanted):
                return 0
            with self._at_work():
                for shard in wanted:
                    self._load(shard)
                return self._make(self._missing(wanted))

    def destroy(self, doomed: dict[int, list[bytes]]) -> int:
        """Destroy the keys under shard → names, one re-seal per shard; how many were there."""
        with self._mutex, self._at_work():
            there: dict[int, list[bytes]] = {}
            for shard, idents in doomed.items():
                found = self._load(shard)
                if found and (hits := [i for i in dict.fromkeys(idents) if found.find(i)]):
                    there[shard] = hits
            if there:
                self._reseal(there)
            return sum(map(len, there.values()))

    def idents(self, shard: int) -> list[bytes]:
        """The names of all keys in *shard*."""
        with self._mutex, self._at_work():
            found = self._load(shard)
            return found.idents() if found else []

    def people_shards(self) -> range:
        """The numbers of the shards that hold people."""
        return range(self._shards)

    def fold(self) -> None:
        """Move every key of the log into its shard and begin a new log."""
        with self._mutex, self._at_work():
            self._fold()

    def forget(self) -> None:
        """Wipe what is loaded if another process changed generations since."""
        with self._mutex:
            if self._seen is None or self._seen[0] != self._marks.epoch:
                self._drop_loaded()

    def keks(self) -> dict[str, bytes]:
        """The living key-encryption keys by file name, for tests that scan for them."""
        with self._mutex, self._at_work():
            return self._pairs.keks()

    def close(self) -> None:
        """Wipe the memory and let go of all files."""
        with self._mutex:
            self._drop_loaded()
            self._log.close()
            self._marks.close()
            os.close(self._lock)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Hold the business's lock, up to date with the disk; distrust memory after a fault."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self._refresh()
            yield
            self._trim()
        except BaseException as fault:
            self._seen = None
            self._drop_loaded()
            if isinstance(fault, OSError):
                raise JanjiError("vault.keyring_disk", reason=fault.strerror) from fault
            raise
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _refresh(self) -> None:
        """Catch up with what other processes did, or left half done."""
        marks = self._marks.seen()
        if self._seen == marks:
            return
        if self._seen is None or self._seen[1] != marks[1]:
            self._log.open_newest()
            self._new.clear()
        fresh = self._log.read_new()
        for entry in fresh:
            self._new.setdefault(entry.shard, []).append(entry)
        if self._seen is None or self._seen[0] != marks[0]:
            self._drop_loaded()
            self._pairs.settle(self._new)
        for shard in {entry.shard for entry in fresh} & set(self._loaded):
            self._take_in(shard, [entry for entry in fresh if entry.shard == shard])
        self._seen = self._marks.seen()

    def _load(self, shard: int) -> Shard | None:
        if shard not in self._loaded and shard in self._pairs.living:
            self._loaded[shard] = self._pairs.open(shard)
            self._take_in(shard, self._new.get(shard, []))
        return self._loaded.get(shard)

    def _take_in(self, shard: int, entries: list[Entry]) -> None:
        """Add log entries of the living generation; those of older ones are dead or folded."""
        found, label = self._loaded[shard], self._pairs.label(shard)
        living = [entry for entry in entries if entry.generation == found.generation]
        found.add([open_entry(label, found, entry) for entry in living])

    def _missing(self, wanted: dict[int, list[bytes]]) -> dict[int, list[bytes]]:
        missing: dict[int, list[bytes]] = {}
        for shard, idents in wanted.items():
            found = self._loaded.get(shard)
            lacking = [i for i in dict.fromkeys(idents) if not found or not found.find(i)]
            if lacking:
                missing[shard] = lacking
        return missing

    def _make(self, missing: dict[int, list[bytes]]) -> int:
        self._create(shard for shard in missing if shard not in self._loaded)
        born = {
            shard: [ident + os.urandom(KEY_BYTES) for ident in idents]
            for shard, idents in missing.items()
        }
        if born:
            sealed = [
                seal_entry(shard, self._pairs.label(shard), self._loaded[shard], record)
                for shard, records in born.items()
                for record in records
            ]
            self._log.append(sealed)
            self._refresh_after(born, sealed)
        return sum(map(len, born.values()))

    def _refresh_after(self, born: dict[int, list[bytes]], sealed: list[bytes]) -> None:
        for entry in map(read_entry, sealed):
            self._new.setdefault(entry.shard, []).append(entry)
        for shard, records in born.items():
            self._loaded[shard].add(records)
        self._seen = self._marks.seen()
        if self._log.end > FOLD_BYTES:
            self._fold()

    def _create(self, shards: Iterable[int]) -> None:
        if fresh := {shard: self._pairs.newborn(shard) for shard in shards}:
            self._marks.next_epoch()
            self._pairs.replace(fresh)
            self._loaded.update(fresh)
            self._seen = self._marks.seen()

    def _reseal(self, doomed: dict[int, list[bytes]]) -> None:
        """Replace shards by their next generation without the doomed.

        The epoch moves first: should this process die half way, all others look again.
        """
        self._marks.next_epoch()
        before = {shard: found for shard in doomed if (found := self._load(shard))}
        fresh = {shard: found.renewed(doomed[shard]) for shard, found in before.items()}
        self._pairs.replace(fresh)
        for shard, found in before.items():
            self._new.pop(shard, None)
            self._loaded[shard] = fresh[shard]
            found.wipe()
        self._seen = self._marks.seen()

    def _fold(self) -> None:
        living: dict[int, list[bytes]] = {s: [] for s in self._new if s in self._pairs.living}
        self._reseal(living)
        self._log.begin()
        self._new.clear()
        self._seen = self._marks.seen()

    def _trim(self) -> None:
        """Let go of the shards loaded first while more are open than the memory allows."""
        held = sum(len(found.records) for found in self._loaded.values())
        while held > LOADED_BYTES and len(self._loaded) > 1:
            found = self._loaded.pop(next(iter(self._loaded)))
            held -= len(found.records)
            found.wipe()

    def _drop_loaded(self) -> None:
        for found in self._loaded.values():
            found.wipe()
        self._loaded.clear()
