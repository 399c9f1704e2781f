"""Webhook ingest: everything on, against the usual Django view and against the bare server.

Interleaved: every stack in turn, again and again, medians. Load, server and database share the
cores, so CPU per request is the figure to carry to another machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import load, machine, messages, world
from bench.open_loop import Sample
from bench.peers.rows import TABLE
from bench.rows import Row, at_least, at_most
from janji.kit.postgres import Server

PEER = "bench.peers.django_view:application"
BY_DJANGO = "the form read by Django; no seal, no ledger"
LENT = "the form read by our fast parser; no seal, no ledger"
THREADS = 20  # of each peer: both fit into the connections that one server allows


@dataclass(frozen=True)
class Stack:
    """A running server to be loaded. fast: requests/s to prepare for; process: its first one."""

    name: str
    port: int
    process: int
    fast: int


@dataclass(frozen=True)
class Figures:
    """Medians of one stack's samples."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    faults: int
    foreign: float


@contextmanager
def stacks(server: Server, room: Path, names: tuple[str, ...]) -> Iterator[list[Stack]]:
    """The named servers, all running, all on the same database server."""
    with ExitStack() as opened:
        running = []
        for name in names:
            shop = world.fresh_shop(server, room, f"ingest_{name}")
            port = world.free_port()
            env = shop.environment(port)
            env["PEER_PARSER"] = "lent" if name.endswith("_lent") else "own"
            if name not in ("door", "floor"):
                with psycopg.connect(shop.owner_url) as connection:
                    connection.execute(TABLE)
            argv = command(name.removesuffix("_lent"), port)
            process = opened.enter_context(world.serving(argv, env, port))
            fast = {"floor": 60_000, "door": 25_000}.get(name, 5_000)
            running.append(Stack(name, port, process.pid, fast))
        yield running


def command(name: str, port: int) -> list[str]:
    """How each server is started: one process, as quick as it can be."""
    at, threads = f"127.0.0.1:{port}", str(THREADS)
    return {
        "door": ["-m", "bench.door"],
        "floor": ["-m", "bench.peers.floor"],
        "row_commit": ["-m", "bench.peers.row_commit"],
        "gunicorn": [
            "-m", "gunicorn", "-b", at, "-w", "1", "-k", "gthread", "--threads", threads,
            "--log-level", "warning", PEER,
        ],
        "granian": [
            "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", threads, "--log-level", "warning", PEER,
        ],
    }[name]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """One sample: what was seen, CPU microseconds per request, others' share of the machine."""

    seen: Sample
    cpu_us: float
    foreign: float


class Caller:
    """Makes calls with ids never used before and loads a stack with them."""

    def __init__(self, server: Server, room: Path, connections: int, seconds: float) -> None:
        self._room, self._connections, self._seconds = room, connections, seconds
        self._database = (server.cluster and server.cluster.postmaster()) or 0
        self._next = 1

    def sample(self, stack: Stack, repeated: float, patience: float) -> Taken:
        """One warm-up, then a sample; taken again while others use the machine, within *patience*.

        The calmest one counts.
        """
        self._drive(stack, 1.0, 0.0)
        ends, best = time.monotonic() + patience, None
        while best is None or (best.foreign > machine.CALM and time.monotonic() < ends):
            machine.wait_calm(min(patience, 5.0))
            one = self._once(stack, repeated)
            best = one if best is None or one.foreign < best.foreign else best
        return best

    def _once(self, stack: Stack, repeated: float) -> Taken:
        path = self._prepared(stack, self._seconds, repeated)
        foreign = machine.Foreign(stack.process, self._database)
        before = machine.cpu_seconds(stack.process)
        seen = load.closed_loop(stack.port, path, self._connections, self._seconds)
        cpu_us = (machine.cpu_seconds(stack.process) - before) / seen.done * 1e6
        return Taken(seen, cpu_us, foreign.share())

    def _drive(self, stack: Stack, seconds: float, repeated: float) -> None:
        path = self._prepared(stack, seconds, repeated)
        load.closed_loop(stack.port, path, self._connections, seconds)

    def _prepared(self, stack: Stack, seconds: float, repeated: float) -> Path:
        """A file of calls whose ids were never used before."""
        count = min(20_000, stack.fast) if stack.name == "floor" else int(stack.fast * seconds)
        path = self._room / "calls.txt"
        load.write_calls(path, messages.many(count, first=self._next, repeated=repeated))
        self._next += count
        return path


def measured(
    running: list[Stack], caller: Caller, times: int, patience: float, repeated: float = 0.0
) -> dict[str, Figures]:
    """Each stack's medians over *times* interleaved rounds."""
    seen: dict[str, list[Taken]] = {stack.name: [] for stack in running}
    for _ in range(times):
        for stack in running:
            seen[stack.name].append(caller.sample(stack, repeated, patience))
            print(".", end="", flush=True, file=sys.stderr)
    return {name: medians(samples) for name, samples in seen.items()}


def medians(samples: list[Taken]) -> Figures:
    """The median of each figure; faults are added up."""
    middle = statistics.median
    return Figures(
        middle(one.seen.per_second for one in samples),
        middle(one.seen.p50_ms for one in samples),
        middle(one.seen.p99_ms for one in samples),
        middle(one.cpu_us for one in samples),
        sum(one.seen.faults for one in samples),
        max(one.foreign for one in samples),
    )


def closed(server: Server, room: Path, *, times: int, seconds: float, patience: float) -> list[Row]:
    """The main table: 32 connections, one process, fast disk."""
    names = ("door", "gunicorn", "gunicorn_lent", "granian", "granian_lent", "floor")
    with stacks(server, room, names) as running:
        seen = measured(running, Caller(server, room, 32, seconds), times, patience)
        rows = compared(seen)
        doors = [stack for stack in running if stack.name == "door"]
        for share in (0.01, 0.5):
            again = measured(doors, Caller(server, room, 32, seconds), times, patience, share)[
                "door"
            ]
            rows.append(plain(f"ingest c=32, {share:.0%} of ids repeated", again))
    return rows


def compared(seen: Mapping[str, Figures]) -> list[Row]:
    """Ours against each of the others."""
    door, gunicorn, floor = (seen[name] for name in ("door", "gunicorn", "floor"))
    foreign = max(one.foreign for one in seen.values())
    cpu = {name: f"{one.cpu_us:.0f}" for name, one in seen.items()}
    return [
        against("Django on gunicorn", door, gunicorn, 10, BY_DJANGO),
        against("on gunicorn, our parser lent", door, seen["gunicorn_lent"], 10, LENT),
        against("Django on granian", door, seen["granian"], 5, BY_DJANGO),
        against("on granian, our parser lent", door, seen["granian_lent"], 5, LENT),
        against("bare HTTP floor", door, floor, 0.33, "uvicorn's own way: body read, answered"),
        at_most("ingest c=32 p99 / gunicorn's p99", door.p99_ms / gunicorn.p99_ms, 1 / 8,
                ours=f"{door.p99_ms:.1f} ms", peer=f"{gunicorn.p99_ms:.1f} ms", cpu_us=door.cpu_us),
        Row("ingest faults (not 200)", str(door.faults), target="0", met=door.faults == 0),
        Row("others' share of the machine, worst sample", f"{foreign:.0%}",
            note="beyond a tenth the rates say little; CPU per request still does"),
        Row("CPU per request: gunicorn (lent) / granian (lent) / floor", f"{cpu['door']} us",
            f"{cpu['gunicorn']} ({cpu['gunicorn_lent']}) / {cpu['granian']} ({cpu['granian_lent']})"
            f" / {cpu['floor']} us"),
    ]  # fmt: skip


def against(name: str, door: Figures, peer: Figures, target: float, note: str) -> Row:
    """Our rate over another's, which does less: no seal, no dropping of fields, no ledger."""
    return at_least(
        f"ingest c=32 / {name}", door.per_second / peer.per_second, target,
        ours=spelled(door), peer=spelled(peer), cpu_us=door.cpu_us, note=note,
    )  # fmt: skip


def slow_disk(
    server: Server, room: Path, *, times: int, seconds: float, patience: float
) -> list[Row]:
    """128 connections on a disk whose every flush takes 2 ms more: group commit's home."""
    with stacks(server, room, ("door", "row_commit")) as running:
        seen = measured(running, Caller(server, room, 128, seconds), times, patience)
    door, peer = seen["door"], seen["row_commit"]
    return [
        at_least("ingest c=128, +2 ms fsync / row per commit", door.per_second / peer.per_second, 8,
                 ours=spelled(door), peer=spelled(peer), cpu_us=door.cpu_us),
    ]  # fmt: skip


def plain(name: str, figures: Figures) -> Row:
    """A row without a peer."""
    return Row(name, spelled(figures), cpu_us=figures.cpu_us)


def spelled(figures: Figures) -> str:
    """Requests a second and the slow ones."""
    return f"{figures.per_second:,.0f}/s p99 {figures.p99_ms:.1f} ms"
