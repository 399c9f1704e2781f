"""Folders and files of the server's: ours or the account's, never open to others."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from janji.kit.postgres_binaries import Account


def make_home(home: Path, account: Account | None) -> None:
    """Make *home* if it is not there, so that only we enter it, and *account*'s group may pass.

    A folder that was there before, and every parent, keeps its permissions.
    """
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        own_folder(home, account, mode=0o710 if account else 0o700, given=False)


def own_folder(
    folder: Path, account: Account | None, *, mode: int = 0o700, given: bool = True
) -> None:
    """Make *folder* of ours; *given* to the account, otherwise kept and shared with its group."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.user if given else -1, account.group, follow_symlinks=False)
    folder.chmod(mode)


def own_file(path: Path, content: str, account: Account | None) -> Path:
    """Write *content* to *path*, mode 0600, given to the account.

    The rename replaces a symbolic link instead of following it: root writes in folders that the
    account owns.
    """
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(content)
        if account:
            os.fchown(number, account.user, account.group)
    return fresh.replace(path)


def short_hash(path: Path) -> str:
    """Twelve characters that stand for *path*."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
