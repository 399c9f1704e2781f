"""What was committed outlives every kill, and the log tells nothing of the data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from janji.kit import postgres_roles as roles
from janji.kit.postgres import Server, start
from janji.kit.postgres_binaries import QUIET, server_account
from janji.kit.postgres_cluster import until
from janji.kit.postgres_sockets import socket_folder
from rooms.kit.conftest import cluster_of, remove_server, with_source

pytestmark = pytest.mark.crash
MARKER = "rahasia-0001"
TEMPORARY = """
import sys
from janji.kit.postgres import temporary
with temporary() as server:
    print(server.cluster.base.parent, flush=True)
    sys.stdin.read()
"""


def store(server: Server) -> None:
    with roles.connect(server.owner_url) as db:
        db.execute("CREATE TABLE promise (word text PRIMARY KEY)")
        db.execute("INSERT INTO promise SELECT 'w' || n FROM generate_series(1, 1000) n")


def stored(server: Server) -> int:
    with roles.connect(server.owner_url) as db:
        row = db.execute("SELECT count(*) FROM promise").fetchone()
    return int(row[0]) if row else -1


def as_account(argv: list[str]) -> subprocess.Popen[bytes]:
    """A child of this very process, run by the server's account."""
    account = server_account()
    return subprocess.Popen(
        argv,
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        env=QUIET,
        stderr=subprocess.DEVNULL,
    )


def test_killing_every_process_loses_no_committed_row(home):
    server = start(home)
    store(server)
    killed = server.cluster.processes()
    assert len(killed) >= 4
    for process in killed:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    again = start(home)
    assert again.started_here
    assert stored(again) == 1000


def test_a_killed_servers_socket_folder_goes_with_the_next_start_of_any_server(home, room):
    server = start(home, fsync=False)
    folder = server.cluster.sockets()
    for process in server.cluster.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    assert until(lambda: server.cluster.processes() == [], 10)
    assert (folder / ".s.PGSQL.5432.lock").exists(), "the killed server left it"
    try:
        other = start(room / "other", fsync=False)
        assert not folder.exists()
        assert other.cluster.sockets().exists()
    finally:
        remove_server(room / "other")


def test_stopping_a_killed_server_leaves_no_socket_folder(home):
    server = start(home, fsync=False)
    folder = server.cluster.sockets()
    for process in server.cluster.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    assert until(lambda: server.cluster.processes() == [], 10)
    assert folder.exists()
    server.stop()
    assert not folder.exists()


def test_a_zombie_is_not_a_running_server(home):
    server = start(home)
    store(server)
    server.stop()
    assert server.data is not None
    socket_folder(server.data, server_account())
    child = as_account([str(server.programs / "postgres"), "-D", str(server.data)])
    assert until(lambda: roles.answers(server.owner_url), 30)
    assert server.cluster.postmaster() == child.pid
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    os.kill(child.pid, 0)  # it still has its number: a zombie, which pg_ctl takes for running
    assert until(lambda: server.cluster.processes() == [], 10)
    again = start(home)
    assert again.started_here
    assert stored(again) == 1000
    assert child.wait() == -signal.SIGKILL


def test_a_lock_file_with_a_strangers_number_does_not_block_the_start(home):
    server = start(home)
    store(server)
    for process in server.cluster.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    assert until(lambda: server.cluster.processes() == [], 10)
    lock = server.data / "postmaster.pid"
    with as_account(["/bin/sleep", "60"]) as stranger:
        lines = lock.read_text(encoding="utf-8").split("\n")
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]), encoding="utf-8")
        try:
            again = start(home)
            assert stored(again) == 1000
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_errors_that_quote_data_reach_the_client_but_not_the_log(home):
    server = start(home, fsync=False)
    with roles.connect(server.owner_url) as db:
        db.execute("CREATE TABLE promise (word text PRIMARY KEY, number int)")
        db.execute("INSERT INTO promise VALUES (%s, 1)", [MARKER])
        with pytest.raises(psycopg.errors.UniqueViolation, match=MARKER):
            db.execute("INSERT INTO promise VALUES (%s, 2)", [MARKER])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match=MARKER):
            db.execute("INSERT INTO promise VALUES ('other', (%s::text)::int)", [MARKER])
        with pytest.raises(psycopg.errors.UndefinedColumn):
            db.execute(f"SELECT missing, '{MARKER}' FROM promise")
    log = server.log.read_text(encoding="utf-8")
    assert "ready to accept connections" in log
    assert MARKER not in log


def test_a_statement_that_was_running_in_a_crash_is_not_in_the_log(home):
    server = start(home, fsync=False)
    with roles.connect(server.owner_url) as db:
        number = db.info.backend_pid

        def ask() -> None:
            with suppress(psycopg.OperationalError):
                db.execute(f"SELECT pg_sleep(60), '{MARKER}'")

        asking = threading.Thread(target=ask)
        asking.start()
        with roles.connect(server.admin_url) as other:
            running = "SELECT query FROM pg_stat_activity WHERE pid = %s"
            assert until(lambda: MARKER in other.execute(running, [number]).fetchone()[0], 10)
        os.kill(number, signal.SIGKILL)
        asking.join(30)
    assert until(lambda: "terminated by signal 9" in server.log.read_text(encoding="utf-8"), 10)
    assert MARKER not in server.log.read_text(encoding="utf-8")
    assert until(lambda: roles.answers(server.owner_url), 30)


def test_a_stopped_and_started_server_keeps_its_rows_and_its_addresses(home):
    server = start(home)
    store(server)
    server.stop()
    assert cluster_of(home).processes() == []
    again = start(home)
    assert again.app_url == server.app_url
    assert stored(again) == 1000


def test_a_temporary_server_does_not_outlive_a_killed_process():
    env = with_source()
    argv = [sys.executable, "-c", TEMPORARY]
    with subprocess.Popen(
        argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as user:
        room = Path(user.stdout.readline().strip())
        cluster = cluster_of(room / "home")
        assert cluster.processes()
        user.kill()
    assert until(lambda: not room.exists(), 20)
    assert cluster.processes() == []
