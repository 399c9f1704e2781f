"""The front door in a process of its own, as `janji web` serves it, without the pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fakes.shop import Shop, environment
from fakes.twin import SOURCE, free_port, wait_until_up

SERVE = """
from janji.cli import opening
from janji.door.serve import serve
with opening.house(connections=4, stop_server=False) as house:
    serve(house)
"""
DOOR = ["-c", SERVE]
WEB, WORKER = ["-m", "janji", "web"], ["-m", "janji", "work"]


@dataclass
class RunningDoor:
    """A door process."""

    base: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """kill -9: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


def surroundings(shop: Shop, port: int, **more: str) -> dict[str, str]:
    """The environment of a process of *shop*."""
    told = environment(
        shop.home,
        JANJI_DATABASE_URL=shop.owner_url,
        JANJI_DATABASE_APP_URL=shop.app_url,
        JANJI_PORT=str(port),
        JANJI_PUBLIC_URL=f"http://127.0.0.1:{port}",
        PYTHONPATH=str(SOURCE),
        **more,
    )
    return {**{k: v for k, v in os.environ.items() if not k.startswith("JANJI_")}, **told}


@contextmanager
def running(
    shop: Shop, words: list[str], port: int, log: Path | None = None, **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of *shop*, what it writes going to *log*; ended with the block."""
    with (log or Path(os.devnull)).open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, *words],
            env=surroundings(shop, port, **more),
            stdout=written if log else None,
            stderr=subprocess.STDOUT if log else None,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def running_door(
    shop: Shop, port: int | None = None, words: list[str] = DOOR, log: Path | None = None
) -> Iterator[RunningDoor]:
    """The door of *shop*, ended with the block; words=WEB: with all pages."""
    port = port or free_port()
    base = f"http://127.0.0.1:{port}"
    with running(shop, words, port, log) as process:
        wait_until_up(process, f"{base}/health")
        yield RunningDoor(base, process)
