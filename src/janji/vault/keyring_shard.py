"""One shard of a keyring: sorted 48-byte records, sealed as a whole under one key.

A record is 16 bytes of name and 32 bytes of key. The key-encryption key (KEK) of a shard is
drawn anew at each re-seal, so every older copy of the shard, wherever it was copied, dies with
its KEK.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_left
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from janji.kit.errors import JanjiError

IDENT, RECORD, NONCE = 16, 48, 12
MAGIC = b"janjirg1"
EMPTY_SIZE = len(MAGIC) + NONCE + 16  # magic, nonce, authentication tag
MANY = 200  # from here on, sorting once is cheaper than inserting one by one


class Shard:
    """The keys of one shard in memory, with the KEK of their generation."""

    __slots__ = ("_label", "aead", "generation", "kek", "records")

    def __init__(self, label: bytes, generation: int, kek: bytes, records: bytearray) -> None:
        self._label = label
        self.generation = generation
        self.kek = bytearray(kek)
        self.aead = AESGCM(kek)
        self.records = records

    def find(self, ident: bytes) -> bytes | None:
        """The 32 bytes kept under *ident*, or None."""
        at = self._place(ident)
        if self.records[at : at + IDENT] != ident:
            return None
        return bytes(self.records[at + IDENT : at + RECORD])

    def idents(self) -> list[bytes]:
        """Every name in the shard, sorted."""
        ends = range(0, len(self.records), RECORD)
        return [bytes(self.records[at : at + IDENT]) for at in ends]

    def add(self, records: list[bytes]) -> None:
        """Take in 48-byte *records*; a name already there keeps its key."""
        if len(records) > MANY:
            self._add_sorted(records)
            return
        for record in records:
            at = self._place(record[:IDENT])
            if self.records[at : at + IDENT] != record[:IDENT]:
                self.records[at:at] = record

    def renewed(self, without: Iterable[bytes]) -> Shard:
        """The next generation of this shard under a fresh KEK, less the names in *without*."""
        fresh = Shard(self._label, self.generation + 1, os.urandom(32), bytearray(self.records))
        for ident in without:
            at = fresh._place(ident)
            if fresh.records[at : at + IDENT] == ident:
                del fresh.records[at : at + RECORD]
        return fresh

    def sealed(self) -> bytes:
        """The bytes to keep on disk: unreadable without the KEK, bound to shard and generation."""
        nonce = os.urandom(NONCE)
        bound = bound_to(b"ring", self._label, self.generation)
        return MAGIC + nonce + self.aead.encrypt(nonce, self.records, bound)

    def wipe(self) -> None:
        """Put zeros over what this process holds; copies the interpreter made may outlive it."""
        self.records[:] = bytes(len(self.records))
        self.kek[:] = bytes(len(self.kek))

    def _place(self, ident: bytes) -> int:
        """The offset at which *ident* is, or would be inserted."""
        records = self.records
        last = len(records) // RECORD
        return RECORD * bisect_left(
            range(last), ident, key=lambda at: bytes(records[at * RECORD : at * RECORD + IDENT])
        )

    def _add_sorted(self, records: list[bytes]) -> None:
        known = {record[:IDENT]: record for record in records}
        for at in range(0, len(self.records), RECORD):
            record = bytes(self.records[at : at + RECORD])
            known[record[:IDENT]] = record
        self.records = bytearray(b"".join(known[ident] for ident in sorted(known)))


def unsealed(label: bytes, generation: int, kek: bytes, data: bytes) -> Shard | None:
    """The shard kept in *data*, or None when the KEK does not open it.

    Raises: JanjiError vault.keyring_damaged when *data* is no shard at all.
    """
    if data[: len(MAGIC)] != MAGIC or len(data) < EMPTY_SIZE:
        raise JanjiError("vault.keyring_damaged", part="shard", generation=generation)
    if len(kek) != 32:
        return None
    nonce, body = data[len(MAGIC) : len(MAGIC) + NONCE], data[len(MAGIC) + NONCE :]
    try:
        records = AESGCM(kek).decrypt(nonce, body, bound_to(b"ring", label, generation))
    except InvalidTag:
        return None
    return Shard(label, generation, kek, bytearray(records))


def bound_to(use: bytes, label: bytes, generation: int) -> bytes:
    """The associated data of everything sealed under a shard's KEK."""
    return struct.pack(">4sQ", use, generation) + label
