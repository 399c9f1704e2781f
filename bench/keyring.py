"""The keyring and sealing: µs per message, ms per destruction, ms until all have forgotten.

Figures stand beside a floor measured in the same run: bare AES-GCM with as many keys, and one
write + sync of the same disk. `python bench/keyring.py [largest ring]`.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from janji.vault.durable import write_new
from janji.vault.key_names import PersonKey
from janji.vault.keyring import Keyring
from janji.vault.seal import Piece, Sealer

Row = dict[str, str | float]
SHOP, DAY = 1, date(2026, 3, 2)
BATCH, LENGTH = 1_000, 472


def timed(act: Callable[[], object]) -> float:
    """Milliseconds that *act* takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1e3


def best(act: Callable[[], object], times: int = 30) -> float:
    """The quickest of many runs: what the code costs when nobody else uses the processor."""
    return min(timed(act) for _ in range(times))


def open_ring(home: Path) -> Keyring:
    """The keyring of a folder, as every process of the bench opens it."""
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    return Keyring(home / "ring", home / "kek", runtime=home / "run", wait=10.0)


@contextmanager
def new_ring() -> Iterator[tuple[Path, Keyring]]:
    """An empty keyring in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="jb-") as home, open_ring(Path(home)) as ring:
        yield Path(home), ring


def sealing_rows() -> list[Row]:
    """Seal and open a batch of 1,000 messages of 472 bytes, beside bare AES-GCM."""
    rows: list[Row] = []
    for many in (1, BATCH):
        with new_ring() as (_, ring):
            people = [uuid4() for _ in range(many)]
            ring.make_people(SHOP, people)
            ring.make_days(SHOP, [("conversation", DAY)])
            sealer = Sealer(ring, SHOP)
            texts = [os.urandom(LENGTH) for _ in range(BATCH)]
            pieces = [
                Piece(people[n % many], "conversation", DAY, "message_text", uuid4(), text)
                for n, text in enumerate(texts)
            ]
            sealed = [
                piece._replace(content=content)
                for piece, content in zip(pieces, sealer.seal_many(pieces), strict=True)
            ]
            ciphers = [AESGCM(os.urandom(32)) for _ in people]
            case = f"{many} people"
            rows += [
                row("bare AES-GCM µs/message", case, best(partial(bare, ciphers, texts))),
                row("seal_many µs/message", case, best(partial(sealer.seal_many, pieces))),
                row("open_many µs/message", case, best(partial(sealer.open_many, sealed))),
            ]
    return rows


def bare(ciphers: list[AESGCM], texts: list[bytes]) -> None:
    """The floor: the same bytes through the same cipher, and nothing else."""
    nonce, place, many = os.urandom(12), os.urandom(80), len(ciphers)
    for number, text in enumerate(texts):
        ciphers[number % many].encrypt(nonce, text, place)


def destroy_rows(sizes: list[int]) -> list[Row]:
    """Destroy one person among *sizes* people, beside one write + sync."""
    rows = [row("one write + sync: p50 ms", "floor", sync_floor())]
    for size in sizes:
        with new_ring() as (_, ring):
            people = [uuid4() for _ in range(size)]
            for start in range(0, size, 50_000):
                ring.make_people(SHOP, people[start : start + 50_000])
            ring.fold(SHOP)
            keys = [PersonKey(SHOP, person) for person in people[:600]]
            times = sorted(timed(partial(ring.destroy, [key])) for key in keys[:100])
            case = f"{size} people"
            rows += [
                row("destroy 1: p50 ms", case, statistics.median(times)),
                row("destroy 1: p99 ms", case, times[98]),
                row("destroy 500 at once: ms", case, timed(partial(ring.destroy, keys[100:]))),
            ]
    return rows


def sync_floor() -> float:
    """The median of writing 8 KB durably."""
    with tempfile.TemporaryDirectory(prefix="jb-") as home:
        body = os.urandom(8192)
        paths = [Path(home) / str(number) for number in range(100)]
        return statistics.median(timed(partial(write_new, path, body)) for path in paths)


def acknowledge_rows(readers: tuple[int, ...] = (1, 3)) -> list[Row]:
    """From asking to the last "I have forgotten", with other processes holding the key."""
    return [line for count in readers for line in acknowledged(count)]


def acknowledged(count: int) -> list[Row]:
    """The rows for *count* other processes."""
    context = multiprocessing.get_context("spawn")
    with new_ring() as (home, ring):
        person = uuid4()
        ring.make_people(SHOP, [person])
        pipes = [context.Pipe() for _ in range(count)]
        children = [context.Process(target=hold, args=(home, person, far)) for _, far in pipes]
        for child in children:
            child.start()
        for near, _ in pipes:
            near.recv()
        times = sorted(timed(ring.destroy) for _ in range(100))
        for (near, _), child in zip(pipes, children, strict=True):
            near.send("leave")
            child.join()
    case = f"{count} readers"
    return [
        row("all forgot: p50 ms", case, statistics.median(times)),
        row("all forgot: p99 ms", case, times[98]),
    ]


def hold(home: Path, person: UUID, pipe: Connection) -> None:
    """A reader with a key in memory, until told to leave."""
    with open_ring(home) as ring:
        assert ring.person_key(SHOP, person)
        pipe.send("ready")
        pipe.recv()


def row(what: str, case: str, value: float) -> Row:
    """One line of the table."""
    return {"what": what, "case": case, "value": round(value, 3)}


def measure(largest: int = 1_000_000) -> list[Row]:
    """Every row, in the order of the table."""
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= largest]
    return sealing_rows() + destroy_rows(sizes) + acknowledge_rows()


if __name__ == "__main__":
    for line in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(f"{line['what']:28} {line['case']:18} {line['value']:>10}")
