"""python -m bench [--quick] [--json FILE] [--only NAME …]: measure, print the table, write JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import (
    assistant,
    burst,
    demo,
    erasing,
    expiry,
    inbox,
    ingest,
    kills,
    ledgers,
    machine,
    plan,
    policy,
    replies,
    restamp,
    thread,
    world,
)
from bench.rows import Row, table
from janji.kit.postgres import Server


@dataclass(frozen=True)
class Size:
    """How much to measure. patience: seconds to wait for a calm machine before each sample."""

    times: int
    seconds: float
    patience: float
    messages: int
    entries: int
    burst_seconds: int
    kills: int
    reply_seconds: int
    conversations: int


QUICK = Size(1, 3, 2, 200_000, 50_000, 5, 10, 10, 5_000)
FULL = Size(3, 3, 20, 1_000_000, 500_000, 20, 100, 30, inbox.CONVERSATIONS)
Part = Callable[[Server, Path, Size], list[Row]]

PARTS: dict[str, Part] = {
    "ingest": lambda server, room, size: ingest.closed(
        server, room, times=size.times, seconds=size.seconds, patience=size.patience
    ),
    "slow": lambda server, room, size: slow(server, room, size),
    "burst": lambda server, room, size: burst.measured(
        server, room, rate=4_000, seconds=size.burst_seconds
    ),
    "replies": lambda _, room, size: replies.measured(
        room, seconds=size.reply_seconds, patience=size.patience
    ),
    "demo": lambda _, room, size: demo.measured(room, patience=size.patience),
    "kills": lambda _, room, size: kills.measured(room, size.kills),
    "policy": lambda _, room, size: policy.measured(room, size.times, size.patience),
    "reading": lambda server, room, _: erasing.reading_rows(
        world.fresh_shop(server, room, "reading")
    ),
    "ledger": lambda server, room, size: ledgers.measured(
        world.fresh_shop(server, room, "ledgers"), size.entries
    ),
    "erasing": lambda server, room, size: erasing.measured(
        server, world.fresh_shop(server, room, "erasing"), room, size.messages
    ),
    "restamp": lambda server, room, size: restamp.measured(
        server, world.fresh_shop(server, room, "restamp"), size.messages
    ),
    "expiry": lambda server, room, size: expiry.measured(
        server, world.fresh_shop(server, room, "expiry"), size.messages
    ),
    "plan": lambda server, room, size: plan.measured(
        world.fresh_shop(server, room, "plan"), size.messages
    ),
    "inbox": lambda server, room, size: inbox.measured(
        world.fresh_shop(server, room, "inbox"), size.conversations
    ),
    "thread": lambda server, room, _: thread.measured(
        world.fresh_shop(server, room, "thread"), 5_000
    ),
    "assistant": lambda *_: assistant.measured(),
}


def slow(server: Server, room: Path, size: Size) -> list[Row]:
    """Ingest on a second server whose disk is 2 ms slower."""
    programs = server.programs and world.slow_programs(room, server.programs, 2000)
    if not programs:
        return [Row("ingest on a slow disk", "skipped", note="no C compiler to slow the disk with")]
    with world.database_server(room / "slow-home", programs) as slower:
        return ingest.slow_disk(
            slower, room, times=size.times, seconds=size.seconds, patience=size.patience
        )


def main() -> int:
    """Measure what was asked for; 0 when every promise was met."""
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a few minutes instead of twenty")
    asked.add_argument("--json", type=Path, default=Path("bench.json"))
    asked.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    given = asked.parse_args()
    size = QUICK if given.quick else FULL
    rows: list[Row] = []
    with world.room() as room, world.database_server(room / "home") as server:
        named = machine.described(server.admin_url, room)
        named["busy_before"] = f"{machine.wait_calm(size.patience):.0%}"
        for name in given.only:
            print(f"{name} …", file=sys.stderr, flush=True)
            rows += PARTS[name](server, room, size)
    print("\n".join(f"{key}: {value}" for key, value in named.items()))
    print()
    print(table(rows))
    facts = {"machine": named, "rows": [row.facts() for row in rows]}
    given.json.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
