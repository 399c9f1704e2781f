"""Erasing one person among many: unreadable everywhere, however much they own."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bench import stock
from bench.rows import Row, at_most
from bench.world import Shop
from janji.kit.postgres import Server
from janji.vault import erasure
from janji.vault.house import House, open_house

READER = """
import os, sys
from janji.kit.settings import Settings
from janji.vault.house import open_house
settings = Settings.from_environment(os.environ)
house = open_house(settings, os.environ["BENCH_APP_URL"], connections=1)
from uuid import UUID
business = house.businesses[0].id
for word in sys.argv[1:]:
    assert house.vault.keyring.person_key(business, UUID(word)), "a reader must know the key first"
print("ready", flush=True)
sys.stdin.read()
house.close()
"""
REPEATS = 7
SMALL, MIDDLE, LARGE = 1, 5_000, 50_000


@contextmanager
def reader(shop: Shop, people: list[UUID]) -> Iterator[None]:
    """Another process that holds the people's keys in its memory and must let go of them."""
    argv = [sys.executable, "-c", READER, *[str(one) for one in people]]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(argv, env=shop.environment(8080), **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
        process.communicate(b"")


def measured(server: Server, shop: Shop, messages: int) -> list[Row]:
    """People who own 1, 5,000 and 50,000 of *messages*, each erased in turn."""
    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    try:
        people = stock.make_people(house, business, messages // 50, now)
        doomed = {size: people[place * REPEATS : (place + 1) * REPEATS]
                  for place, size in enumerate((SMALL, MIDDLE))}  # fmt: skip
        large = people[2 * REPEATS : 2 * REPEATS + 3]
        owners = [one for size, group in doomed.items() for one in group for _ in range(size)]
        owners += [one for one in large for _ in range(LARGE)]
        rest = people[2 * REPEATS + 3 :]
        owners += [rest[number % len(rest)] for number in range(max(0, messages - len(owners)))]
        day = stock.make_messages(shop.owner_url, house, business, owners, now)
        secrets = house.vault.keyring.scan_material(business.id, [*doomed[SMALL], *large], [])
        everyone = [*doomed[SMALL], *doomed[MIDDLE], *large]
        with ExitStack() as others:
            for _ in range(2):
                others.enter_context(reader(shop, everyone))
            took = {size: [erased(house, one) for one in group]
                    for size, group in (*doomed.items(), (LARGE, large))}  # fmt: skip
        found = sum(scanned(server, shop, secret) for name, secret in secrets.items()
                    if name.startswith("person"))  # fmt: skip
        living = house.vault.keyring.scan_material(business.id, [rest[0]], [(day.cls, day.day)])
    finally:
        house.close()
    return rows(took, found, len(owners), scanned_living(shop, living))


def erased(house: House, person: UUID) -> float:
    """Seconds until *person* is unreadable everywhere: re-sealed, acknowledged, noted."""
    business = house.businesses[0]
    began = time.perf_counter()
    erasure.make_unreadable(
        lambda: house.act(business),
        house.vault,
        house.journal,
        business,
        [person],
        None,
        house.clock.now(),
    )
    return time.perf_counter() - began


def scanned(server: Server, shop: Shop, secret: bytes) -> int:
    """Files of database, log, keyring and home that hold *secret*."""
    folders = [folder for folder in (server.data, shop.home) if folder]
    return sum(secret in path.read_bytes() for folder in folders for path in files(folder))


def scanned_living(shop: Shop, living: dict[str, bytes]) -> int:
    """How many living secrets the same scan does find: it must be able to see."""
    return sum(
        secret in path.read_bytes()
        for secret in living.values()
        for path in files(shop.home / "keys")
    )


def files(folder: Path) -> Iterator[Path]:
    """Every plain file below *folder*."""
    return (path for path in folder.rglob("*") if path.is_file())


def rows(took: dict[int, list[float]], found: int, messages: int, seen: int) -> list[Row]:
    """The promises about one erasure."""
    ms = {size: statistics.median(seconds) * 1000 for size, seconds in took.items()}
    return [
        at_most(f"erase a person with {MIDDLE:,} of {messages:,} messages, 2 other processes (ms)",
                ms[MIDDLE], 20,
                ours=f"p50 {ms[MIDDLE]:.1f} ms, worst {max(took[MIDDLE]) * 1000:.1f}"),
        at_most(f"the same with {LARGE:,} against {SMALL}", ms[LARGE] / ms[SMALL], 1.5,
                ours=f"{ms[LARGE]:.1f} ms", peer=f"{ms[SMALL]:.1f} ms"),
        Row("files that still hold a destroyed key (data folder, WAL, keyring)", str(found),
            target="0", met=found == 0 and seen > 0, note=f"the scan sees {seen} living secrets"),
    ]  # fmt: skip


def reading_rows(shop: Shop) -> list[Row]:
    """A conversation of 50 messages through the gate, and what the policy's part of it is."""
    from janji.vault import gate

    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    try:
        person = stock.make_people(house, business, 1, now)[0]
        stock.make_messages(shop.owner_url, house, business, [person] * 50, now)
        took = []
        for _ in range(60):
            began = time.perf_counter()
            with house.act(business) as db:
                found = gate.read(db, house.vault, business, "customer_support",
                                  person=person, kinds=["message_in"])  # fmt: skip
            took.append(time.perf_counter() - began)
            assert isinstance(found, list)
            assert len(found) == 50
        began = time.perf_counter()
        for _ in range(10_000):
            business.policy.may_use("message_in", "customer_support")
        check = (time.perf_counter() - began) / 10_000
    finally:
        house.close()
    middle = statistics.median(took)
    return [
        at_most(
            "read 50 messages through the gate (ms)",
            middle * 1000,
            5,
            ours=f"{middle * 1000:.2f} ms",
        ),
        at_most("policy check / that read", check / middle, 0.03, ours=f"{check * 1e6:.2f} us"),
    ]


def count(owner_url: str, table: str) -> int:
    """How many rows *table* has."""
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])
