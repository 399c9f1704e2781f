"""Sealing as the rooms need it: content, identifiers, provider ids, each with its own place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from janji.kit.errors import JanjiError
from janji.vault.index_keys import IndexKeys, keyed_hash
from janji.vault.key_names import PROVIDER_CLASS, Gone, provider_class
from janji.vault.keyring import Keyring
from janji.vault.seal import Sealer, from_content, to_content

# The house itself: owner of what belongs to no person (quarantine, provider ids).
HOUSE = UUID(int=0)
FOREVER = date.max  # in tables; for the keyring a class without a fixed end has no day
PERSON_CLASS = "@person"  # identifiers: no day of their own, they end with the person


def key_day(day: date) -> date | None:
    """The day as the keyring names it."""
    return None if day == FOREVER else day


Placed = tuple[UUID, str, date | None, str, UUID, bytes]  # as seal.Piece, cheaper to make


def sid_piece(cls: str, day: date, record: UUID, sid: str) -> Placed:
    """Where a provider's id is sealed, beside what is kept under *cls*: one rule for all."""
    return HOUSE, provider_class(cls), day, "sid", record, sid.encode()


def json_piece(
    person: UUID, cls: str, day: date, kind: str, record: UUID, content: dict[str, Any]
) -> Placed:
    """Where plain JSON values are sealed."""
    return person, cls, key_day(day), kind, record, to_content(content)


class Places:
    """Seals and opens for one business; knows which keys each kind of thing takes."""

    def __init__(self, keyring: Keyring, index: IndexKeys, business: int) -> None:
        self.sealer = Sealer(keyring, business)
        self._index = index
        self.business = business
        keyring.make_people(business, [HOUSE])
        keyring.make_days(business, [(PERSON_CLASS, None)])

    def find_hash(self, kind: str, value: str) -> bytes:
        """The keyed hash under which an identifier or provider id is found."""
        return keyed_hash(self._index.find_key(self.business), f"{kind}:{value}")

    def find_hashes(self, kind: str, values: Iterable[str]) -> list[bytes]:
        """`find_hash` of many values of one kind."""
        key = self._index.find_key(self.business)
        return [keyed_hash(key, f"{kind}:{value}") for value in values]

    def token_hash(self, cls: str, day: date, word: str) -> bytes | Gone:
        """The keyed hash of a word in the index of a class and day."""
        key = self._index.token_key(self.business, cls, key_day(day))
        return key if isinstance(key, Gone) else keyed_hash(key, word)

    def abuse_hash(self, day: date, sender: str) -> bytes:
        """Stands for a sender during one day; the key is thrown away with the day."""
        return keyed_hash(self._index.abuse_key(self.business, day), sender)

    def seal_identifier(self, person: UUID, kind: str, value: str) -> bytes:
        """An identifier, sealed under the person's key."""
        return self.sealer.seal(person, PERSON_CLASS, None, kind, person, value.encode())

    def open_identifier(self, person: UUID, kind: str, sealed: bytes) -> str:
        """The identifier. Raises: JanjiError vault.key_missing when the person ended."""
        found = self.sealer.open(person, PERSON_CLASS, None, kind, person, sealed)
        if isinstance(found, Gone):
            raise JanjiError("vault.key_missing", parent=found.parent)
        return found.decode()

    def seal_sid(self, day: date, record: UUID, sid: str, cls: str = "") -> bytes:
        """A provider's id, sealed under the house's key and the provider day of *cls*."""
        return self.sealer.seal(*sid_piece(cls, day, record, sid))

    def open_sid(self, day: date, record: UUID, sealed: bytes) -> str | Gone:
        """The provider's id, or Gone when its day was settled. It may lie in a later day."""
        place = PROVIDER_CLASS, day, "sid", record
        found = self.sealer.open(HOUSE, *place, sealed, anywhere=True)
        return found if isinstance(found, Gone) else found.decode()

    def seal_json(
        self, person: UUID, cls: str, day: date, kind: str, record: UUID, content: Mapping[str, Any]
    ) -> bytes:
        """Plain JSON values, sealed for their row."""
        return self.sealer.seal(*json_piece(person, cls, day, kind, record, dict(content)))

    def seal_many(self, pieces: Sequence[Placed]) -> list[bytes]:
        """Many contents at once: the hot path."""
        return self.sealer.seal_many(pieces)

    def open_json(
        self, person: UUID, cls: str, day: date, kind: str, record: UUID, sealed: bytes
    ) -> dict[str, Any] | Gone:
        """What was sealed for the row, or Gone."""
        found = self.sealer.open(person, cls, key_day(day), kind, record, sealed)
        return found if isinstance(found, Gone) else from_content(found)

    def seal(
        self, person: UUID, cls: str, day: date, kind: str, record: UUID, content: bytes
    ) -> bytes:
        """Bytes, sealed for their row."""
        return self.sealer.seal(person, cls, key_day(day), kind, record, content)

    def open(
        self, person: UUID, cls: str, day: date, kind: str, record: UUID, sealed: bytes
    ) -> bytes | Gone:
        """Bytes sealed for the row, or Gone."""
        return self.sealer.open(person, cls, key_day(day), kind, record, sealed)
