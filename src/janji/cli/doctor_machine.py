"""What the doctor asks of this machine: programs, disk, keys, secrets, backups. Changes nothing."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from janji.cli.doctor_finding import Finding, fine, needs, unsure
from janji.kit.settings import Settings
from janji.vault import backup
from janji.vault.archive_keys import keys_below

OLDEST_PYTHON = (3, 11)
LEAST_FREE = 2 * 10**9  # bytes: some days of a busy shop, a backup and PostgreSQL's own room
HISTORIES = ("btrfs", "zfs", "nilfs2", "bcachefs", "overlay")  # overwriting leaves the old bytes


def machine(settings: Settings, now: datetime, backed_up: datetime | None) -> list[Finding]:
    """Everything that can be seen without a database or a network.

    backed_up: the newest backup the ledger knows of.
    """
    return [
        python(),
        disk(settings.home),
        keyring(settings.home),
        keyring_volume(settings.home),
        secrets(settings),
        last_backup(settings.home, now, backed_up),
        *keys_in_backups(settings.home),
        erasures(settings.home),
    ]


def python() -> Finding:
    """The interpreter and the system under it."""
    found = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return needs("python_old", found=found)
    if not sys.platform.startswith("linux"):
        return unsure("platform", found=platform.system())
    return fine("python", found=found, system=platform.system())


def disk(home: Path) -> Finding:
    """Room where the state lives."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    words = {"folder": str(home), "free": f"{free / 1e9:.1f}"}
    return fine("disk", **words) if free >= LEAST_FREE else needs("disk_full", **words)


def keyring(home: Path) -> Finding:
    """Keys are there, for their owner alone, and not where backups go."""
    ring, keys = home / "keyring", home / "keys"
    if not ring.is_dir():
        return unsure("keyring_unborn")
    if not any(keys.rglob("*.kek")):
        return needs("keyring_lost", folder=str(keys))
    if open_to_others([ring, keys, *keys.rglob("*.kek")]):
        return needs("keyring_open", folder=str(keys))
    copies = (home / "backups").resolve()
    if copies == keys.resolve() or copies in keys.resolve().parents:
        return needs("keyring_in_backup", folder=str(keys))
    return fine("keyring", folder=str(keys))


def keyring_volume(home: Path) -> Finding:
    """Whether overwriting really overwrites where the keys lie, and whether a mirror is there."""
    kind = file_system(home / "keys")
    if kind in HISTORIES:
        return needs("keyring_history", kind=kind, folder=str(home / "keys"))
    return unsure("keyring_copy", kind=kind or "?")


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The kind of file system *folder* is on."""
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return None
    place, found = folder.resolve(), None
    longest = -1
    for _, mount, kind, *_ in lines:
        path = Path(mount)
        if (path == place or path in place.parents) and len(mount) >= longest:
            found, longest = kind, len(mount)
    return found


def secrets(settings: Settings) -> Finding:
    """Secrets are readable by their owner alone."""
    folder = settings.home / "secrets"
    named = [
        Path(value)
        for name, value in settings.secrets.environ.items()
        if name.startswith("JANJI_") and name.endswith("_FILE") and name != "JANJI_CLOCK_FILE"
    ]
    there = [path for path in (folder, *folder.glob("*"), *named) if path.exists()]
    wide = open_to_others(there)
    if wide:
        return needs("secrets_open", n=len(wide), first=str(wide[0]))
    return fine("secrets", n=len(there)) if there else unsure("secrets_none")


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Those that somebody other than their owner may read or enter."""
    return [path for path in paths if path.stat().st_mode & 0o077]


def last_backup(home: Path, now: datetime, known: datetime | None) -> Finding:
    """How old the newest backup is."""
    times = [one for one in (backup.newest(home / "backups"), known) if one is not None]
    if not times:
        return needs("backup_none")
    hours = int((now - max(times)).total_seconds() // 3600)
    return (
        fine("backup", hours=hours)
        if now - max(times) <= backup.LATE
        else needs("backup_old", hours=hours)
    )


def keys_in_backups(home: Path) -> list[Finding]:
    """Whether anything in the folder of backups is a key, or an archive with one."""
    folder = home / "backups"
    if not folder.is_dir():
        return []
    found = [(path.relative_to(folder).as_posix(), key) for path, key in keys_below(folder)]
    if not found:
        return [fine("backup_keyless")]
    place, key = found[0]
    first = place if place == key else f"{place}: {key}"
    return [needs("backup_with_keys", first=first, n=len(found))]


def erasures(home: Path) -> Finding:
    """The journal of erasures, without which a restore would not know who must stay erased."""
    journal = home / "erasures" / "erasures.jsonl"
    return fine("journal") if journal.exists() else fine("journal_empty")
