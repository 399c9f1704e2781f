"""A plan over a large stock: its meaning, its law, and what it would end, counted on live data.

The limit is the promise itself: seconds until the owner sees the plan.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg

from bench import stock
from bench.rows import Row, at_most
from bench.world import ROOT, Shop
from janji.vault import plans
from janji.vault.house import House, open_house

SECONDS = 3.0
DAYS = 6  # below the seven that Ramen keeps, so that all of it is held
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"


def measured(shop: Shop, messages: int) -> list[Row]:
    """The plan that shortens a week to two days over *messages* held records."""
    house = open_house(shop.settings(), shop.app_url)
    try:
        stocked(shop, house, messages)
        here = house.businesses[0]
        house.begin(here)
        shorter = replace(here, folder=edited(here.folder, shop.home / "shorter"))
        times = []
        for _ in range(3):
            began = time.perf_counter()
            with house.act(here) as db:
                made = plans.make(db, shorter, house.clock.now(), house.today(here))
            times.append(time.perf_counter() - began)
    finally:
        house.close()
    held = made.foresight.records
    assert held > messages // 2, f"only {held} of {messages} would end earlier"
    best = min(times)
    return [
        at_most(f"a plan over {messages:,} held records", best, SECONDS, ours=f"{best:.2f} s",
                peer=f"{SECONDS:g} s", note=f"{held:,} end earlier")
    ]  # fmt: skip


def stocked(shop: Shop, house: House, messages: int) -> None:
    """So many messages of the last days, fifty of each person."""
    here, now = house.businesses[0], house.clock.now()
    people = stock.make_people(house, here, messages // 50, now)
    for day in range(DAYS):
        at = now - timedelta(days=day)
        owners = [people[number % len(people)] for number in range(day, messages, DAYS)]
        stock.make_messages(shop.owner_url, house, here, owners, at)
    with psycopg.connect(shop.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE record")


def edited(folder: Path, to: Path) -> Path:
    """A copy of the business's folder that keeps conversations for less time."""
    copy = Path(shutil.copytree(ROOT / "businesses" / folder.name, to / folder.name))
    path = copy / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    for words in (KEEP, OURS):
        assert text.count(words.format(n=7)) == 1, words
        text = text.replace(words.format(n=7), words.format(n=2))
    path.write_text(text, encoding="utf-8")
    return copy
