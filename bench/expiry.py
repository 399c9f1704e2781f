"""The end of a day: its keys destroyed and its partition dropped, against DELETE and VACUUM.

The peer deletes the same rows from a copy of the same tables with the same indexes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg

from bench import stock
from bench.rows import Row, at_least, at_most
from bench.world import Shop
from janji.kit.postgres import Server
from janji.vault.house import open_house
from janji.vault.key_names import DayKey


@dataclass(frozen=True)
class Cost:
    """Seconds and bytes of write-ahead log."""

    seconds: float
    wal: int


def measured(server: Server, shop: Shop, messages: int) -> list[Row]:
    """*messages* of one day, ended our way and the usual way."""
    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    try:
        people = stock.make_people(house, business, messages // 50, now)
        owners = [people[number % len(people)] for number in range(messages)]
        day = stock.make_messages(shop.owner_url, house, business, owners, now)
        twin = stock.make_messages(shop.owner_url, house, business, owners, now + timedelta(days=1))
        with psycopg.connect(shop.owner_url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
            with psycopg.connect(server.admin_url, autocommit=True) as admin:
                admin.execute("CHECKPOINT")
            keys = cost(owner, lambda: house.vault.keyring.destroy(
                days=[DayKey(business.id, day.cls, day.day)]))  # fmt: skip
            drop = cost(owner, lambda: dropped(owner, day.day))
            delete = cost(owner, lambda: usual(owner, str(twin.day)))
    finally:
        house.close()
    return rows(messages, keys, drop, delete)


def dropped(owner: psycopg.Connection[tuple[object, ...]], day: date) -> None:
    """What drop_day does once its guards agree: the day's tables go whole."""
    with owner.transaction():
        for (parent,) in owner.execute("SELECT unnest(day_tables())").fetchall():
            owner.execute(f"DROP TABLE IF EXISTS {parent}_{day:%Y%m%d}".encode())


def usual(owner: psycopg.Connection[tuple[object, ...]], day: str) -> None:
    """Delete a day's rows and let VACUUM make their space free again."""
    for table in ("record", "message"):
        owner.execute(f"DELETE FROM {table} WHERE expires_on = %s", (day,))
        owner.execute(f"VACUUM {table}_{day.replace('-', '')}".encode())


def cost(owner: psycopg.Connection[tuple[object, ...]], act: Callable[[], object]) -> Cost:
    """What *act* takes."""
    before, began = wal(owner), time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    return Cost(seconds, wal(owner) - before)


def wal(owner: psycopg.Connection[tuple[object, ...]]) -> int:
    """Bytes of write-ahead log so far."""
    row = owner.execute(
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
    ).fetchone()
    assert row is not None
    return int(str(row[0]))


def rows(messages: int, keys: Cost, drop: Cost, delete: Cost) -> list[Row]:
    """The three promises about a day's end."""
    name, peer = f"a day of {messages:,} messages", f"{delete.seconds:.2f} s"
    ours = keys.wal + drop.wal
    return [
        at_least(f"{name}: unreadable sooner than DELETE + VACUUM", delete.seconds / keys.seconds,
                 1000, ours=f"{keys.seconds * 1000:.2f} ms", peer=peer),
        at_least(f"{name}: space back sooner", delete.seconds / drop.seconds, 8,
                 ours=f"{drop.seconds * 1000:.0f} ms", peer=peer),
        at_most(f"{name}: share of the WAL", ours / delete.wal, 0.01,
                ours=f"{ours / 1e6:.3f} MB", peer=f"{delete.wal / 1e6:.0f} MB"),
    ]  # fmt: skip
