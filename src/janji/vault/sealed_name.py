"""How sealed bytes name the day key that opens them: a class and a day, wherever the row lies.

A shorter promise moves rows to an earlier day without sealing them anew (decision 0012): what was
sealed for one day then lies in another, and only the bytes know under which key.
"""

from __future__ import annotations

from binascii import crc_hqx
from datetime import date
from functools import lru_cache

from janji.vault.key_names import day_ident

VERSION, BEFORE = b"\x02", b"\x01"  # before: bytes that do not name their key
IDENT, GUARD = 16, 2
NAMED = len(VERSION) + IDENT + GUARD


@lru_cache(maxsize=4096)
def naming(cls: str, day: date | None) -> bytes:
    """How sealed bytes begin that the key of *cls* and *day* opens."""
    ident = day_ident(cls, day)
    return VERSION + ident + guard(ident)


@lru_cache(maxsize=4096)
def named(begin: bytes) -> bytes:
    """The name of the day key that sealed bytes begin with. Raises: ValueError when it is broken.

    The guard tells a broken name from one whose key is gone; it is no secret and no proof.
    """
    ident = begin[len(VERSION) : -GUARD]
    if begin[:1] != VERSION or len(begin) != NAMED or guard(ident) != begin[-GUARD:]:
        raise ValueError
    return ident


def guard(ident: bytes) -> bytes:
    """Two bytes that change with any one byte of *ident* (CRC-16, ITU-T V.41)."""
    return crc_hqx(ident, 0).to_bytes(GUARD, "big")


def moved_later(ident: bytes, day: date | None) -> bool:
    """Whether what lies in *day* was sealed for a day before it."""
    sealed_for = int.from_bytes(ident[:4], "big")
    return bool(sealed_for) and (day is None or sealed_for < day.toordinal())


def sealed_under(begin: bytes, cls: str, day: date | None) -> bytes:
    """The name of the day key that opens bytes with this beginning; *cls*, *day*: where they lie.

    Before bytes named their key, their place did. Raises: ValueError when the name is broken.
    """
    return day_ident(cls, day) if begin[:1] == BEFORE else named(begin)
