"""The supervisor keeps its roles running, and no ending of it leaves one behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from janji.kit.postgres_cluster import until
from janji.kit.processes import Role, run
from rooms.kit.conftest import with_source

SUPERVISOR = """
import sys
from janji.kit.processes import Role, run
folder, grace, script = sys.argv[1:]
env = {"FOLDER": folder}
roles = [Role(name, ["/bin/sh", "-c", script], {**env, "ROLE": name}) for name in ("web", "worker")]
run(roles, grace=float(grace), language="en")
"""
STEADY = 'echo $$ >> "$FOLDER/$ROLE"; exec sleep 600'
STUBBORN = 'trap "" TERM; echo $$ >> "$FOLDER/$ROLE"; while :; do sleep 600; done'
PARENT = 'sleep 600 & echo $! >> "$FOLDER/child"; echo $$ >> "$FOLDER/$ROLE"; wait'


@contextmanager
def supervised(folder: Path, script: str, grace: float = 5) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-c", SUPERVISOR, str(folder), str(grace), script]
    env = with_source()
    with subprocess.Popen(argv, env=env, stderr=subprocess.PIPE, text=True) as supervisor:
        try:
            yield supervisor
        finally:
            supervisor.kill()


def numbers(folder: Path, role: str) -> list[int]:
    """The process ids that *role* wrote down at its starts."""
    with suppress(FileNotFoundError):
        return [int(line) for line in (folder / role).read_text(encoding="utf-8").split()]
    return []


def alive(process: int) -> bool:
    """Whether *process* is there and no zombie."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")")[-1].split()[0] != "Z"
    return False


def both(folder: Path) -> list[int]:
    """Waits until both roles run; their process ids."""
    assert until(lambda: bool(numbers(folder, "web") and numbers(folder, "worker")), 20)
    found = [numbers(folder, role)[-1] for role in ("web", "worker")]
    assert all(alive(process) for process in found)
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_ends_all_roles_and_the_supervisor(tmp_path, number):
    with supervised(tmp_path, STEADY) as supervisor:
        found = both(tmp_path)
        supervisor.send_signal(number)
        assert supervisor.wait(20) == 0
        assert not any(alive(process) for process in found)
        assert supervisor.stderr.read() == ""


def test_a_role_that_ignores_the_signal_is_killed_after_its_grace(tmp_path):
    with supervised(tmp_path, STUBBORN, grace=0.3) as supervisor:
        found = both(tmp_path)
        supervisor.terminate()
        assert supervisor.wait(20) == 0
        assert not any(alive(process) for process in found)


def test_what_a_role_started_ends_with_it(tmp_path):
    with supervised(tmp_path, PARENT) as supervisor:
        found = [*both(tmp_path), *numbers(tmp_path, "child")]
        assert len(found) == 4
        supervisor.terminate()
        assert supervisor.wait(20) == 0
        assert until(lambda: not any(alive(process) for process in found), 5)


def test_a_role_that_dies_is_started_again_and_the_other_is_left_alone(tmp_path):
    with supervised(tmp_path, PARENT) as supervisor:
        web, worker = both(tmp_path)
        child = numbers(tmp_path, "child")
        os.kill(web, signal.SIGKILL)
        assert until(lambda: len(numbers(tmp_path, "web")) == 2, 20)
        fresh = numbers(tmp_path, "web")[-1]
        assert fresh != web
        assert alive(fresh)
        assert numbers(tmp_path, "worker") == [worker]
        assert until(lambda: sum(alive(process) for process in child) == 1, 5)
        supervisor.terminate()
        assert supervisor.wait(20) == 0
        assert "'web' ended (code -9)" in supervisor.stderr.read()


@pytest.mark.crash
@pytest.mark.parametrize("script", [STEADY, STUBBORN, PARENT], ids=["steady", "stubborn", "parent"])
def test_killing_the_supervisor_ends_its_roles_too(tmp_path, script):
    with supervised(tmp_path, script, grace=0.3) as supervisor:
        found = [*both(tmp_path), *numbers(tmp_path, "child")]
        supervisor.kill()
        supervisor.wait(20)
    assert until(lambda: not any(alive(process) for process in found), 20)


@pytest.mark.crash
def test_killing_the_supervisor_after_a_restart_ends_the_new_role(tmp_path):
    with supervised(tmp_path, STEADY) as supervisor:
        web, worker = both(tmp_path)
        os.kill(web, signal.SIGKILL)
        assert until(lambda: len(numbers(tmp_path, "web")) == 2, 20)
        fresh = numbers(tmp_path, "web")[-1]
        assert alive(fresh)
        supervisor.kill()
        supervisor.wait(20)
    assert until(lambda: not alive(fresh) and not alive(worker), 20)


def test_a_role_that_always_fails_is_tried_with_growing_pauses(tmp_path, capfd):
    script = 'echo $$ >> "$FOLDER/$ROLE"; exit 3'
    role = Role("web", ["/bin/sh", "-c", script], {"FOLDER": str(tmp_path), "ROLE": "web"})
    run([role], stop_after=1.0, language="id")
    said = capfd.readouterr().err
    assert 2 <= len(numbers(tmp_path, "web")) <= 4  # at 0, 0.1, 0.3, 0.7 seconds
    assert "Proses 'web' berhenti (kode 3)" in said
    assert "dalam 0.1 detik" in said
    assert "dalam 0.2 detik" in said


def test_a_supervisor_with_an_end_puts_signals_back_as_they_were(tmp_path):
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    role = Role("web", ["/bin/sh", "-c", STEADY], {"FOLDER": str(tmp_path), "ROLE": "web"})
    run([role], stop_after=0.5)
    (process,) = numbers(tmp_path, "web")
    assert not alive(process)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_the_supervisor_stays_light(tmp_path):
    code = "import sys, janji.kit.processes; print(*sys.modules)"
    env = with_source()
    said = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert "janji.kit.processes" in said.stdout
    assert not {"psycopg", "django", "asyncio", "logging", "multiprocessing"} & set(
        said.stdout.split()
    )
