"""A shorter promise reaching what is held, against the raw UPDATE of the same rows.

Both move the same records with envelopes and words to an earlier day: ours in pieces, each a commit
with how far it is; the peer in one statement a table, as nobody may do to a running shop.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import psycopg

from bench import stock
from bench.rows import Row, at_most
from bench.stock import Stock
from bench.world import Shop
from janji.cli.opening import applied
from janji.kit.clock import local_date
from janji.kit.postgres import Server
from janji.policy import overlay
from janji.policy.base import span_of
from janji.policy.business import Business
from janji.policy.questions import Policy, compile_policy
from janji.vault import ends, restamp, versions
from janji.vault.house import House, open_house
from janji.vault.versions import Words

CLS = "conversation"
LONG, SHORT = "30 days", "7 days"
TARGET = 1.5
WORDS_EACH = 8


@dataclass(frozen=True)
class Moved:
    """Seconds and rows of one way."""

    seconds: float
    rows: int


def measured(server: Server, shop: Shop, messages: int) -> list[Row]:
    """*messages* of one day, moved by a promise that became shorter."""
    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    try:
        applied(house, business)
        promise(house, business, LONG, now)
        people = stock.make_people(house, business, max(1, messages // 50), now)
        owners = [people[number % len(people)] for number in range(messages)]
        ours = stock.make_messages(shop.owner_url, house, business, owners, now)
        peer = stock.make_messages(shop.owner_url, house, business, owners, now - timedelta(1))
        with psycopg.connect(shop.owner_url, autocommit=True) as owner:
            add_words(owner, ours, messages)
            add_words(owner, peer, messages)
            owner.execute("VACUUM ANALYZE")
            written(server)
            raw = updated(house, business, peer)
            written(server)
            promise(house, business, SHORT, now)
            done = restamped(house, business, now)
            assert rows_on(owner, ours.day) == 0, "everything has moved"
    finally:
        house.close()
    each = f"{done / messages * 1e6:.1f} us each"
    return [
        at_most(f"a shorter promise for {messages:,} records: time of the raw UPDATE",
                done / raw.seconds, TARGET, ours=f"{done:.2f} s ({each})",
                peer=f"{raw.seconds:.2f} s, {raw.rows:,} rows in all"),
    ]  # fmt: skip


def written(server: Server) -> None:
    """Everything that was changed is on the disk, so that neither way pays for what came before."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")


def promise(house: House, business: Business, length: str, now: datetime) -> None:
    """A version that keeps conversations for *length*, in force from today."""
    old, today = business.policy, local_date(now, business.zone)
    its = old.file.retention[CLS].model_copy(update={"keep": span_of(length)})
    file = old.file.model_copy(update={"retention": {**old.file.retention, CLS: its}})
    new: Policy = compile_policy(file, length)
    with house.act(business) as db:
        number = versions.record(
            db, new, Words("", ""), author="bench", now=now, effective_on=today, plan={}
        )
        restamp.begin(db, business, number, old, new, now)
    with house.act(business) as db:
        overlay.take_policy(business, ends.laid_over(db, new, number))


def add_words(owner: psycopg.Connection[tuple[object, ...]], made: Stock, messages: int) -> None:
    """The word index of these messages: some words each, as their hashes fall."""
    dice = Random(messages)
    common = [dice.randbytes(16) for _ in range(2_000)]
    owner.execute(
        "INSERT INTO token (business_id, hash, record_id, expires_on, person_id)"
        " SELECT r.business_id, (%s::bytea[])[1 + (random() * 1999)::int], r.record_id,"
        "        r.expires_on, r.person_id"
        "   FROM record r, generate_series(1, %s) AS word WHERE r.expires_on = %s"
        " ON CONFLICT DO NOTHING",
        (common, WORDS_EACH, made.day),
    )


def updated(house: House, business: Business, made: Stock) -> Moved:
    """The same rows by one UPDATE a table, each a commit, in the product's own role."""
    there = made.day - timedelta(span_of(LONG).longest_days - span_of(SHORT).longest_days)
    with house.act(business) as db:
        db.one("SELECT open_day(%(day)s)", day=there)
    began, rows = time.perf_counter(), 0
    for table in ("record", "message", "token"):
        with house.act(business) as db:
            rows += db.run(
                f"UPDATE {table} SET expires_on = %(there)s"
                " WHERE business_id = %(business)s AND expires_on = %(day)s",
                there=there, day=made.day,
            )  # fmt: skip
    return Moved(time.perf_counter() - began, rows)


def restamped(house: House, business: Business, now: datetime) -> float:
    """Seconds until the duty has nothing left."""
    act = functools.partial(house.act, business)
    began = time.perf_counter()
    while restamp.step(act, house.vault, business, now):
        pass
    return time.perf_counter() - began


def rows_on(owner: psycopg.Connection[tuple[object, ...]], day: date) -> int:
    """Rows that still lie in a day."""
    tables = ("record", "message", "token")
    found = [
        owner.execute(f"SELECT count(*) FROM {table} WHERE expires_on = %s".encode(), (day,))
        for table in tables
    ]
    return sum(int(str(row[0])) for one in found for row in one.fetchall())
