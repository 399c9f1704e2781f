"""The front door in a process of its own, as `janji web` serves it, without the pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fakes.shop import Shop, environment
from fakes.twin import SOURCE, free_port, wait_until_up

SERVE = """
from janji.cli import opening
from janji.door.serve import serve
with opening.house(connections=4, stop_server=False) as house:
    serve(house)
"""


@dataclass
class RunningDoor:
    """A door process."""

    base: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """kill -9: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


@contextmanager
def running_door(shop: Shop, port: int | None = None) -> Iterator[RunningDoor]:
    """The door of *shop*, ended with the block."""
    port = port or free_port()
    base = f"http://127.0.0.1:{port}"
    told = environment(
        shop.home,
        JANJI_DATABASE_URL=shop.owner_url,
        JANJI_DATABASE_APP_URL=shop.app_url,
        JANJI_PORT=str(port),
        JANJI_PUBLIC_URL=base,
        PYTHONPATH=str(SOURCE),
    )
    surroundings = {**{k: v for k, v in os.environ.items() if not k.startswith("JANJI_")}, **told}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=surroundings)
    try:
        wait_until_up(process, f"{base}/health")
        yield RunningDoor(base, process)
    finally:
        process.terminate()
        process.wait(timeout=10)
