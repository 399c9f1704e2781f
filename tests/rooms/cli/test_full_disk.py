"""A full disk: the door refuses, loses nothing it said yes to, and goes on when there is room."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fakes.twin import free_port
from janji.cli import trouble
from janji.kit.postgres_cluster import until
from rooms.cli.test_run_ends import LONGEST, at_work, kept, running, writes

SIZE = "200m"
LONG = "panjang " * 180


@pytest.fixture
def small() -> Iterator[Path]:
    """A file system of its own that is soon full, which the server's account can enter."""
    place, mount = Path(tempfile.mkdtemp(prefix="janji-small-")), shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "janji-small", str(place)]
    try:
        if (
            not mount
            or subprocess.run([mount, *options], stderr=subprocess.DEVNULL, check=False).returncode
        ):
            pytest.skip("a small file system can only be mounted by root")
        try:
            yield place
            assert until(lambda: at_work(place / "home") == [], LONGEST)
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
    finally:
        place.rmdir()


def fill(path: Path) -> None:
    """Write until nothing more goes in."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        for size in (1 << 16, 1 << 12):
            while written(file, size):
                pass
    finally:
        os.close(file)


def written(file: int, size: int) -> bool:
    """Whether there was room for *size* bytes more."""
    try:
        return os.write(file, bytes(size)) > 0
    except OSError as full:
        if full.errno != errno.ENOSPC:
            raise
        return False


@pytest.mark.crash
def test_while_the_disk_is_full_messages_are_refused_and_none_is_lost(small: Path) -> None:
    home, port, full = small / "home", free_port(), small / "full"
    with running(home, port) as first:
        yes = [n for n in range(20) if writes(port, n) == 200]
        assert len(yes) == 20
        fill(full)
        answers = {n: writes(port, n, LONG) for n in range(100, 300)}
        assert set(answers.values()) <= {200, 503}
        assert 503 in answers.values(), "the disk was never full"
        yes += [n for n, answer in answers.items() if answer == 200]
        assert first.poll() is None
        full.unlink()
        assert until(lambda: writes(port, 400) == 200, LONGEST)
        fill(full)
        first.kill()
        assert until(lambda: at_work(home) == [], LONGEST)
    full.unlink()
    with running(home, port) as second:
        assert kept(home) == len(yes) + 1
        second.terminate()
        assert second.wait(LONGEST) == 0


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded", "/srv/janji/keyring"),
        psycopg.errors.DiskFull("could not extend file"),
    ],
)
def test_no_room_is_told_in_words_and_not_as_a_fault_nobody_knows(
    fault: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, word in (("id", "Disk penuh"), ("en", "The disk is full")):
        trouble.tell(fault, language)
        assert word in capsys.readouterr().err
