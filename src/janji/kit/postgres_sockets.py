"""Short folders for the servers' sockets, and who clears up after a server that was killed.

A socket's path may have 107 characters, so each data folder has a short folder of its own in a
place that is always there. Whoever starts a server holds a lock on that folder until the server's
own lock file stands in it; whoever clears up takes the same lock, so neither gets in the way.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.kit.postgres_binaries import Account
from janji.kit.postgres_folders import short_hash

SOCKETS = Path("/tmp")  # noqa: S108 - short, always there; our folder in it is 0700 and checked
NAME = f"janji-{'[0-9a-f]' * 12}"
LOCKS = ".s.PGSQL.*.lock"


def socket_place(data: Path) -> Path:
    """Where the socket folder of *data* is."""
    return SOCKETS / f"janji-{short_hash(data)}"


def socket_folder(data: Path, account: Account | None) -> Path:
    """The socket folder of *data*, made if need be.

    Raises: JanjiError kit.postgres_sockets when somebody else's folder is in its place.
    """
    folder = socket_place(data)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not private(folder.lstat(), account):
        raise JanjiError("kit.postgres_sockets", folder=folder)
    if account:
        os.chown(folder, account.user, account.group, follow_symlinks=False)
    return folder


def private(found: os.stat_result, account: Account | None) -> bool:
    """Whether this is a folder of ours, or of the server's account, that nobody else can enter."""
    owners = {os.geteuid(), account.user} if account else {os.geteuid()}
    return stat.S_ISDIR(found.st_mode) and found.st_uid in owners and not found.st_mode & 0o077


@contextmanager
def moving_in(data: Path, account: Account | None) -> Iterator[Path]:
    """The socket folder of *data*, which nobody clears away while this lasts."""
    while True:
        with suppress(FileNotFoundError):  # it was cleared away just now: make it again
            folder = socket_folder(data, account)
            handle = opened(folder)
            break
    try:
        yield folder
    finally:
        os.close(handle)


def opened(folder: Path) -> int:
    """A handle that holds *folder*. Raises: FileNotFoundError when it was removed meanwhile."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        if os.fstat(handle).st_ino != folder.lstat().st_ino:
            raise FileNotFoundError(folder)
    except BaseException:
        os.close(handle)
        raise
    return handle


def clear_deserted(account: Account | None, place: Path = SOCKETS) -> int:
    """Remove the socket folders in *place* whose servers are dead; how many went.

    Only ours and the server's account's; a folder that somebody is moving into stays.
    """
    gone = 0
    for folder in place.glob(NAME):
        with suppress(OSError):  # somebody else clears the same, or moves in
            if private(folder.lstat(), account):
                gone += cleared(folder)
    return gone


def clear_place(data: Path) -> None:
    """Remove the socket folder of *data* after its server has gone, however it went."""
    with suppress(OSError):  # it is gone already, or somebody moves in
        cleared(socket_place(data))


def cleared(folder: Path) -> bool:
    """Remove *folder* when it is nobody's; whether it was."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if any(served(lock) for lock in folder.glob(LOCKS)):
            return False
        for path in folder.glob(".s.PGSQL.*"):
            path.unlink()
        folder.rmdir()
    finally:
        os.close(handle)
    return True


def served(lock: Path) -> bool:
    """Whether the server that wrote this lock file is alive: it works in the folder it wrote down.

    Where that cannot be looked up, any live process of that number is taken for it.
    """
    number, data, *_ = [*lock.read_text(encoding="utf-8").split("\n"), ""]
    if not number.strip().isdigit():
        return True
    process = Path("/proc") / number.strip()
    if not Path("/proc/self/cwd").exists():
        return running(int(number))
    with suppress(OSError):  # gone, a zombie, or somebody else's
        return (process / "cwd").readlink() == Path(data)
    return False


def running(number: int) -> bool:
    """Whether any process has this number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
