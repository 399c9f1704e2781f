"""Webhook ingest: everything on, against the usual Django view and against the bare server.

Interleaved: every stack in turn, again and again, medians. Load, server and database share the
cores, so CPU per request is the figure to carry to another machine.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from bench import load, machine, messages, world
from bench.peers.django_view import TABLE
from bench.rows import Row, at_least, at_most

from janji.kit.postgres import Server

PEER = "bench.peers.django_view:application"
THREADS = 32


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


@contextmanager
def stacks(server: Server, room: Path, names: tuple[str, ...]) -> Iterator[list[Stack]]:
    """The named servers, all running, all on the same database server."""
    with ExitStack() as opened:
        running = []
        for name in names:
            shop = world.fresh_shop(server, room, f"ingest_{name}")
            port = world.free_port()
            env = shop.environment(port)
            if name in ("gunicorn", "granian", "row_commit"):
                with psycopg.connect(shop.owner_url) as connection:
                    connection.execute(TABLE)
            process = opened.enter_context(world.serving(command(name, port), env, port))
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


class Caller:
    """Makes calls with ids never used before and loads a stack with them."""

    def __init__(self, room: Path, connections: int, seconds: float) -> None:
        self._room, self._connections, self._seconds = room, connections, seconds
        self._next = 1

    def sample(self, stack: Stack, repeated: float = 0.0) -> tuple[load.Sample, float]:
        """One warm-up, one sample: what was seen, CPU microseconds per request."""
        self._drive(stack, 1.0, 0.0)
        before = machine.cpu_seconds(stack.process)
        seen = self._drive(stack, self._seconds, repeated)
        return seen, (machine.cpu_seconds(stack.process) - before) / seen.done * 1e6

    def _drive(self, stack: Stack, seconds: float, repeated: float) -> load.Sample:
        count = min(20_000, stack.fast) if stack.name == "floor" else int(stack.fast * seconds)
        path = self._room / "calls.txt"
        calls = messages.many(count, first=self._next, repeated=repeated)
        load.write_calls(path, calls)
        self._next += count
        return load.closed_loop(stack.port, path, self._connections, seconds)


def measured(
    running: list[Stack], caller: Caller, times: int, patience: float, repeated: float = 0.0
) -> dict[str, Figures]:
    """Each stack's medians over *times* interleaved rounds."""
    seen: dict[str, list[tuple[load.Sample, float]]] = {stack.name: [] for stack in running}
    for _ in range(times):
        for stack in running:
            machine.wait_calm(patience)
            seen[stack.name].append(caller.sample(stack, repeated))
            print(".", end="", flush=True, file=sys.stderr)
    return {name: medians(samples) for name, samples in seen.items()}


def medians(samples: list[tuple[load.Sample, float]]) -> Figures:
    """The median of each figure; faults are added up."""

    def middle(values: Iterator[float]) -> float:
        return statistics.median(list(values))

    return Figures(
        middle(one.per_second for one, _ in samples),
        middle(one.p50_ms for one, _ in samples),
        middle(one.p99_ms for one, _ in samples),
        middle(cpu for _, cpu in samples),
        sum(one.faults for one, _ in samples),
    )


def closed(server: Server, room: Path, *, times: int, seconds: float, patience: float) -> list[Row]:
    """The main table: 32 connections, one process, fast disk."""
    names = ("door", "gunicorn", "granian", "floor")
    with stacks(server, room, names) as running:
        seen = measured(running, Caller(room, 32, seconds), times, patience)
        rows = compared(seen)
        doors = [stack for stack in running if stack.name == "door"]
        for share in (0.01, 0.5):
            again = measured(doors, Caller(room, 32, seconds), times, patience, share)["door"]
            rows.append(plain(f"ingest c=32, {share:.0%} of ids repeated", again))
    return rows


def compared(seen: Mapping[str, Figures]) -> list[Row]:
    """Ours against each of the others."""
    door, gunicorn, granian, floor = (
        seen[name] for name in ("door", "gunicorn", "granian", "floor")
    )
    ours, cpu = spelled(door), door.cpu_us
    return [
        at_least("ingest c=32 / Django on gunicorn", door.per_second / gunicorn.per_second, 10,
                 ours=ours, peer=spelled(gunicorn), cpu_us=cpu),
        at_least("ingest c=32 / Django on granian", door.per_second / granian.per_second, 5,
                 ours=ours, peer=spelled(granian), cpu_us=cpu),
        at_least("ingest c=32 / bare HTTP floor", door.per_second / floor.per_second, 0.33,
                 ours=ours, peer=spelled(floor), cpu_us=cpu),
        at_most("ingest c=32 p99 / gunicorn's p99", door.p99_ms / gunicorn.p99_ms, 1 / 8,
                ours=f"{door.p99_ms:.1f} ms", peer=f"{gunicorn.p99_ms:.1f} ms", cpu_us=cpu),
        Row("ingest faults (not 200)", str(door.faults), target="0", met=door.faults == 0),
        Row("CPU per request, gunicorn / granian / floor", f"{door.cpu_us:.0f} us",
            f"{gunicorn.cpu_us:.0f} / {granian.cpu_us:.0f} / {floor.cpu_us:.0f} us"),
    ]  # fmt: skip


def slow_disk(
    server: Server, room: Path, *, times: int, seconds: float, patience: float
) -> list[Row]:
    """128 connections on a disk whose every flush takes 2 ms more: group commit's home."""
    with stacks(server, room, ("door", "row_commit")) as running:
        seen = measured(running, Caller(room, 128, seconds), times, patience)
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
