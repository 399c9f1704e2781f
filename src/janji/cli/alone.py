"""One at a time in a folder: a lock that ends with its process, whatever ended it."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from janji.kit.errors import JanjiError


def hold(lock: Path, code: str, folder: Path) -> IO[bytes]:
    """Hold the file *lock* until it is closed. Raises: JanjiError *code* when another process does.

    What an earlier holder wrote into it is still there to be read.
    """
    file = lock.open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise JanjiError(code, folder=folder) from None
    file.seek(0)
    return file
