"""From a customer's message to the reply that the provider accepted, with everything running.

The whole product as `janji run` starts it, on a server of its own with fsync on, and the twin in a
process of its own. Both moments are the twin's: when the customer wrote, when it took the reply.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import httpx

from bench import machine, messages, world
from bench.open_loop import open_loop
from bench.rows import Row, at_most

HOOK = "/hook/ramen-master/twilio/in"
SHOP = "whatsapp:+6281200000001"
RATE, PEOPLE = 50, 150
PATIENCE = 60.0  # seconds for the last reply
QUESTIONS = (
    "ramennya halal ga?",
    "jam buka hari ini sampai jam berapa?",
    "alamatnya di mana?",
    "bisa bayar pakai qris?",
)
CALL = (
    "POST /twin/customer-says HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\n\r\n"
)


@dataclass(frozen=True)
class Stage:
    """A running product and its twin: ports, and the processes that are ours."""

    twin: int
    processes: tuple[int, ...]  # the twin's, the product's, the database's

    def cpu_seconds(self) -> float:
        """What product and database have used so far."""
        return sum(map(machine.cpu_seconds, self.processes[1:]))

    def phone(self, http: httpx.Client, number: str) -> list[dict[str, str]]:
        """What stands on the customer's phone."""
        found = http.get(f"http://127.0.0.1:{self.twin}/twin/phone/{number}").json()
        lines: list[dict[str, str]] = found["messages"]
        return lines


def measured(room: Path, *, seconds: int, patience: float) -> list[Row]:
    """50 messages a second for *seconds*, from 150 people who each write again and again."""
    with stage(room) as running, httpx.Client(trust_env=False, timeout=30) as http:
        warm = [number(one) for one in range(500, 550)]
        asyncio.run(open_loop(running.twin, calls(warm, len(warm)), RATE / 2, 64))
        replies(running, http, warm, len(warm))
        busy = machine.wait_calm(patience)
        foreign, used = machine.Foreign(*running.processes), running.cpu_seconds()
        people = [number(one) for one in range(PEOPLE)]
        wanted = RATE * seconds
        sent = asyncio.run(open_loop(running.twin, calls(people, wanted), RATE, 64))
        took = replies(running, http, people, wanted)
        others, cpu = foreign.share(), (running.cpu_seconds() - used) / wanted * 1e6
    assert sent.faults == 0, f"{sent.faults} messages were not taken"
    return rows(took, wanted, cpu, f"others used {others:.0%} of the machine, {busy:.0%} before")


@contextmanager
def stage(room: Path) -> Iterator[Stage]:
    """The product and its twin, started as an operator starts them."""
    home = Path(mkdtemp(prefix="replies-", dir=room))
    home.chmod(0o711)
    world.one_business(room)
    port, twin = world.free_port(), world.free_port()
    public = f"http://127.0.0.1:{port}"
    env = world.Shop("", "", home).environment(port) | {
        "JANJI_PUBLIC_URL": public,
        "JANJI_TWIN_URL": f"http://127.0.0.1:{twin}",
        "JANJI_TWIN_TOKEN": messages.TOKEN,
        "JANJI_DATABASE_URL": "",
        "JANJI_CLOCK_FILE": "",
    }
    twin_argv = ["-m", "janji.twins.twilio", "--port", str(twin), "--webhook", public + HOOK,
                 "--account", messages.ACCOUNT]  # fmt: skip
    with ExitStack() as opened:
        first = opened.enter_context(world.serving(twin_argv, env, twin, "/twin/health"))
        product = opened.enter_context(
            world.serving(["-m", "janji", "run"], env, port, patience=PATIENCE)
        )
        yield Stage(twin, (first.pid, product.pid, *postmasters(home)))


def postmasters(home: Path) -> list[int]:
    """The first process of the database server that the product started."""
    return [int(path.read_text("utf-8").split()[0]) for path in home.rglob("postmaster.pid")]


def number(place: int) -> str:
    """A sample number."""
    return f"+62812000{place:05d}"


def calls(people: Sequence[str], count: int) -> list[bytes]:
    """*count* messages, the people in turn, the questions in turn."""
    return [
        said(people[turn % len(people)], QUESTIONS[turn // len(people) % len(QUESTIONS)])
        for turn in range(count)
    ]


def said(sender: str, text: str) -> bytes:
    """One customer's message as a call to the twin."""
    body = json.dumps({"from": sender, "to": SHOP, "body": text, "profile_name": "Tamu"}).encode()
    return CALL.format(length=len(body)).encode() + body


def replies(running: Stage, http: httpx.Client, people: Sequence[str], wanted: int) -> list[float]:
    """Milliseconds of each reply, in no order, once all are there or patience is over."""
    ends = time.monotonic() + PATIENCE
    while True:
        took = [ms for one in people for ms in waited(running.phone(http, one))]
        if len(took) >= wanted or time.monotonic() > ends:
            return took
        time.sleep(0.5)


def waited(lines: Sequence[dict[str, str]]) -> list[float]:
    """From each message of the customer to the first reply after it, in milliseconds.

    Lines that a slow moment let come together are one turn and have one reply.
    """
    moments: dict[bool, list[datetime]] = {True: [], False: []}
    for line in lines:
        moments[line["from"] == "customer"].append(datetime.fromisoformat(line["at"]))
    found = []
    for asked in moments[True]:
        after = [reply for reply in moments[False] if reply >= asked]
        found += [(min(after) - asked).total_seconds() * 1000] if after else []
    return found


def rows(took: list[float], wanted: int, cpu: float, note: str) -> list[Row]:
    """What was promised about a reply."""
    took.sort()
    p50, p99 = (took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99))
    name = f"message to reply accepted, {RATE}/s"
    return [
        at_most(f"{name}: p50 (ms)", p50, 100, ours=f"{p50:.0f} ms", cpu_us=cpu, note=note),
        at_most(f"{name}: p99 (ms)", p99, 500, ours=f"{p99:.0f} ms",
                note=f"worst {took[-1]:.0f} ms"),
        Row(f"{name}: answered of {wanted:,}", f"{len(took):,}", target=f"{wanted:,}",
            met=len(took) == wanted),
    ]  # fmt: skip
