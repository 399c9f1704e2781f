"""The ledger: what sealing costs an append, and how fast a chain is checked."""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import UUID

import psycopg
from bench.rows import Row, at_least
from bench.world import Shop

from janji.audit.chain import START, line, link, stamp
from janji.audit.ledger import SQL, Head, chained
from janji.kit.db import Note
from janji.vault.house import open_house

BATCH = 1_000
DETAIL = {"media": 0, "records": 50, "purpose": "customer_support"}


def measured(shop: Shop, entries: int) -> list[Row]:
    """Append *entries* in batches, sealed and not, interleaved; then verify them all."""
    house = open_house(shop.settings(), shop.app_url)
    business, now = house.businesses[0], house.clock.now()
    notes = [Note("message.in", UUID(int=number), DETAIL) for number in range(BATCH)]
    took: dict[bool, list[float]] = {True: [], False: []}
    head, plain = Head(1), Head(2)
    try:
        with psycopg.connect(shop.app_url) as connection:
            for _ in range(entries // BATCH):
                for sealed in (True, False):
                    took[sealed].append(
                        append(
                            connection, business.id, head if sealed else plain, notes, now, sealed
                        )
                    )
    finally:
        house.close()
    sealed_s, plain_s = statistics.median(took[True]), statistics.median(took[False])
    checked = verified(shop, business.id)
    return [
        at_least("ledger append / unsealed append", plain_s / sealed_s, 0.8,
                 ours=f"{BATCH / sealed_s:,.0f}/s", peer=f"{BATCH / plain_s:,.0f}/s"),
        Row("ledger verification", f"{checked:,.0f} entries/s", target=">= 800,000/s",
            met=checked >= 800_000),
    ]  # fmt: skip


def append(
    connection: psycopg.Connection[Any],
    business: int,
    head: Head,
    notes: list[Note],
    now: Any,
    sealed: bool,  # noqa: FBT001
) -> float:
    """Seconds for one batch of lines and its commit."""
    began = time.perf_counter()
    if sealed:
        lines = chained(head, business, now, notes)
        columns = lines.columns()
        head.seq, head.hash = lines.seqs[-1], lines.hashes[-1]
    else:
        columns = unsealed(head, notes, now)
    connection.execute(f"SET LOCAL janji.business = '{business}'".encode())
    with connection.cursor(binary=True) as cursor:
        cursor.execute(SQL["write_lines"], {"business": business, **columns}, prepare=True)
    connection.commit()
    return time.perf_counter() - began


def unsealed(head: Head, notes: list[Note], now: Any) -> dict[str, Any]:
    """The same columns without a chain: the peer."""
    first, head.seq = head.seq + 1, head.seq + len(notes)
    return {
        "chain": head.chain, "at": now, "seqs": list(range(first, head.seq + 1)),
        "actions": [note.action for note in notes], "subjects": [note.subject for note in notes],
        "details": ['{"media":0,"purpose":"customer_support","records":50}'] * len(notes),
        "hashes": [START] * len(notes),
    }  # fmt: skip


def verified(shop: Shop, business: int) -> float:
    """Entries checked a second, read from the database one after another."""
    try:
        from janji.audit.verify_fast import verify_chain  # type: ignore[import-not-found]
    except ImportError:
        return verified_plainly(shop, business)
    began = time.perf_counter()
    count = verify_chain(shop.owner_url, business, 1)
    return float(count) / (time.perf_counter() - began)


def verified_plainly(shop: Shop, business: int) -> float:
    """The same with the pure functions every verifier shares."""
    with psycopg.connect(shop.owner_url) as connection:
        began = time.perf_counter()
        previous, count, spelled, seen_at = START, 0, "", None
        with connection.cursor(binary=True) as cursor:
            cursor.execute(
                "SELECT seq, at, action, subject, detail, hash FROM ledger"
                " WHERE business_id = %s AND chain = 1 ORDER BY seq",
                (business,),
            )
            for seq, at, action, subject, detail, digest in cursor:
                if at is not seen_at:
                    seen_at, spelled = at, stamp(at)
                previous = link(previous, line(business, 1, seq, spelled, action, subject, detail))
                assert previous == bytes(digest)
                count += 1
        return count / (time.perf_counter() - began)
