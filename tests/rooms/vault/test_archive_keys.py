"""An archive with a key in it is no backup: it is known, named and refused."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.shop import MONDAY, Shop, shop
from janji.cli.backups import looked_through
from janji.cli.doctor_machine import keys_in_backups
from janji.kit.errors import JanjiError
from janji.kit.postgres import Server
from janji.kit.text import say
from janji.vault import backup, restore
from janji.vault.archive import writing
from janji.vault.archive_keys import first_key, keys_below
from janji.vault.backup import Made

WORDS = "mie ayam tanpa bawang"
NUMBER = "+6281200000001"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        found.says(found.person(NUMBER), WORDS)
        yield found


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def taken(ramen: Shop) -> Made:
    home = ramen.home
    return backup.make(ramen.owner_url, home / "media", home / "backups", MONDAY, silent)


def packed(home: Path, target: Path, mode: Any, *folders: str) -> Path:
    """What somebody makes of a home with another program."""
    target.parent.mkdir(exist_ok=True)
    with tarfile.open(target, mode) as tar:
        for name in folders:
            tar.add(home / name, f"janji/{name}")
    return target


def test_our_own_backup_is_read_back_and_has_no_key(ramen: Shop) -> None:
    made = taken(ramen)
    looked_through(made.path)
    assert made.path.exists()
    assert first_key(made.path) is None
    assert [one.name for one in keys_in_backups(ramen.home)] == ["backup_keyless"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
@pytest.mark.parametrize("folder", ["keyring", "keys", "secrets"])
def test_an_archive_of_a_home_is_refused_by_restore_and_reported_by_the_doctor(
    ramen: Shop, server: Server, mode: str, folder: str
) -> None:
    archive = packed(ramen.home, ramen.home / "backups" / "home.tar", mode, "clock", folder)
    owner_url, _ = server.fresh_database("never_filled")
    judge = restore.judge_of(ramen.house, MONDAY)
    with pytest.raises(JanjiError, match=r"vault\.archive_with_keys") as refused:
        restore.load(owner_url, archive, None, judge, MONDAY, silent)
    assert str(refused.value.values["key"]).startswith(f"janji/{folder}/")
    assert "destroy every copy" in say(refused.value.code, "en", **refused.value.values)
    [finding] = keys_in_backups(ramen.home)
    assert (finding.name, finding.state) == ("backup_with_keys", "needs")
    assert finding.values["first"].startswith(f"home.tar: janji/{folder}/")
    for language in ("id", "en"):
        assert "home.tar" in say("cli.doctor.backup_with_keys", language, **finding.values)


def test_a_key_is_known_by_its_bytes_wherever_it_lies(ramen: Shop, tmp_path: Path) -> None:
    log = next((ramen.home / "keyring").rglob("*.log"))
    hidden = tmp_path / "hidden.tar"
    with tarfile.open(hidden, "w") as tar:
        tar.add(log, "data/holiday.jpg")
    assert first_key(hidden) == "data/holiday.jpg"


def test_a_copied_folder_of_keys_among_the_backups_is_reported(ramen: Shop) -> None:
    made = taken(ramen)
    shutil.copytree(ramen.home / "keys", made.path.parent / "old" / "keys")
    found = dict(keys_below(made.path.parent))
    assert found
    assert made.path not in found
    [finding] = keys_in_backups(ramen.home)
    assert finding.values["n"] == len(found)
    assert finding.values["first"].startswith("old/keys/")


def test_a_backup_into_which_a_key_slipped_is_removed_and_said(ramen: Shop) -> None:
    target = ramen.home / "backups" / "janji-20260309T030000Z.janji"
    kek = next((ramen.home / "keys").rglob("*.kek"))
    with writing(target) as archive, archive.member(f"data/{kek.name}") as (room, _):
        room.write(kek.read_bytes())
    assert target.exists()
    with pytest.raises(JanjiError, match=r"vault\.archive_with_keys"):
        looked_through(target)
    assert not target.exists()


def test_a_broken_archive_with_a_key_is_still_known(ramen: Shop) -> None:
    whole = packed(ramen.home, ramen.home / "backups" / "home.tar", "w", "keyring")
    whole.write_bytes(whole.read_bytes()[:-2000])
    assert (first_key(whole) or "").startswith("janji/keyring/")
    whole.write_bytes(b"a letter")
    assert first_key(whole) is None
