"""Lines that are only ever added: each durable before the call returns, whole or not there.

A line counts once its end is written. What a crash left behind the last end was never
acknowledged: it is not read, and the next line takes its place.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from janji.kit.errors import JanjiError
from janji.vault.durable import make_folder, sync_folder

END = b"\n"


def add(path: Path, line: Mapping[str, object]) -> None:
    """Append *line* as JSON, synced; the file and its folder are made for their owner only."""
    make_folder(path.parent)
    made = not path.exists()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(file.read().rfind(END) + 1)
        file.write(json.dumps(line, sort_keys=True).encode() + END)
        file.flush()
        os.fsync(file)
    if made:
        sync_folder(path.parent)


def read(path: Path, damaged: str) -> list[dict[str, Any]]:
    """Every line, oldest first; none where nothing was ever added.

    Raises: JanjiError *damaged*, with the number of a line that is none.
    """
    if not path.exists():
        return []
    found = []
    for number, row in enumerate(path.read_bytes().split(END)[:-1], 1):
        try:
            found.append(json.loads(row))
        except ValueError as fault:
            raise JanjiError(damaged, line=number) from fault
    return found
