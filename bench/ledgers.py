"""The ledger: what sealing costs an append, and how fast a chain is checked."""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import UUID

import psycopg

from bench.rows import Row, at_least
from bench.world import Shop
from janji.audit.chain import START
from janji.audit.ledger import SQL, Head, chained
from janji.audit.verify import verify_fast
from janji.kit.db import Note
from janji.vault.house import open_house

BATCH = 1_000
DETAIL: dict[str, int | str] = {"media": 0, "records": 50, "purpose": "customer_support"}


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
    checked = verified(shop)
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
    sealed: bool,
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


def verified(shop: Shop) -> float:
    """Entries checked a second by the product's own check of the whole ledger."""
    house = open_house(shop.settings(), shop.app_url)
    try:
        began = time.perf_counter()
        with house.act(house.businesses[0]) as db:
            checked = verify_fast(db, house.signer.public)
        return checked.entries / (time.perf_counter() - began)
    finally:
        house.close()
