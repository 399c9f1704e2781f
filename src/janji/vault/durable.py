"""Files that are there, or are gone, after any crash: write, sync, overwrite, remove."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

Step = Callable[[str], None]  # told after each step that a crash could follow


def unwatched(_step: str) -> None:
    """The step watcher of normal life: nobody watches."""


def write_new(path: Path, data: bytes) -> None:
    """Create *path*, readable by its owner only, with *data* synced to the disk.

    The name itself is durable after `sync_folder`. Raises: FileExistsError.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable: those created, renamed and removed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make *folder* for its owner only, durable with every parent it needed."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def overwrite(path: Path) -> None:
    """Put zeros over the bytes of *path* where they lie, synced.

    Removing a file only forgets its name; the bytes stay on the disk until something else needs
    the room. Copy-on-write file systems and snapshots keep older bytes whatever we write.
    """
    with path.open("r+b", buffering=0) as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        os.fsync(file.fileno())


def generations(folder: Path, suffix: str) -> dict[str, set[int]]:
    """The files `<name>.<number><suffix>` of *folder*, as name → numbers."""
    found: dict[str, set[int]] = {}
    for entry in os.scandir(folder):
        if entry.name.endswith(suffix):
            name, _, number = entry.name.removesuffix(suffix).rpartition(".")
            if number.isdigit():
                found.setdefault(name, set()).add(int(number))
    return found
