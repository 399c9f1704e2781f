"""Where the readers of a keyring put their sockets, and who clears up after the killed.

A socket's path may have about 100 bytes, so sockets are in short folders of this user outside the
keyring. A process that is killed leaves its socket there; nobody answers it, and that is how it
is known.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from janji.kit.errors import JanjiError

YOUNG = 60.0  # seconds in which an empty folder may belong to somebody who is just moving in


def runtime_folder(keyring: Path) -> Path:
    """A short folder for sockets, the same for every process of this user and keyring.

    Raises: JanjiError vault.runtime_folder when somebody else owns or can enter it.
    """
    return own_folder(base() / runtime_name(keyring))


def runtime_name(keyring: Path) -> str:
    """What that folder is called: the keyring's own path may be long, so it is hashed into it."""
    mark = hashlib.sha256(str(keyring.resolve()).encode()).hexdigest()[:16]
    return f"janji-{os.getuid()}-{mark}"


def base() -> Path:
    """The folder in which this user's short folders are."""
    own = Path(f"/run/user/{os.getuid()}")
    return own if os.access(own, os.W_OK) else Path("/tmp")  # noqa: S108 - checked in own_folder


def own_folder(folder: Path) -> Path:
    """*folder*, made if need be, that only this user can enter.

    Raises: JanjiError vault.runtime_folder when somebody else owns or can enter it.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not private(folder.lstat()):
        raise JanjiError("vault.runtime_folder", folder=str(folder))
    return folder


def private(found: os.stat_result) -> bool:
    """Whether this is a folder of this user that nobody else can enter."""
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def clear_deserted(beside: Path, fresh: Path) -> int:
    """Remove this user's socket folders *beside* ours whose processes are all dead; how many went.

    fresh: a file written just now, which says how late it is. A folder that anybody lives in, or
    is just moving into, stays.
    """
    gone = 0
    for folder in beside.parent.glob(f"janji-{os.getuid()}-{'[0-9a-f]' * 16}"):
        with suppress(OSError):  # another process clears the same, or somebody lives there
            found = folder.lstat()
            if private(found) and cleared(folder, fresh.stat().st_mtime - found.st_mtime > YOUNG):
                folder.rmdir()
                gone += 1
    return gone


def cleared(folder: Path, old: bool) -> bool:
    """Remove the sockets in *folder* that nobody answers; whether it can go."""
    places = list(folder.iterdir())
    for path in places:
        if deserted(path):
            path.unlink(missing_ok=True)
    return bool(places) or old


def deserted(path: Path) -> bool:
    """Whether *path* is a socket whose process is dead."""
    if not stat.S_ISSOCK(path.lstat().st_mode):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(str(path))
        except ConnectionRefusedError:
            return True
    return False
