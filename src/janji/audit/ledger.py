"""The ledger: what happened, written once, hash chained, sealed at the moment of commit.

One chain per writing process and business: writers never wait for each other, and signed
checkpoints (audit/checkpoint.py) tie the chains together. The head moves only after the commit
succeeded, so a failed commit leaves no gap.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from janji.audit.chain import START, canonical, line, link, stamp
from janji.kit.clock import Clock
from janji.kit.db import Db, Note
from janji.kit.sql import named_sql

SQL = named_sql(__file__)


@dataclass
class Head:
    """Where a chain of this process stands."""

    chain: int
    seq: int = 0
    hash: bytes = START
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Lines:
    """Chained lines ready to be written: columns, and the head after them."""

    chain: int
    at: datetime
    seqs: list[int]
    actions: list[str]
    subjects: list[UUID | None]
    details: list[str]
    hashes: list[bytes]

    def columns(self) -> dict[str, Any]:
        """Values for write_lines."""
        return {
            "chain": self.chain, "at": self.at, "seqs": self.seqs, "actions": self.actions,
            "subjects": self.subjects, "details": self.details, "hashes": self.hashes,
        }  # fmt: skip


def chained(head: Head, business: int, at: datetime, notes: Sequence[Note]) -> Lines:
    """Chain *notes* after *head* without moving it."""
    spelled, previous, seq = stamp(at), head.hash, head.seq
    lines = Lines(head.chain, at, [], [], [], [], [])
    details: dict[int, str] = {}  # many lines of a commit share one detail
    for note in notes:
        seq += 1
        detail = details.get(id(note.detail)) or canonical(note.detail)
        details[id(note.detail)] = detail
        previous = link(
            previous, line(business, head.chain, seq, spelled, note.action, note.subject, detail)
        )
        lines.seqs.append(seq)
        lines.actions.append(note.action)
        lines.subjects.append(note.subject)
        lines.details.append(detail)
        lines.hashes.append(previous)
    return lines


def chained_alike(
    head: Head, business: int, at: datetime, note: Note, subjects: Sequence[UUID]
) -> Lines:
    """What `chained` makes of the same *note* about each of *subjects*, in half the time."""
    before, after = f"{business}|{head.chain}|", f"|{stamp(at)}|{note.action}|"
    detail, previous, seq = canonical(note.detail), head.hash, head.seq
    hashes = []
    for seq, subject in enumerate(subjects, head.seq + 1):
        previous = link(previous, f"{before}{seq}{after}{subject}|{detail}".encode())
        hashes.append(previous)
    count = len(hashes)
    seqs = list(range(head.seq + 1, seq + 1))
    return Lines(
        head.chain, at, seqs, [note.action] * count, list(subjects), [detail] * count, hashes
    )


class Ledger:
    """The chains of one process. Give .seal to kit.db.Database."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heads: dict[int, Head] = {}
        self._opening = threading.Lock()

    def head(self, db: Db) -> Head:
        """This process's chain for the business of *db*, opened on first use."""
        with self._opening:
            found = self._heads.get(db.business)
            if found is None:
                found = self._heads[db.business] = Head(db.value(SQL["open_chain"]))
        return found

    @contextmanager
    def seal(self, db: Db, notes: Sequence[Note]) -> Iterator[None]:
        """Write *notes* as chained lines; the chain waits until the caller has committed."""
        head = self.head(db)
        with head.lock:
            lines = chained(head, db.business, self._clock.now(), notes)
            try:
                db.run(SQL["write_lines"], **lines.columns())
                yield
            except BaseException:
                # Whether the commit reached the disk is unknown: this chain ends, a new one begins.
                self._heads.pop(db.business, None)
                raise
            head.seq, head.hash = lines.seqs[-1], lines.hashes[-1]
