"""A backup archive: one compressed tar, written front to back, checked before it is believed.

    data/<table>.copy   rows as PostgreSQL's COPY text
    media/<path>        sealed files as they lie
    manifest.json       last: what is inside, how many rows, a SHA-256 of each member

Everything of a person in it is sealed; keys, secrets and the erasure journal are never in it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from janji.kit.errors import JanjiError
from janji.vault.archive_keys import first_key
from janji.vault.durable import sync_folder

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


@dataclass
class TableFacts:
    """One table in an archive."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass
class Manifest:
    """What an archive says of itself. businesses: id → policy hash; schema: file → digest."""

    format: int
    made_at: str
    schema: dict[str, str]
    businesses: dict[str, str]
    left_out: list[str]
    tables: dict[str, TableFacts] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)


class Writer:
    """Writes members one after another; each gets its digest."""

    def __init__(self, tar: tarfile.TarFile, folder: Path) -> None:
        self._tar, self._folder = tar, folder

    @contextmanager
    def member(self, name: str) -> Iterator[tuple[IO[bytes], list[str]]]:
        """(a file to write into, a list that holds the digest once the block has ended).

        A tar needs the length first, so the member waits in a nameless file beside the archive.
        """
        digest: list[str] = []
        with tempfile.TemporaryFile(dir=self._folder) as room:
            yield room, digest
            size = room.tell()
            room.seek(0)
            digest.append(hashlib.file_digest(room, "sha256").hexdigest())
            room.seek(0)
            facts = tarfile.TarInfo(name)
            facts.size, facts.mode = size, 0o600
            self._tar.addfile(facts, room)


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """An archive at *target*: whole and durable after the block, or not there at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with (
                gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=3) as thin,
                tarfile.open(fileobj=thin, mode="w|") as tar,
            ):
                yield Writer(tar, target.parent)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member in order: name and bytes to read before asking for the next."""
    with tarfile.open(archive, mode="r|gz") as tar:
        for facts in tar:
            content = tar.extractfile(facts)
            if content is not None:
                yield facts.name, content


def read_manifest(archive: Path) -> Manifest:
    """The manifest, after every member was compared with its digest.

    Raises: JanjiError vault.archive_with_keys when there is a key in it, vault.archive_damaged when
    a member is missing, extra or different, vault.archive_unknown when another version of the
    product wrote it.
    """
    if (key := first_key(archive)) is not None:
        raise JanjiError("vault.archive_with_keys", archive=archive.name, key=key)
    try:
        found, written = digests(archive)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as broken:
        raise JanjiError("vault.archive_damaged", archive=archive.name) from broken
    manifest = parsed(written, archive)
    wanted = {f"data/{name}.copy": table.sha256 for name, table in manifest.tables.items()}
    wanted |= {f"media/{path}": digest for path, digest in manifest.media.items()}
    if wanted != found:
        raise JanjiError("vault.archive_damaged", archive=archive.name)
    return manifest


def digests(archive: Path) -> tuple[dict[str, str], bytes]:
    """The digest of every member, and the manifest as written."""
    found: dict[str, str] = {}
    written = b""
    for name, content in members(archive):
        if name == MANIFEST:
            written = content.read()
        else:
            found[name] = digest_of(content)
    return found, written


def parsed(written: bytes, archive: Path) -> Manifest:
    """The manifest in *written*."""
    try:
        facts = json.loads(written)
        if facts["format"] != FORMAT:
            raise JanjiError("vault.archive_unknown", archive=archive.name)
        tables = {name: TableFacts(**table) for name, table in facts.pop("tables").items()}
        return Manifest(**facts, tables=tables)
    except (ValueError, KeyError, TypeError) as broken:
        raise JanjiError("vault.archive_damaged", archive=archive.name) from broken


def digest_of(content: IO[bytes]) -> str:
    """SHA-256 of what is left to read."""
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def spelled(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
