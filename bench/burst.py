"""A burst at a fixed rate: nothing lost, nothing double, whatever the latency."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg

from bench import messages, world
from bench.open_loop import open_loop, request_of
from bench.rows import Row
from janji.kit.postgres import Server

LINES = 256
REPEATED = 0.01


def measured(server: Server, room: Path, *, rate: int, seconds: int) -> list[Row]:
    """*rate* messages a second for *seconds*, one in a hundred delivered twice."""
    shop, port = world.fresh_shop(server, room, "burst"), world.free_port()
    webhooks = list(messages.many(rate * seconds, first=1, repeated=REPEATED))
    calls = [request_of(one.signature, one.body) for one in webhooks]
    sent = len({one.sid for one in webhooks})
    with world.door(shop, port):
        seen = asyncio.run(open_loop(port, calls, rate, LINES))
    with psycopg.connect(shop.owner_url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM record),"
            " (SELECT count(*) FROM ledger WHERE action = 'message.in')"
        ).fetchone()
    stored = row or (0, 0, 0)
    words = f"{seen.done / seen.seconds:,.0f}/s p50 {seen.p50_ms:.1f} p99 {seen.p99_ms:.1f} ms"
    return [
        Row(f"open loop {rate:,}/s for {seconds} s: stored of sent", f"{stored[0]:,}", f"{sent:,}",
            target="equal, 0 faults", note=words,
            met=stored == (sent, sent, sent) and seen.faults == 0)
    ]  # fmt: skip
