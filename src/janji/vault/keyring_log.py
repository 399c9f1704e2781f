"""The append-only log of new keys of one business: one write and one sync for a whole batch.

Each entry is sealed under the KEK of the shard it belongs to, so it dies with that KEK. A batch
is a frame with a checksum. What a crash tore off at the end was never acknowledged and is
ignored; anything else that does not check is damage and is said.
"""

from __future__ import annotations

import os
import struct
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from janji.kit.errors import JanjiError
from janji.vault.durable import Step, generations, sync_folder, write_new
from janji.vault.keyring_marks import Marks
from janji.vault.keyring_shard import NONCE, RECORD, Shard, bound_to

HEADER = b"janjilg1"
COUNT = struct.Struct(">I")
CHECKSUM = 8
FRAME_HEAD = COUNT.size + CHECKSUM  # how many entries, and a checksum of that
ENTRY_HEAD = struct.Struct(">HQ")
ENTRY = ENTRY_HEAD.size + NONCE + RECORD + 16


class Entry(NamedTuple):
    """One new key as it stands in the log: still sealed."""

    shard: int
    generation: int
    sealed: bytes


class NewKeys:
    """The newest log of one business. Every method wants the business's lock held."""

    def __init__(self, folder: Path, marks: Marks, step: Step) -> None:
        self._folder, self._marks, self._step = folder, marks, step
        self._file = -1
        self.number = 0
        self.end = 0

    def open_newest(self) -> None:
        """Start reading the log with the highest number from its beginning; drop lower ones.

        Raises: JanjiError vault.keyring_damaged when a log with acknowledged keys is missing.
        """
        numbers = generations(self._folder, ".log").get("new", {0})
        self.close()
        self.number, self.end = max(numbers), 0
        if self.number < self._marks.log:
            raise JanjiError("vault.keyring_damaged", part="log", generation=self._marks.log)
        if self.number:
            self._file = os.open(self._path(self.number), os.O_RDWR)
        for number in numbers - {self.number}:
            self._path(number).unlink()

    def read_new(self) -> list[Entry]:
        """The entries appended since the last call, made durable if their writer died first.

        Raises: JanjiError vault.keyring_damaged when acknowledged bytes are missing or wrong.
        """
        if self._file < 0:
            return []
        size = os.fstat(self._file).st_size
        data = os.pread(self._file, size - self.end, self.end)
        entries, good = read_frames(data, first=self.end == 0)
        if self.end + good < self._marks.acknowledged(self.number):
            raise JanjiError("vault.keyring_damaged", part="log", generation=self.number)
        self.end += good
        if self.end > self._marks.acknowledged(self.number):
            os.fsync(self._file)
            self._marks.acknowledge(self.number, self.end)
        return entries

    def append(self, entries: list[bytes]) -> None:
        """Write one batch and return when it is on the disk; a failed batch leaves no trace."""
        if self._file < 0:
            self.begin()
        frame = framed(entries)
        os.ftruncate(self._file, self.end)  # what a crash tore off before us
        try:
            written = os.pwrite(self._file, frame, self.end)
            self._step("log written")
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self.end)
            raise
        if written != len(frame):
            os.ftruncate(self._file, self.end)
            raise JanjiError("vault.keyring_disk", reason="short write")
        self._step("log synced")
        self.end += len(frame)
        self._marks.acknowledge(self.number, self.end)

    def begin(self) -> None:
        """Begin the next log, durable, and drop the one before: its keys are in shards by now."""
        fresh = self._folder / "log.begun"
        fresh.unlink(missing_ok=True)
        write_new(fresh, HEADER)
        self._step("log begun")
        fresh.rename(self._path(self.number + 1))
        sync_folder(self._folder)
        self._step("log named")
        before = self.number
        self.close()
        self.number, self.end = before + 1, len(HEADER)
        self._file = os.open(self._path(self.number), os.O_RDWR)
        self._marks.acknowledge(self.number, self.end)
        self._step("log marked")
        self._path(before).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _path(self, number: int) -> Path:
        return self._folder / f"new.{number}.log"


def framed(entries: list[bytes]) -> bytes:
    """One batch as it is written: how many entries, the entries, checksums of both."""
    count = COUNT.pack(len(entries))
    body = count + checksum(count) + b"".join(entries)
    return body + checksum(body)


def checksum(data: bytes) -> bytes:
    """Eight bytes that tell a torn or damaged frame from a whole one."""
    return blake2b(data, digest_size=CHECKSUM).digest()


def read_frames(data: bytes, first: bool) -> tuple[list[Entry], int]:
    """The entries of all whole frames in *data*, and how many bytes those take.

    first: data starts with the file's header. Raises: JanjiError vault.keyring_damaged when a
    frame is broken in a way that no crash leaves behind.
    """
    entries: list[Entry] = []
    at = len(HEADER) if first else 0
    if first and data[:at] != HEADER:
        raise JanjiError("vault.keyring_damaged", part="log", generation=0)
    while (end := frame_end(data, at)) is not None:
        body = data[at : end - CHECKSUM]
        if checksum(body) != data[end - CHECKSUM : end]:
            if end < len(data):
                raise JanjiError("vault.keyring_damaged", part="log", generation=0)
            break
        entries.extend(read_entry(body, spot) for spot in range(FRAME_HEAD, len(body), ENTRY))
        at = end
    return entries, at


def frame_end(data: bytes, at: int) -> int | None:
    """Where the frame that starts at *at* ends, or None when it was torn before its end.

    A crash leaves a beginning of the frame, or zeros where a page never reached the disk.
    """
    head = data[at : at + FRAME_HEAD]
    if len(head) < FRAME_HEAD:
        return None
    if checksum(head[:4]) != head[4:]:
        if not any(data[at:]):
            return None
        raise JanjiError("vault.keyring_damaged", part="log", generation=0)
    end = at + FRAME_HEAD + int(COUNT.unpack(head[:4])[0]) * ENTRY + CHECKSUM
    return end if end <= len(data) else None


def read_entry(body: bytes, at: int = 0) -> Entry:
    """The entry that starts at *at*."""
    shard, generation = ENTRY_HEAD.unpack_from(body, at)
    return Entry(shard, generation, body[at + ENTRY_HEAD.size : at + ENTRY])


def seal_entry(index: int, label: bytes, shard: Shard, record: bytes) -> bytes:
    """A 48-byte *record* as a log entry, sealed under the shard's KEK."""
    nonce = os.urandom(NONCE)
    bound = bound_to(b"new ", label, shard.generation)
    head = ENTRY_HEAD.pack(index, shard.generation)
    return head + nonce + shard.aead.encrypt(nonce, record, bound)


def open_entry(label: bytes, shard: Shard, entry: Entry) -> bytes:
    """The 48-byte record of *entry*. Raises: JanjiError vault.keyring_damaged."""
    nonce, body = entry.sealed[:NONCE], entry.sealed[NONCE:]
    try:
        return shard.aead.decrypt(nonce, body, bound_to(b"new ", label, entry.generation))
    except InvalidTag as broken:
        raise JanjiError(
            "vault.keyring_damaged", part="log", generation=entry.generation
        ) from broken
