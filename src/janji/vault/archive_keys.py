"""Whether something that may be copied anywhere holds a key: then nothing in it stays deleted.

Known by where it lay in a home, by its name, or by how its bytes begin; so also in an archive that
somebody made of a whole home with another program.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from janji.vault.keyring_log import HEADER
from janji.vault.keyring_shard import MAGIC

FOLDERS = frozenset(("keyring", "keys", "secrets"))  # of a home: see ARCHITECTURE, data at rest
OURS = ("data", "media")  # the folders of an archive that the product made
ENDINGS = (".kek",)
BEGINNINGS = (MAGIC, HEADER)
LOOK = max(map(len, BEGINNINGS))  # bytes


def is_key(name: str, beginning: bytes) -> bool:
    """Whether a file *name* that starts with *beginning* is a key, of a keyring or a secret."""
    parts = PurePosixPath(name).parts
    lay_there = parts[:1] not in [(one,) for one in OURS] and bool(FOLDERS & set(parts[:-1]))
    return lay_there or name.endswith(ENDINGS) or beginning.startswith(BEGINNINGS)


def first_key(path: Path) -> str | None:
    """The first key in the file or archive *path*, by its name there; None: there is none.

    Archives are tar, plain or compressed; one that breaks off is read as far as it goes.
    """
    with path.open("rb") as file:
        if is_key(path.name, file.read(LOOK)):
            return path.name
    with (
        suppress(tarfile.TarError, EOFError, OSError, zlib.error),
        tarfile.open(path, "r|*") as tar,
    ):
        for facts in tar:
            content = tar.extractfile(facts)
            if content is not None and is_key(facts.name, content.read(LOOK)):
                return facts.name
    return None


def keys_below(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file below *folder* that is a key or an archive with one, and the key's name there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            place = path.relative_to(folder).as_posix()
            if FOLDERS & set(path.relative_to(folder).parts[:-1]):
                yield path, place
            elif (found := first_key(path)) is not None:
                yield path, found
