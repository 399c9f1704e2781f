"""Values as PostgreSQL's binary protocol spells them: whole columns at once.

An array of n values is a head of 20 bytes and n times (length, value). Source: PostgreSQL,
array_recv, uuid_recv, timestamptz_recv, date_recv.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime

BYTEA, INT2, INT4, INT8, TEXT, UUID, DATE, TIMESTAMPTZ = 17, 21, 23, 20, 25, 2950, 1082, 1184
EPOCH_TICKS = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
EPOCH_DAY = date(2000, 1, 1).toordinal()
ABSENT = b"\xff\xff\xff\xff"
HEAD = struct.Struct(">iiiii")
MOST = 4096
LENGTH = [number.to_bytes(4, "big") for number in range(MOST)]


def array(kind: int, parts: Sequence[bytes], *, nulls: bool = False) -> bytes:
    """An array of *kind* from its values, each already with its length before it."""
    return HEAD.pack(1 if parts else 0, nulls, kind, len(parts), 1)[
        : 20 if parts else 12
    ] + b"".join(parts)


def fixed(kind: int, size: int, values: Sequence[bytes]) -> bytes:
    """An array of values that are all *size* bytes long."""
    if not values:
        return array(kind, ())
    length = LENGTH[size]
    return b"".join((HEAD.pack(1, 0, kind, len(values), 1), length, length.join(values)))


def uuids(values: Sequence[bytes]) -> bytes:
    """uuid[] of 16-byte values."""
    return fixed(UUID, 16, values)


def maybe_uuids(values: Sequence[bytes | None]) -> bytes:
    """uuid[] in which some are absent."""
    length = LENGTH[16]
    return array(UUID, [ABSENT if one is None else length + one for one in values], nulls=True)


def byteas(values: Sequence[bytes]) -> bytes:
    """bytea[] of values of any length."""
    return array(
        BYTEA,
        [LENGTH[len(one)] + one if len(one) < MOST else length_of(one) + one for one in values],
    )


def texts(values: Sequence[str]) -> bytes:
    """text[] of any words."""
    spelled = [one.encode() for one in values]
    return array(TEXT, [length_of(one) + one for one in spelled])


def smalls(values: Sequence[int]) -> bytes:
    """smallint[]."""
    return fixed(INT2, 2, [one.to_bytes(2, "big", signed=True) for one in values])


def bigs(values: Sequence[int]) -> bytes:
    """bigint[]."""
    return fixed(INT8, 8, [one.to_bytes(8, "big", signed=True) for one in values])


def moments(values: Sequence[datetime]) -> bytes:
    """timestamptz[]."""
    return fixed(TIMESTAMPTZ, 8, [moment(one) for one in values])


def moment(value: datetime) -> bytes:
    """timestamptz: microseconds since 2000, UTC."""
    # A float holds every microsecond of some centuries around us, to a quarter of it.
    return (round(value.timestamp() * 1_000_000) - EPOCH_TICKS).to_bytes(8, "big", signed=True)


def day(value: date) -> bytes:
    """Date: days since 2000."""
    return (value.toordinal() - EPOCH_DAY).to_bytes(4, "big", signed=True)


def whole(value: int) -> bytes:
    """Integer."""
    return value.to_bytes(4, "big", signed=True)


def big(value: int) -> bytes:
    """Bigint."""
    return value.to_bytes(8, "big", signed=True)


def length_of(value: bytes) -> bytes:
    """The four bytes that say how long *value* is."""
    size = len(value)
    return LENGTH[size] if size < MOST else size.to_bytes(4, "big")
