"""janji backup and janji restore, as they are typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.folders import copied, edited
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


def janji(
    home: Path, *words: str, language: str = "en", **more: str
) -> subprocess.CompletedProcess[str]:
    told = environment(
        home, PYTHONPATH=str(SOURCE), JANJI_FSYNC="0", JANJI_LANGUAGE=language,
        PATH="/usr/bin:/bin", **more,
    )  # fmt: skip
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


def test_a_restore_says_which_promises_are_newer_and_where_that_is_not_known(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = folder / "home"
    home.mkdir(mode=0o711)
    own = copied(tmp_path_factory.mktemp("own"), "ramen-master")
    told = {"JANJI_BUSINESSES": str(own)}
    assert janji(home, "backup", **told).returncode == 0
    archive = next((home / "backups").glob("*.janji"))
    for words in (
        "    keep: {} days\n    counted_from: conversation_date",
        "        at_most: {} days\n        starts: message\n        controlled_by: us\n",
    ):
        edited(own / "ramen-master", words.format(7), words.format(3))
    plan = json.loads(janji(home, "plan", "ramen-master", "--json", **told).stdout)["plan"]
    assert janji(home, "apply", "ramen-master", "--plan", plan, **told).returncode == 0
    rehearsed = janji(home, "restore", str(archive), "--into-fresh", **told)
    assert "1 version of its policy (2) is newer than this backup" in rehearsed.stderr
    shutil.rmtree(home / "versions")
    blind = janji(home, "restore", str(archive), "--into-fresh", **told)
    assert "the folder versions is not here" in blind.stderr
    assert "./janji plan ramen-master" in blind.stderr
    written = (home / "versions" / "versions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(written) == 2, "written anew from the database that is still there"
    other = folder / "other"
    other.mkdir(mode=0o711)
    for kept in ("keyring", "keys", "secrets", "erasures", "versions"):
        shutil.copytree(home / kept, other / kept)
    restored = janji(other, "restore", str(archive), **told)
    assert restored.returncode == 0, restored.stderr
    assert "1 version (2) was applied again" in restored.stderr
    same = janji(other, "plan", "ramen-master", **told)
    assert "nothing changes. Version 2 is in force" in same.stdout
