"""The working role is bound, the backup role only copies, and the operator's server fits in."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from janji.kit import postgres_roles as roles
from janji.kit.errors import JanjiError
from janji.kit.postgres import attach, serve, start
from janji.kit.postgres_binaries import run_as
from janji.kit.settings import Settings


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


def test_a_base_backup_can_be_taken_with_the_backup_role_alone(own_server, tmp_path):
    program = own_server.programs / "pg_basebackup"
    target = tmp_path / "copy"
    done = run_as(None, [program, "-d", own_server.backup_url, "-D", target, "-c", "fast", "-N"])
    assert done.returncode == 0, done.stderr
    assert (target / "PG_VERSION").exists()
    refused = run_as(
        None, [program, "-d", own_server.app_url, "-D", tmp_path / "no", "-c", "fast", "-N"]
    )
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
