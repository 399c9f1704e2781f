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

from bench import scanning, stock
from bench.rows import Row, at_most
from bench.world import Shop
from janji.kit.postgres import Server
from janji.vault import erasure
from janji.vault.house import House, open_house
from janji.vault.seal import data_key

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


def measured(server: Server, shop: Shop, room: Path, messages: int) -> list[Row]:
    """People who own 1, 5,000 and 50,000 of *messages*, each erased in turn."""
    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    try:
        people = stock.make_people(house, business, messages // 50, now)
        doomed = {SMALL: people[:REPEATS], MIDDLE: people[REPEATS : 2 * REPEATS],
                  LARGE: people[2 * REPEATS : 2 * REPEATS + 3]}  # fmt: skip
        everyone = [one for group in doomed.values() for one in group]
        owners = [one for size, group in doomed.items() for one in group for _ in range(size)]
        rest = people[len(everyone) :]
        owners += [rest[turn % len(rest)] for turn in range(max(0, messages - len(owners)))]
        day = stock.make_messages(shop.owner_url, house, business, owners, now)
        secrets = opening(house, everyone, day)
        living = house.vault.keyring.scan_material(business.id)
        with ExitStack() as others:
            for _ in range(2):
                others.enter_context(reader(shop, everyone))
            write_ahead(shop, business.id, everyone[-1])
            copy = scanning.base_backup(server, room / "copy")
            before = scanning.found(
                scanning.places(server, shop, copy), living | {"a row": everyone[-1].bytes}
            )
            took = {size: [erased(house, one) for one in group] for size, group in doomed.items()}
            others.close()
        left = house.vault.keyring.scan_material(business.id)
        secrets |= {name: kek for name, kek in living.items() if name not in left}
        after = scanning.found(scanning.places(server, shop, copy), secrets)
    finally:
        house.close()
    return rows(took, len(owners)) + scan_rows(before, after)


def opening(house: House, people: list[UUID], day: stock.Stock) -> dict[str, bytes]:
    """The keys whose end is promised: of people, and those made of theirs and the day's."""
    business, ring = house.businesses[0].id, house.vault.keyring
    day_key = ring.day_key(business, day.cls, day.day)
    assert day_key
    found: dict[str, bytes] = {}
    for one in people:
        person_key = ring.person_key(business, one)
        assert person_key
        made = data_key(business, day.cls, person_key, day_key)
        found |= {f"person {one}": person_key, f"data {one}": made}
    return found


def write_ahead(shop: Shop, business: int, person: UUID) -> None:
    """Name *person* in the newest log, which a million messages have long written past theirs."""
    with psycopg.connect(shop.owner_url) as owner:
        owner.execute(
            "INSERT INTO withdrawal (business_id, person_id, purpose, at)"
            " VALUES (%s, %s, 'marketing', now())",
            (business, person),
        )


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


def rows(took: dict[int, list[float]], messages: int) -> list[Row]:
    """The promises about one erasure."""
    ms = {size: statistics.median(seconds) * 1000 for size, seconds in took.items()}
    return [
        at_most(f"erase a person with {MIDDLE:,} of {messages:,} messages, 2 other processes (ms)",
                ms[MIDDLE], 20,
                ours=f"p50 {ms[MIDDLE]:.1f} ms, worst {max(took[MIDDLE]) * 1000:.1f}"),
        at_most(f"the same with {LARGE:,} against {SMALL}", ms[LARGE] / ms[SMALL], 1.5,
                ours=f"{ms[LARGE]:.1f} ms", peer=f"{ms[SMALL]:.1f} ms"),
    ]  # fmt: skip


def scan_rows(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[Row]:
    """What a byte scan says: it sees rows in every copy and living keys at home, no dead key."""
    row = before.pop("a row")
    keys = sum("home" in places for places in before.values())
    hits = {name: places for name, places in after.items() if places}
    sighted = row == {"data folder", "log", "base backup"} and keys == len(before)
    return [
        Row("destroyed keys found in data folder, WAL, base backup, home", str(len(hits)),
            target="0", met=not hits and sighted,
            note=f"of {len(after)} sought; the scan saw {keys} living keys at home"
            f" and a row of the erased in: {', '.join(sorted(row))}"),
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
