"""Shard and KEK files of one business: numbered generations, of which one complete pair lives."""

from __future__ import annotations

import struct
from collections.abc import Container
from os import urandom
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.vault.durable import Step, generations, overwrite, sync_folder, write_new
from janji.vault.keyring_shard import EMPTY_SIZE, Shard, unsealed

DAYS = 0xFFFF  # the shard of day keys; people have the numbers from 0
KEK_SIZE = 32


class Pairs:
    """The files of all shards. Every method wants the business's lock held.

    living: shard → generation of the pair that is valid now.
    """

    def __init__(self, business: int, folder: Path, kek_folder: Path, step: Step) -> None:
        self._business, self._step = business, step
        self._folder, self._kek_folder = folder, kek_folder
        self.living: dict[int, int] = {}

    def label(self, shard: int) -> bytes:
        """What everything sealed in the shard is bound to."""
        return struct.pack(">QH", self._business, shard)

    def newborn(self, shard: int) -> Shard:
        """The first generation of a shard, empty, not yet on disk."""
        return Shard(self.label(shard), 1, urandom(KEK_SIZE), bytearray())

    def open(self, shard: int) -> Shard:
        """The living generation of *shard*. Raises: JanjiError vault.keyring_damaged."""
        found = self._open(shard, self.living[shard])
        if found is None:
            raise damaged(shard, self.living[shard])
        return found

    def replace(self, fresh: dict[int, Shard]) -> None:
        """Make *fresh* the living generations and destroy those before, in the safe order."""
        for shard, found in fresh.items():
            write_new(self._ring(shard, found.generation), found.sealed())
            self._step("shard written")
        sync_folder(self._folder)
        self._step("shards named")
        for shard, found in fresh.items():
            write_new(self._kek(shard, found.generation), bytes(found.kek))
            self._step("kek written")
        sync_folder(self._kek_folder)
        self._step("keks named")
        old = {shard: self.living[shard] for shard in fresh if shard in self.living}
        self.living.update({shard: found.generation for shard, found in fresh.items()})
        for shard, generation in old.items():
            self._destroy_kek(shard, generation)
        for shard, generation in old.items():
            self._remove_ring(shard, generation)

    def settle(self, in_log: Container[int]) -> None:
        """Find the living generation of each shard and finish what a crash left half done.

        in_log: the shards for which the log has entries. Raises: JanjiError
        vault.keyring_kek_missing, vault.keyring_damaged.
        """
        rings = numbered(self._folder, ".ring")
        keks = numbered(self._kek_folder, ".kek")
        self.living = {}
        for shard in sorted(rings.keys() | keks.keys()):
            found, kek = rings.get(shard, set()), keks.get(shard, set())
            if living := self._living(shard, found, kek):
                self.living[shard] = living
            elif shard in in_log or not self._unborn(shard, found, kek):
                raise missing(shard, max(found | kek)) if not kek else damaged(shard, max(kek))
            for generation in kek - {living}:
                self._destroy_kek(shard, generation)
            for generation in found - {living}:
                self._remove_ring(shard, generation)

    def keks(self) -> dict[str, bytes]:
        """The living KEKs by file name."""
        paths = [self._kek(shard, generation) for shard, generation in self.living.items()]
        return {path.name: path.read_bytes() for path in paths}

    def _living(self, shard: int, rings: set[int], keks: set[int]) -> int | None:
        """The newest generation whose shard and KEK fit together."""
        if rings == keks and len(rings) == 1:
            only = max(rings)
            return only if self._kek(shard, only).stat().st_size == KEK_SIZE else None
        whole = sorted(rings & keks, reverse=True)
        return next((number for number in whole if self._open(shard, number)), None)

    def _unborn(self, shard: int, rings: set[int], keks: set[int]) -> bool:
        """Whether a crash stopped the shard's creation, before any key could be in it."""
        if rings != {1} or not keks <= {1}:
            return False
        short = not keks or self._kek(shard, 1).stat().st_size < KEK_SIZE
        return short and self._ring(shard, 1).stat().st_size <= EMPTY_SIZE

    def _destroy_kek(self, shard: int, generation: int) -> None:
        path = self._kek(shard, generation)
        overwrite(path)
        self._step("kek overwritten")
        path.unlink()
        self._step("kek removed")

    def _remove_ring(self, shard: int, generation: int) -> None:
        self._ring(shard, generation).unlink()
        self._step("shard removed")

    def _open(self, shard: int, generation: int) -> Shard | None:
        kek = self._kek(shard, generation).read_bytes()
        data = self._ring(shard, generation).read_bytes()
        return unsealed(self.label(shard), generation, kek, data)

    def _ring(self, shard: int, generation: int) -> Path:
        return self._folder / f"{shard:05}.{generation}.ring"

    def _kek(self, shard: int, generation: int) -> Path:
        return self._kek_folder / f"{shard:05}.{generation}.kek"


def numbered(folder: Path, suffix: str) -> dict[int, set[int]]:
    """The files of *folder* as shard → generations."""
    return {
        int(name): found for name, found in generations(folder, suffix).items() if name.isdigit()
    }


def people_shards(folder: Path, wanted: int) -> int:
    """Into how many shards the business's people are spread: as begun, else *wanted* from now."""
    path = folder / "shards"
    if not path.exists():
        fresh = folder / "shards.begun"
        fresh.unlink(missing_ok=True)
        write_new(fresh, str(wanted).encode())
        fresh.rename(path)
        sync_folder(folder)
    written = path.read_text()
    if not written.isdigit():
        raise JanjiError("vault.keyring_damaged", part="shards", generation=0)
    return int(written)


def damaged(shard: int, generation: int) -> JanjiError:
    """A shard that its own KEK does not open."""
    return JanjiError("vault.keyring_damaged", part=f"shard {shard}", generation=generation)


def missing(shard: int, generation: int) -> JanjiError:
    """A shard whose KEK is not there."""
    return JanjiError("vault.keyring_kek_missing", part=f"shard {shard}", generation=generation)
