"""Put a new business's files in place: checked first, then there all at once or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from janji.kit.errors import JanjiError


def placed(
    businesses: Path, slug: str, files: dict[str, str], good: Callable[[Path], object]
) -> Path:
    """Write *files* as businesses/<slug>, once *good* has nothing against the folder.

    The folder is made aside, where nobody takes it for a business, and renamed when complete; an
    interruption leaves nothing. Raises: JanjiError policy.start.taken, and whatever *good* raises.
    """
    target = businesses / slug
    if os.path.lexists(target):
        raise JanjiError("policy.start.taken", 409, slug=slug)
    with aside(businesses) as room:
        folder = room / slug
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        good(folder)
        take_place(folder, target)
    return target


def take_place(folder: Path, target: Path) -> None:
    """Rename, unless somebody made the same folder meanwhile."""
    try:
        target.mkdir()
    except FileExistsError:
        raise JanjiError("policy.start.taken", 409, slug=target.name) from None
    try:
        folder.rename(target)  # over the empty folder just made: in one step
    except BaseException:
        target.rmdir()
        raise


@contextmanager
def aside(businesses: Path) -> Iterator[Path]:
    """A room beside the businesses, on the same disk, gone at the end whatever happens."""
    businesses.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".new-", dir=businesses))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
