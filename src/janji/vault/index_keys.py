"""Keys for finding without reading: hashes of words, of identifiers and of senders.

A hash under a key is useless without it. The key of a word index is made from the day's key and
dies with it; the key for identifiers lives as long as the business; the key for abuse limits
lives one day.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date

from janji.kit.errors import JanjiError
from janji.vault.key_names import ABUSE_CLASS, FIND_CLASS, Gone, Keys
from janji.vault.recent import Recent
from janji.vault.seal import derived

HASH_BYTES = 16

IndexName = tuple[int, str, date | None]


class IndexKeys:
    """The index keys of every business, kept at hand while they live."""

    def __init__(self, keys: Keys, cached: int = 2000) -> None:
        self._keys = keys
        self._recent: Recent[IndexName, bytes] = Recent(cached)
        keys.when_emptied(self._recent.empty)

    def token_key(self, business: int, cls: str, day: date | None) -> bytes | Gone:
        """The key for words of one class and day, or Gone with the day."""
        return self._key(b"token", business, cls, day) or Gone("day")

    def find_key(self, business: int) -> bytes:
        """The key for identifiers of the business, made when first asked for; it never changes."""
        return self._made(b"find", business, FIND_CLASS, None)

    def abuse_key(self, business: int, day: date) -> bytes:
        """The key for counting a sender's messages on *day*, made when first asked for.

        Whoever sweeps destroys DayKey(business, ABUSE_CLASS, day) when the day is over.
        """
        return self._made(b"abuse", business, ABUSE_CLASS, day)

    def _made(self, use: bytes, business: int, cls: str, day: date | None) -> bytes:
        if found := self._key(use, business, cls, day):
            return found
        self._keys.make_days(business, [(cls, day)])
        if found := self._key(use, business, cls, day):
            return found
        raise JanjiError("vault.key_missing", parent="day")

    def _key(self, use: bytes, business: int, cls: str, day: date | None) -> bytes | None:
        name = (business, cls, day)
        if found := self._recent.get(name):
            return found
        stamp = self._recent.stamp
        parent = self._keys.day_key(business, cls, day)
        if parent is None:
            return None
        found = derived(parent, use, business, cls)
        self._recent.put(name, found, stamp)
        return found


def keyed_hash(key: bytes, text: str) -> bytes:
    """Sixteen bytes that stand for *text* under *key* (HMAC-SHA256, shortened)."""
    return hmac.digest(key, text.encode(), "sha256")[:HASH_BYTES]


def token_hashes(key: bytes, words: Iterable[str]) -> list[bytes]:
    """The keyed hashes of *words*, each once, in an order that says nothing about the text."""
    return sorted({keyed_hash(key, word) for word in words})
