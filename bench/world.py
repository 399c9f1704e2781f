"""A place to measure in: a real database server with fsync on, an applied business, real doors."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.messages import ACCOUNT, PUBLIC, TOKEN
from janji.kit.migrate import migrate
from janji.kit.postgres import Server, start, watched
from janji.kit.settings import Settings

SLOW = Path(__file__).parent / "slow.c"
ROOT = Path(__file__).parents[1]
BUSINESS = "ramen-master"


@contextmanager
def room() -> Iterator[Path]:
    """A folder of our own that the database's account may pass through; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="janji-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_server(home: Path, programs: Path | None = None) -> Iterator[Server]:
    """The product's own server as it runs in production: fsync on, the product's settings."""
    server = start(home, bin_folder=programs, fsync=True)
    try:
        with watched(server, home):
            yield server
    finally:
        server.stop()


def slow_programs(folder: Path, programs: Path, microseconds: int) -> Path | None:
    """PostgreSQL's programs with a slower fdatasync, or None where no C compiler is at hand.

    Linux flushes its write-ahead log with fdatasync: this is a cheap disk, reproducibly.
    """
    if shutil.which("gcc") is None:
        return None
    slow = folder / "slow"
    slow.mkdir(mode=0o755)
    library = slow / "slow.so"
    argv = ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SLOW), "-ldl"]
    subprocess.run(argv, check=True, capture_output=True)
    for program in programs.iterdir():
        (slow / program.name).symlink_to(program.resolve())
    (slow / "pg_ctl").unlink()
    real = (programs / "pg_ctl").resolve()
    script = f'#!/bin/sh\nLD_PRELOAD={library} SLOW_US={microseconds} exec {real} "$@"\n'
    (slow / "pg_ctl").write_text(script, encoding="utf-8")
    (slow / "pg_ctl").chmod(0o755)
    library.chmod(0o755)
    return slow


@dataclass(frozen=True)
class Shop:
    """One migrated database and one JANJI_HOME."""

    owner_url: str
    app_url: str
    home: Path

    def environment(self, port: int) -> dict[str, str]:
        """What a process of this shop needs to be told."""
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "JANJI_HOME": str(self.home),
            "JANJI_BUSINESSES": str(self.home.parent / "businesses"),
            "JANJI_TWILIO_AUTH_TOKEN": TOKEN,
            "JANJI_TWILIO_ACCOUNT_SID": ACCOUNT,
            "JANJI_PORT": str(port),
            "JANJI_PUBLIC_URL": PUBLIC,
            "BENCH_APP_URL": self.app_url,
        }

    def settings(self, port: int = 8080) -> Settings:
        """The same as Settings, for work in this process."""
        return Settings.from_environment(self.environment(port))


def one_business(folder: Path) -> None:
    """Let the homes in *folder* know one business, so that one set of secrets is enough."""
    only = folder / "businesses"
    only.mkdir(mode=0o755, exist_ok=True)
    if not (only / BUSINESS).exists():
        (only / BUSINESS).symlink_to(ROOT / "businesses" / BUSINESS)


def fresh_shop(server: Server, folder: Path, name: str) -> Shop:
    """A fresh database with the product's schema, and a home of its own."""
    owner_url, app_url = server.fresh_database(name)
    migrate(owner_url)
    one_business(folder)
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder))
    return Shop(owner_url, app_url, home)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    argv: Sequence[str],
    env: Mapping[str, str],
    port: int,
    path: str = "/health",
    patience: float = 20,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that answers on *port*; told to stop at the end, then made to.

    patience: seconds until the first answer.
    """
    process = subprocess.Popen([sys.executable, *argv], env=dict(env), start_new_session=True)
    try:
        until_answers(process, f"http://127.0.0.1:{port}{path}", patience)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until_answers(process: subprocess.Popen[bytes], address: str, seconds: float = 20) -> None:
    """Return when *address* answers anything. Raises: RuntimeError when the process died."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(address)
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer (code {process.poll()})")


@contextmanager
def door(shop: Shop, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The product's real front door for *shop*."""
    with serving(["-m", "bench.door"], shop.environment(port), port) as process:
        yield process
