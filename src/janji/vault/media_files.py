"""Media customers send, sealed file by file: <media>/<business>/<class>/<day>/<record>-<number>.

The folder of a day goes with the day; a person's files go one by one. Names carry random ids
and days, nothing of the person. What we do not know is kept apart, sealed the same way, with
the ending ".quarantine", and is handed out only when asked for as such.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from janji.kit.errors import JanjiError, Refused
from janji.vault.durable import make_folder, sync_folder, write_new
from janji.vault.key_names import Gone
from janji.vault.media_kinds import MediaKind, agrees, kind_of
from janji.vault.pictures import PictureLimits, redrawn
from janji.vault.seal import Sealer

PLAIN_WORD = re.compile(r"[a-z][a-z0-9_-]*")
QUARANTINE = ".quarantine"
OPEN = "open"  # the folder of files without a fixed end
MOST_BYTES = 16 << 20  # the most WhatsApp carries for sound and film


class MediaPlace(NamedTuple):
    """Where one file belongs: number counts the files of one record from 0.

    cls, day: of the key that seals it, which its path tells; its row may lie in an earlier day.
    """

    person: UUID
    cls: str
    day: date | None
    record_id: UUID
    number: int = 0

    @staticmethod
    def at(path: str, person: UUID, record: UUID, number: int) -> MediaPlace:
        """The place of a kept file, by the path that `Stored` told."""
        _, cls, day, _ = path.split("/")
        return MediaPlace(
            person, cls, None if day == OPEN else date.fromisoformat(day), record, number
        )


@dataclass(frozen=True)
class Stored:
    """A file that was kept.

    path: relative to the media folder, to be remembered by the record. size: bytes of what can
    be opened again. refused: why it lies in quarantine, or None.
    """

    path: str
    content_type: str
    size: int
    refused: Refused | None = None


@dataclass(frozen=True)
class Media:
    """An opened file."""

    content_type: str
    content: bytes


class MediaFiles:
    """The sealed media of one business."""

    def __init__(
        self,
        folder: Path,
        sealer: Sealer,
        *,
        most_bytes: int = MOST_BYTES,
        pictures: PictureLimits | None = None,
    ) -> None:
        self._folder, self._sealer = folder, sealer
        self._most_bytes, self._pictures = most_bytes, pictures or PictureLimits()

    def put(self, place: MediaPlace, content: bytes, content_type: str) -> Stored | Refused:
        """Keep a file for *place*, durable when this returns; pictures are drawn anew first.

        A file whose bytes are of no kind we know, or not what it claims, goes to quarantine
        (Stored.refused says why). Refused vault.media_too_large: nothing is kept.
        Raises: JanjiError vault.key_missing when the keys of the place do not live.
        """
        if len(content) > self._most_bytes:
            return Refused("vault.media_too_large", {"bytes": self._most_bytes})
        checked = self._checked(content, content_type)
        if isinstance(checked, Refused):
            plain = "application/octet-stream"
            return self._write(place, plain, content, checked)
        kind, clean = checked
        return self._write(place, kind.content_type, clean, None)

    def open(self, place: MediaPlace, *, quarantined: bool = False) -> Media | Gone:
        """The file of *place*, or Gone with its keys or when it was removed.

        quarantined: ask for what was refused, for a person who knows what they do.
        Raises: Tampered when the file is not what was sealed for the place.
        """
        try:
            sealed = (self._folder / self._path(place, quarantined)).read_bytes()
        except FileNotFoundError:
            return Gone("file")
        opened = self._sealer.open(*self._sealed_as(place, quarantined), sealed)
        if isinstance(opened, Gone):
            return opened
        content_type, _, content = opened.partition(b"\n")
        return Media(content_type.decode(), content)

    def copy(self, source: MediaPlace, target: MediaPlace) -> Stored | Gone:
        """The file of *source* kept for *target* too, sealed anew; Gone when it does not open."""
        found = self.open(source)
        if isinstance(found, Gone):
            return found
        return self._write(target, found.content_type, found.content, None)

    def drop_day(self, cls: str, day: date | None) -> int:
        """Remove every file of the class and day; how many there were."""
        folder = self._folder / self._day_folder(cls, day)
        if not folder.is_dir():
            return 0
        count = sum(1 for path in folder.iterdir() if path.suffix != ".part")
        shutil.rmtree(folder)
        sync_folder(folder.parent)
        return count

    def days(self) -> list[tuple[str, date | None]]:
        """The class and day of every folder of files."""
        found = (self._folder / str(self._sealer.business)).glob("*/*")
        return [
            (path.parent.name, None if path.name == OPEN else date.fromisoformat(path.name))
            for path in sorted(found)
            if path.is_dir()
        ]

    def drop_person(self, paths: Iterable[str]) -> int:
        """Remove the files at *paths* (as `Stored.path` told); how many were still there."""
        found = [path for path in map(self._known, paths) if path.exists()]
        for path in found:
            path.unlink()
        for folder in {path.parent for path in found}:
            sync_folder(folder)
        return len(found)

    def _checked(self, content: bytes, content_type: str) -> tuple[MediaKind, bytes] | Refused:
        kind = kind_of(content)
        if kind is None:
            return Refused("vault.media_unknown")
        if not agrees(content_type, kind):
            return Refused("vault.media_disguised", {"found": kind.content_type})
        if kind.family != "picture":
            return kind, content
        clean = redrawn(content, self._pictures)
        return clean if isinstance(clean, Refused) else (kind, clean)

    def _write(
        self, place: MediaPlace, content_type: str, content: bytes, refused: Refused | None
    ) -> Stored:
        name = self._path(place, refused is not None)
        body = content_type.encode() + b"\n" + content
        sealed = self._sealer.seal(*self._sealed_as(place, refused is not None), body)
        path = self._folder / name
        make_folder(path.parent)
        replace_file(path, sealed)
        return Stored(name, content_type, len(content), refused)

    def _sealed_as(
        self, place: MediaPlace, quarantined: bool
    ) -> tuple[UUID, str, date | None, str, UUID]:
        kind = f"media.{place.number}" + (QUARANTINE if quarantined else "")
        return place.person, place.cls, place.day, kind, place.record_id

    def _path(self, place: MediaPlace, quarantined: bool) -> str:
        name = f"{place.record_id}-{place.number}" + (QUARANTINE if quarantined else "")
        return f"{self._day_folder(place.cls, place.day)}/{name}"

    def _day_folder(self, cls: str, day: date | None) -> str:
        if not PLAIN_WORD.fullmatch(cls):
            raise JanjiError("vault.media_place", cls=cls)
        return f"{self._sealer.business}/{cls}/{day.isoformat() if day else OPEN}"

    def _known(self, name: str) -> Path:
        """The path *name* inside this business's folder. Raises: JanjiError vault.media_place."""
        home = self._folder / str(self._sealer.business)
        path = self._folder / name
        if ".." in path.parts or home not in path.parents:
            raise JanjiError("vault.media_place", cls="?")
        return path


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* at *path*, whole or not at all, durable."""
    part = path.with_name(path.name + ".part")
    with suppress(FileNotFoundError):
        part.unlink()
    write_new(part, content)
    part.rename(path)
    sync_folder(path.parent)
