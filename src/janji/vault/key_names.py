"""What a key is called, what a keyring promises, and what is said when a key is no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from janji.kit.errors import JanjiError

KEY_BYTES = 32
FIND_CLASS = "@find"  # classes of a policy are plain words, so "@" never meets one
ABUSE_CLASS = "@abuse"
PROVIDER_CLASS = "@provider"  # provider ids: live until the provider's copy is seen gone
FOR_CLASS = f"{PROVIDER_CLASS}-"
IN_VERSION = re.compile(r"(.+)-v([1-9][0-9]*)", re.DOTALL)  # no class of a policy has a hyphen

Parent = Literal["person", "day", "file"]


class PersonKey(NamedTuple):
    """The name of one person's key."""

    business: int
    person: UUID


class DayKey(NamedTuple):
    """The name of the key of one retention class and day; day None is a class without fixed end."""

    business: int
    cls: str
    day: date | None


@dataclass(frozen=True)
class Gone:
    """What is left of data whose key was destroyed: the knowledge that it cannot be read.

    parent: which key is missing ("person", "day"), or "file" when a media file was removed.
    """

    parent: Parent


class Unacknowledged(JanjiError):  # noqa: N818 - said as a state, not as an error
    """The keys are destroyed, but *count* living processes have not emptied their caches yet.

    The duty that asked calls `destroy` again: it costs nothing and waits for the others anew.
    """

    def __init__(self, count: int) -> None:
        super().__init__("vault.unacknowledged", 503, count=count)
        self.count = count


class Keys(Protocol):
    """What the vault asks of a keyring, be it files on this machine or a service for many.

    Every answer is about keys that are durable: a key that `make_*` has returned survives any
    crash, a key that `destroy` has returned for is readable nowhere and in no process.
    """

    def make_people(self, business: int, people: Iterable[UUID]) -> int:
        """Make durable keys for those *people* who have none; how many were made."""
        ...

    def make_days(self, business: int, days: Iterable[tuple[str, date | None]]) -> int:
        """Make durable keys for (class, day) pairs that have none; how many were made."""
        ...

    def person_key(self, business: int, person: UUID) -> bytes | None:
        """The person's 32 bytes, or None when there is no such key (any more)."""
        ...

    def day_key(self, business: int, cls: str, day: date | None) -> bytes | None:
        """The 32 bytes of the class and day, or None when there is no such key (any more)."""
        ...

    def key_under(self, business: int, ident: bytes) -> bytes | None:
        """The same by the `day_ident` that sealed bytes carry."""
        ...

    def destroy(self, people: Iterable[PersonKey] = (), days: Iterable[DayKey] = ()) -> int:
        """Destroy keys everywhere and return when every process has forgotten them."""
        ...

    def when_emptied(self, listener: Callable[[], None]) -> None:
        """Call *listener* whenever keys were destroyed, before that is acknowledged."""
        ...


def person_ident(person: UUID) -> bytes:
    """The 16 bytes under which a person's key is kept."""
    return person.bytes


def day_ident(cls: str, day: date | None) -> bytes:
    """The 16 bytes under which a day's key is kept: 4 of the day, 12 of the class's hash."""
    ordinal = day.toordinal() if day else 0
    return ordinal.to_bytes(4, "big") + class_hash(cls)


def class_hash(cls: str) -> bytes:
    """Twelve bytes that stand for a class's name."""
    return blake2b(cls.encode(), digest_size=12).digest()


def day_of(ident: bytes) -> date | None:
    """The day of a day's key, or None for a class without fixed end."""
    ordinal = int.from_bytes(ident[:4], "big")
    return date.fromordinal(ordinal) if ordinal else None


def in_version(cls: str, version: int) -> str:
    """The class as keys name it since *version* of the policy changed how long it is kept.

    Version 0: it never changed. What is sealed under one name was promised one length of time, so
    that a shorter promise ends the old key on its own earlier day and touches nothing newer.
    """
    return f"{cls}-v{version}" if version else cls


def versioned(key_class: str) -> tuple[str, int]:
    """The class and the version that `in_version` was given."""
    found = IN_VERSION.fullmatch(key_class)
    return (found[1], int(found[2])) if found else (key_class, 0)


def provider_class(key_class: str) -> str:
    """The class of the keys that seal provider ids of what is kept under *key_class*."""
    return FOR_CLASS + key_class if versioned(key_class)[1] else PROVIDER_CLASS
