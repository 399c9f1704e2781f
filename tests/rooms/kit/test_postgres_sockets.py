"""The short folders of the servers' sockets: whose they are, and who takes them away."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from janji.kit import postgres_sockets as sockets
from janji.kit.postgres import start


@contextmanager
def sleeper(folder: Path) -> Iterator[int]:
    """A process that works in *folder*, as every process of a server does."""
    with subprocess.Popen(["/bin/sleep", "60"], cwd=folder) as child:
        try:
            yield child.pid
        finally:
            child.kill()


def left(place: Path, letter: str, lock: str = "") -> Path:
    """A socket folder as a server leaves it that was killed."""
    folder = place / f"janji-{letter * 12}"
    folder.mkdir(mode=0o700)
    if lock:
        (folder / ".s.PGSQL.5432").touch()
        (folder / ".s.PGSQL.5432.lock").write_text(lock, encoding="utf-8")
    return folder


def dead_number() -> int:
    with subprocess.Popen(["/bin/true"]) as child:
        child.wait()
    return child.pid


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sockets").mkdir()
    return tmp_path / "sockets"


def test_a_clean_stop_leaves_no_socket_folder(home: Path) -> None:
    server = start(home, fsync=False)
    folder = server.cluster.sockets()
    assert (folder / ".s.PGSQL.5432").exists()
    server.stop()
    assert not folder.exists()


def test_folders_of_dead_servers_go_and_those_of_the_living_stay(
    place: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with sleeper(data) as alive:
        dead = left(place, "a", f"{dead_number()}\n{data}\n")
        reused = left(place, "b", f"{os.getpid()}\n{data}\n")
        living = left(place, "c", f"{alive}\n{data}\n")
        empty = left(place, "d")
        assert sockets.clear_deserted(None, place) == 3
        assert [one.exists() for one in (dead, reused, empty)] == [False] * 3
        assert (living / ".s.PGSQL.5432").exists()
    assert sockets.clear_deserted(None, place) == 1
    assert list(place.iterdir()) == []


def test_a_folder_that_somebody_moves_into_is_left(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SOCKETS", place)
    with sockets.moving_in(tmp_path / "data", None) as folder:
        assert sockets.clear_deserted(None, place) == 0
        assert folder.exists()
    assert sockets.clear_deserted(None, place) == 1
    assert not folder.exists()


def test_what_is_not_ours_to_clear_is_left(place: Path, tmp_path: Path) -> None:
    lock = f"{dead_number()}\n{tmp_path}\n"
    wide, strange, unread = left(place, "a", lock), left(place, "b", lock), left(place, "c", "?")
    wide.chmod(0o755)
    (strange / "notes.txt").write_text("mine", encoding="utf-8")
    link = place / f"janji-{'d' * 12}"
    link.symlink_to(tmp_path)
    other = place / "janji-not-a-place"
    other.mkdir(mode=0o700)
    sockets.clear_deserted(None, place)
    assert (wide / ".s.PGSQL.5432.lock").exists()
    assert (strange / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (unread / ".s.PGSQL.5432.lock").exists()
    assert link.is_symlink()
    assert other.exists()
