"""janji backup and janji restore, as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.shop import environment
from fakes.twin import SOURCE
from janji.kit import postgres
from janji.kit.postgres_binaries import server_account
from janji.kit.postgres_cluster import choose_cluster


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for homes; what their servers keep outside of it is gone after the test."""
    yield tmp_path
    for home in [one for one in tmp_path.iterdir() if one.is_dir()]:
        base = choose_cluster(home, server_account()).base
        postgres.discard(home)
        assert not base.exists()


def janji(home: Path, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    told = environment(
        home, PYTHONPATH=str(SOURCE), JANJI_FSYNC="0", JANJI_LANGUAGE=language, PATH="/usr/bin:/bin"
    )
    return subprocess.run(
        [sys.executable, "-m", "janji", *words],
        env=told, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_backup_is_made_rehearsed_and_restored_elsewhere(folder: Path) -> None:
    home, other = folder / "home", folder / "other"
    home.mkdir(mode=0o711)
    other.mkdir(mode=0o711)
    made = janji(home, "backup")
    assert made.returncode == 0, made.stderr
    archive = next((home / "backups").glob("*.janji"))
    assert archive.stat().st_mode & 0o077 == 0
    assert "Its content is sealed" in made.stderr
    assert "keys are NOT" in made.stderr
    again = janji(home, "restore", str(archive), language="id")
    assert again.returncode == 2
    assert "Basis data tidak kosong" in again.stderr
    rehearsed = janji(home, "restore", str(archive), "--into-fresh", "--json")
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert json.loads(rehearsed.stdout)["rows"]["business"] == 5
    assert json.loads(rehearsed.stdout)["rows"]["rehearsal"] == 0
    assert janji(home, "backup").returncode == 0
    certified = max((home / "backups").glob("*.janji"))
    after = janji(home, "restore", str(certified), "--into-fresh", "--json")
    assert json.loads(after.stdout)["rows"]["rehearsal"] == 5  # a certificate for each business
    moved = janji(other, "restore", str(archive))
    assert moved.returncode == 0, moved.stderr
    assert "Restored from the backup" in moved.stderr
    assert janji(other, "restore", str(archive)).returncode == 2


def test_what_is_no_archive_is_said_in_plain_words(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o711)
    wrong = folder / "wrong.janji"
    wrong.write_bytes(b"no archive")
    refused = janji(home, "restore", str(wrong))
    assert refused.returncode == 2
    assert "damaged or incomplete" in refused.stderr
    assert "Traceback" not in refused.stderr
