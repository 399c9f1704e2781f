"""Sealing: personal data leaves this module only as bytes that two living keys can open.

data key = HKDF-SHA256(person key ‖ day key, info = business, day key's name): destroying either
parent is enough. AES-256-GCM under that key; the associated data name business, day key, kind,
person and record, so a row swapped with another does not open. Sealed bytes: one of version, the
sixteen of the day key's name with two that guard them, twelve of nonce, then ciphertext and its
16-byte tag. They say themselves which key opens them, so that a row may move to an earlier day
without being sealed anew; a row moved to a later day is refused.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from janji.kit.errors import JanjiError
from janji.vault.key_names import Gone, Keys, day_ident
from janji.vault.recent import Recent
from janji.vault.sealed_name import BEFORE, GUARD, NAMED, moved_later, named, naming

NONCE, TAG = 12, 16
OVERHEAD = NAMED + NONCE + TAG
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
CACHED = 20_000  # about 50 MB of AEAD objects

DataKey = tuple[int, bytes]  # person as a number, the day key's name


class Tampered(JanjiError):  # noqa: N818 - said as a state, not as an error
    """Sealed bytes that are not what was sealed for this place, though both keys live."""

    def __init__(self, kind: str, record_id: UUID) -> None:
        super().__init__("vault.tampered", 500, kind=kind, record=str(record_id))


class Piece(NamedTuple):
    """One thing to seal (content is plain) or to open (content is sealed), and its place.

    day: the local day at whose start it is gone, or None while a purpose lasts.
    """

    person: UUID
    cls: str
    day: date | None
    kind: str
    record_id: UUID
    content: bytes


class Sealer:
    """Seals and opens for one business, with data keys kept at hand while their parents live."""

    def __init__(self, keys: Keys, business: int, cached: int = CACHED) -> None:
        self._keys, self.business = keys, business
        self._recent: Recent[DataKey, AESGCM] = Recent(cached)
        keys.when_emptied(self._recent.empty)

    def seal(
        self,
        person: UUID,
        cls: str,
        day: date | None,
        kind: str,
        record_id: UUID,
        content: bytes,
    ) -> bytes:
        """*content*, sealed for this place. Both keys must exist (`make_people`, `make_days`).

        Raises: JanjiError vault.key_missing when a key was never made, or is destroyed.
        """
        return self.seal_many([Piece(person, cls, day, kind, record_id, content)])[0]

    def open(
        self,
        person: UUID,
        cls: str,
        day: date | None,
        kind: str,
        record_id: UUID,
        sealed: bytes,
        *,
        anywhere: bool = False,
    ) -> bytes | Gone:
        """What was sealed for this place, or Gone when the person's or the day's key is no more.

        anywhere: in whatever day it lies. Raises: Tampered when the bytes are not those sealed for
        this place, or for a day before it.
        """
        try:
            if sealed[:1] == BEFORE:
                return self._open_before((person, cls, day, kind, record_id), sealed)
            ident = named(sealed[:NAMED])
            if not anywhere and moved_later(ident, day):
                raise InvalidTag
            found = self._cipher(person, ident)
            if isinstance(found, Gone):
                return found
            place = with_ids(head_of(self.business, kind, sealed[:NAMED]), person, record_id)
            body = sealed[NAMED:]
            return found.decrypt(body[:NONCE], body[NONCE:], place)
        except (InvalidTag, ValueError) as broken:
            raise Tampered(kind, record_id) from broken

    def _open_before(
        self, where: tuple[UUID, str, date | None, str, UUID], sealed: bytes
    ) -> bytes | Gone:
        """The same for bytes that do not name their key."""
        person, cls, day, kind, record_id = where
        found = self._parents(person, day_ident(cls, day))
        if isinstance(found, Gone):
            return found
        place = bound(self.business, person, kind, record_id, cls, day)
        key, body = data_key(self.business, cls, *found), sealed[1:]
        return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], place)

    def seal_many(
        self, pieces: Sequence[tuple[UUID, str, date | None, str, UUID, bytes]]
    ) -> list[bytes]:
        """All *pieces* sealed, in order, with one draw of randomness. Raises: as `seal`."""
        nonces = os.urandom(NONCE * len(pieces))
        known, sealed, at = self._recent.young.get, [], 0
        shared: tuple[str, str, date | None] | None = None
        for person, cls, day, kind, record_id, content in pieces:
            if shared != (kind, cls, day):
                shared = (kind, cls, day)
                name = naming(cls, day)
                ident, head = name[1:-GUARD], head_of(self.business, kind, name)
            cipher = known((person.int, ident)) or self._living(person, ident)
            nonce = nonces[at : at + NONCE]
            at += NONCE
            body = cipher.encrypt(nonce, content, with_ids(head, person, record_id))
            sealed.append(name + nonce + body)
        return sealed

    def open_many(self, pieces: Iterable[Piece]) -> list[bytes | Gone]:
        """All *pieces* opened, in order. Raises: Tampered at the first that is."""
        return [self.open(*piece) for piece in pieces]

    def _living(self, person: UUID, ident: bytes) -> AESGCM:
        found = self._cipher(person, ident)
        if isinstance(found, Gone):
            raise JanjiError("vault.key_missing", parent=found.parent)
        return found

    def _cipher(self, person: UUID, ident: bytes) -> AESGCM | Gone:
        name = (person.int, ident)
        if found := self._recent.get(name):
            return found
        stamp = self._recent.stamp  # before the parents are read: see Recent.put
        parents = self._parents(person, ident)
        if isinstance(parents, Gone):
            return parents
        found = AESGCM(named_key(self.business, ident, *parents))
        self._recent.put(name, found, stamp)
        return found

    def _parents(self, person: UUID, ident: bytes) -> tuple[bytes, bytes] | Gone:
        person_key = self._keys.person_key(self.business, person)
        if person_key is None:
            return Gone("person")
        day_key = self._keys.key_under(self.business, ident)
        return Gone("day") if day_key is None else (person_key, day_key)


def named_key(business: int, ident: bytes, person_key: bytes, day_key: bytes) -> bytes:
    """The 32 bytes that seal a person's data under one day key (RFC 5869)."""
    info = b"janji 2 data" + struct.pack(">Q", business) + ident
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(person_key + day_key)


def data_key(business: int, cls: str, person_key: bytes, day_key: bytes) -> bytes:
    """The same for bytes that do not name their key."""
    return derived(person_key + day_key, b"data", business, cls)


def derived(secret: bytes, use: bytes, business: int, cls: str) -> bytes:
    """32 bytes made from *secret* for one use, business and class."""
    info = b"janji 1 " + use + struct.pack(">Q", business) + cls.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def bound(
    business: int, person: UUID, kind: str, record_id: UUID, cls: str, day: date | None
) -> bytes:
    """The associated data of bytes that do not name their key; lengths keep it unambiguous."""
    kind_bytes, class_bytes = kind.encode(), cls.encode()
    numbers = (business, day.toordinal() if day else 0, len(kind_bytes), len(class_bytes))
    head = struct.pack(">QIHH", *numbers) + kind_bytes + class_bytes
    return with_ids(head, person, record_id)


def with_ids(head: bytes, person: UUID, record_id: UUID) -> bytes:
    """*head* and the two ids; one conversion of both is quicker than two."""
    return head + (person.int << 128 | record_id.int).to_bytes(32, "big")


@lru_cache(maxsize=4096)
def head_of(business: int, kind: str, name: bytes) -> bytes:
    """The part of the associated data that many records share; its lengths are fixed but one."""
    return struct.pack(">Q", business) + name + kind.encode()


def to_content(facts: dict[str, Any]) -> bytes:
    """*facts* as compact JSON, ready to seal."""
    return COMPACT.encode(facts).encode()


def from_content(content: bytes) -> dict[str, Any]:
    """The facts that `to_content` wrote."""
    facts: dict[str, Any] = json.loads(content)
    return facts
