"""A command that cannot use the database it started leaves no server behind."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from janji.cli import opening
from janji.kit import postgres
from janji.kit.errors import JanjiError


def test_a_server_started_for_a_database_of_another_program_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o711)  # the server runs as another account when we are root
    home = tmp_path / "home"
    monkeypatch.setenv("JANJI_HOME", str(home))
    monkeypatch.setenv("JANJI_FSYNC", "0")
    monkeypatch.delenv("JANJI_DATABASE_URL", raising=False)
    server = postgres.start(home, fsync=False)
    with psycopg.connect(server.owner_url) as owner:
        owner.execute("CREATE TABLE migration (name text PRIMARY KEY, sha256 text NOT NULL)")
        owner.execute("INSERT INTO migration VALUES ('0001_house.sql', 'of another program')")
    assert server.data is not None
    running = server.data / "postmaster.pid"
    assert running.exists()
    server.stop()
    assert not running.exists()
    with pytest.raises(JanjiError, match=r"kit\.migration_changed"), opening.house():
        pass
    assert not running.exists()
