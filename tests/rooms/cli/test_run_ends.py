"""However a run ends, none of its processes stays, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from fakes.front_door import IN, form
from fakes.shop import environment
from fakes.twin import SOURCE, TOKEN, free_port, wait_until_up
from janji.channels.twilio import signature
from janji.kit import postgres
from janji.kit.postgres_cluster import until
from janji.kit.settings import Settings

pytestmark = pytest.mark.crash
LONGEST = 60  # seconds in which everything must be gone on a busy machine


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    there = tmp_path / "home"
    yield there
    for one in (there / "demo", there):
        if one.exists():
            postgres.discard(one)


def told(home: Path, port: int, *words: str, log: Path | None = None) -> subprocess.Popen[bytes]:
    """A command of an operator whose installation is *home*."""
    env = environment(
        home, PYTHONPATH=str(SOURCE), PATH="/usr/bin:/bin", JANJI_FSYNC="0",
        JANJI_PORT=str(port), JANJI_PUBLIC_URL=f"http://127.0.0.1:{port}",
    )  # fmt: skip
    argv = [sys.executable, "-m", "janji", *words]
    with (log or Path(os.devnull)).open("ab") as out:
        return subprocess.Popen(argv, env=env, stdout=out, stderr=subprocess.STDOUT)


@contextmanager
def running(home: Path, port: int, log: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """`janji run`, up and answering; killed with the block if it still runs."""
    process = told(home, port, "run", log=log)
    try:
        wait_until_up(process, f"http://127.0.0.1:{port}/health", seconds=LONGEST)
        yield process
    finally:
        process.kill()
        process.wait()


def at_work(home: Path) -> list[int]:
    """Every living process that was started for *home*, or works in its database."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                cwd, said = str((entry / "cwd").readlink()), (entry / "environ").read_bytes()
                ours = f"JANJI_HOME={home}".encode() in said or cwd.startswith(f"{home}/")
                base = pointed(home)
                if ours or (base and cwd.startswith(base)):
                    found.append(int(entry.name))
    return found


def pointed(home: Path) -> str:
    """Where the database of *home* lies when it is not inside."""
    for one in (home, home / "demo"):
        with suppress(OSError):
            return (one / "postgres.at").read_text(encoding="utf-8").strip()
    return ""


def writes(port: int, number: int, body: str = "halo") -> int:
    """A customer's message arrives; how the door answered."""
    url, fields = f"http://127.0.0.1:{port}", form(number, Body=body)
    signed = {"x-twilio-signature": signature.sign(TOKEN, url + IN, list(fields.items()))}
    return httpx.post(url + IN, data=fields, headers=signed, timeout=30).status_code


def kept(home: Path) -> int:
    """How many messages the database of *home* holds."""
    server = postgres.serve(Settings.from_environment(environment(home)))
    with psycopg.connect(server.owner_url) as db:
        row = db.execute("SELECT count(*) FROM message WHERE direction = 'in'").fetchone()
    return row[0] if row else -1


def test_a_second_run_in_the_same_home_is_refused_and_disturbs_nobody(
    home: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "second.log"
    with running(home, port) as first:
        second = told(home, free_port(), "run", log=log)
        assert second.wait(LONGEST) == 2
        assert "already runs" in log.read_text(encoding="utf-8")
        assert writes(port, 1) == 200
        first.terminate()
        assert first.wait(LONGEST) == 0
        assert at_work(home) == []
    with running(home, port):
        assert kept(home) == 1


def test_a_killed_run_leaves_no_process_and_loses_no_message(home: Path) -> None:
    port = free_port()
    with running(home, port) as first:
        assert writes(port, 1) == 200
        assert len(at_work(home)) > 4
        first.kill()
        assert until(lambda: at_work(home) == [], LONGEST)
    with running(home, port) as second:
        assert kept(home) == 1
        assert writes(port, 2) == 200
        assert kept(home) == 2
        second.terminate()
        assert second.wait(LONGEST) == 0
    assert at_work(home) == []


def test_a_database_that_a_killed_run_left_ends_with_the_next_run(home: Path) -> None:
    port = free_port()
    with running(home, port) as first:
        guards = [one for one in at_work(home) if b"janji-guard" in words_of(one)]
        assert guards
        for one in (*guards, first.pid):  # as when a whole machine is out of memory
            os.kill(one, signal.SIGKILL)
        for one in at_work(home):
            if b"postgres" not in words_of(one):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
        assert until(lambda: all(b"postgres" in words_of(one) for one in at_work(home)), LONGEST)
        assert at_work(home), "the database is still there, and nobody is its owner"
    with running(home, port) as second:
        second.terminate()
        assert second.wait(LONGEST) == 0
    assert at_work(home) == []


def words_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def test_a_killed_demo_leaves_no_process(home: Path) -> None:
    demo = told(home, free_port(), "demo")
    pids = home / "demo.pids"
    try:
        assert until(lambda: pids.exists() and len(pids.read_text().split()) == 2, LONGEST)
        assert until(lambda: any(b"work" in words_of(one) for one in at_work(home)), LONGEST)
        again = told(home, free_port(), "demo", "--once")
        assert again.wait(LONGEST) == 2, "two demos in one home would spoil each other"
        assert demo.poll() is None
    finally:
        demo.kill()
        demo.wait()
    assert until(lambda: at_work(home) == [], LONGEST)
