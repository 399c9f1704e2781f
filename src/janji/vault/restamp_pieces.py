"""One piece of a restamp: a stretch of one old key's rows, moved in one commit with how far it is.

Stages of a key: its records with envelopes and files; the words that find them; what is few.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import people, records
from janji.vault.ends import Ends, Made
from janji.vault.key_names import Gone, day_ident, in_version
from janji.vault.places import FOREVER, key_day

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(str(Path(__file__).with_name("restamp.py")))
AT_ONCE, BLOCKS_AT_ONCE = 5_000, 256
WHERE = struct.Struct(">HQ")
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
OPEN = date.max


class Work(NamedTuple):
    """What a piece works with."""

    db: Db
    vault: Vault
    business: Business
    ends: Ends
    now: datetime


@dataclass(frozen=True)
class Move:
    """One old key and where its rows go. day: its own; from_days: where they may lie.

    cls: as keys name it. upto, upto_word: how far *stage* is. made: of which days its things are.
    """

    cls: str
    day: date
    end: date
    from_days: Sequence[date]
    stage: str
    upto: UUID
    upto_word: bytes
    made: Made | None

    @classmethod
    def of(cls, row: Row, ends: Ends) -> Move:
        """What a row of `restamped` says."""
        return cls(
            row.cls, row.day, row.ends_on, row.from_days, row.stage, row.upto or FIRST,
            bytes(row.upto_word or b""),
            None if row.day == FOREVER else ends.made(row.cls, row.day),
        )  # fmt: skip

    @property
    def ident(self) -> bytes:
        """The key's name in sealed bytes."""
        return day_ident(self.cls, key_day(self.day))


def go_on(work: Work, move: Move) -> int:
    """Move the next piece and write down how far it is; how many records moved."""
    work.db.run(people.SQL["hold_writers_off"])  # nobody waits for a row that leaves its partition
    if move.day != FOREVER:
        work.db.one(SQL["open_day"], day=move.end)
    if move.stage == "words":
        return move_words(work, move)
    upto = work.db.value(SQL["upto"], days=move.from_days, after=move.upto, most=AT_ONCE) or LAST
    span = {"days": move.from_days, "after": move.upto, "upto": upto, "ident": move.ident}
    if move.day == FOREVER:
        return move_without_end(work, move, span)
    name_before(work, move, span)
    moved = int(work.db.value(SQL["move"], ends=move.end, **span))
    if upto == LAST:
        move_few(work, move)
    stage = "words" if upto == LAST else "records"
    on(work, move, stage, None if upto == LAST else upto, moved=moved)
    return moved


def on(
    work: Work,
    move: Move,
    stage: str,
    upto: UUID | None,
    word: bytes | None = None,
    *,
    moved: int = 0,
    first: date = FOREVER,
) -> None:
    """Write down how far a key is; its last stage has a line in the ledger."""
    work.db.run(
        SQL["on"], cls=move.cls, day=move.day, stage=stage, upto=upto, upto_word=word,
        moved=moved, now=work.now, first=first,
        today=local_date(work.now, work.business.zone),
    )  # fmt: skip
    if stage == "whole":
        cls, version = work.ends.plain(move.cls)
        if move.end <= local_date(work.now, work.business.zone):
            work.db.run(SQL["end_again"], day=move.end, cls=cls)
        work.db.note(
            "retention.restamped", None, kind=cls, version=version, day=str(move.day),
            ends=str(min(move.end, first)),
        )  # fmt: skip


def move_words(work: Work, move: Move) -> int:
    """The next stretch of the word index, as it lies on the disk; it follows the records.

    upto_word: in which of the days, and at which block of it.
    """
    at, block = WHERE.unpack(move.upto_word) if move.upto_word else (0, 0)
    day, last = move.from_days[at], block + BLOCKS_AT_ONCE
    moving = SQL["move_all_words"] if has_only_words(work, move) else SQL["move_words"]
    work.db.run(
        moving, ends=move.end, day=day, from_tid=f"({block},0)", to_tid=f"({last},0)",
    )  # fmt: skip
    if last < work.db.value(SQL["blocks"], day=day):
        on(work, move, "words", None, WHERE.pack(at, last))
    elif at + 1 < len(move.from_days):
        on(work, move, "words", None, WHERE.pack(at + 1, 0))
    else:
        on(work, move, "whole", None)
    return 0


def has_only_words(work: Work, move: Move) -> bool:
    """Whether nothing but words is left where a key's rows lay, and no newer promise leads there.

    Looked for once in this process: what has left is still in the way of whoever looks.
    """
    today = local_date(work.now, work.business.zone)
    newest = work.ends.eras[work.ends.plain(move.cls)[0]][-1].keep
    if newest is None or move.day <= newest.after(today):
        return False
    left = (work.business.id, move.cls, move.day, move.end)
    if left not in work.vault.left_days:
        if work.db.one(SQL["records_left"], days=move.from_days):
            return False
        work.vault.left_days.add(left)
    return True


def move_few(work: Work, move: Move) -> None:
    """What is few: suspects, turns, letters, traces, by the class that each goes with."""
    db, policy = work.db, work.business.policy
    days, cls = move.from_days, work.ends.plain(move.cls)[0]
    db.run(SQL["move_quarantine"], ends=move.end, days=days, ident=move.ident)
    db.run(SQL["tell_held"], ends=move.end, days=days)
    if move.made is None:
        return
    made = {"ends": move.end, "days": days, "zone": work.business.zone,
            "first": move.made.first, "last": move.made.last}  # fmt: skip
    if cls == policy.retention_class("message_in"):
        db.run(SQL["move_turns"], **made)
        db.run(SQL["move_erased_sids"], ends=move.end, days=days)
        since = max(era.since for era in work.ends.eras[cls])
        db.run(SQL["move_proposals"], ends=move.end, days=days, zone=made["zone"], since=since)
    if "request_email" in policy.kinds() and cls == policy.retention_class("request_email"):
        db.run(SQL["move_mail_in"], **made)
        db.run(SQL["move_mail_out"], **made)


def name_before(work: Work, move: Move, span: dict[str, object]) -> None:
    """Seal anew, where they lie, things of this key whose bytes do not name it yet."""
    cls, version = work.ends.plain(move.cls)
    kinds = [kind for kind, its in work.business.policy.classes.items() if its == cls]
    if version or not kinds:
        return
    rows = work.db.all(SQL["piece"], kinds=kinds, named=False, **span)
    if not rows:
        return
    sealer, now_at = work.vault.sealer(work.business.id), [row.expires_on for row in rows]
    opened = reopened(work, rows)
    keep = [(row, plain) for row, plain in zip(rows, opened, strict=True) if plain is not None]
    seals = [
        sealer.seal(row.person_id, move.cls, row.expires_on, row.kind, row.record_id, plain)
        for row, plain in keep
    ]
    ids, days = [row.record_id for row, _ in keep], [row.expires_on for row, _ in keep]
    work.db.run(SQL["reseal"], records=ids, days=days, to_days=days, seals=seals)
    sids = work.db.all(SQL["sids_before"], records=ids) if now_at else []
    found = [(row, sealer.open_sid(row.expires_on, row.message_id, bytes(row.sid_sealed)))
             for row in sids]  # fmt: skip
    alive = [(row, sid) for row, sid in found if not isinstance(sid, Gone)]
    work.db.run(
        SQL["name_sids"], records=[row.message_id for row, _ in alive],
        days=[row.expires_on for row, _ in alive],
        seals=[sealer.seal_sid(row.expires_on, row.message_id, sid) for row, sid in alive],
    )  # fmt: skip


def reopened(work: Work, rows: Sequence[Row]) -> list[bytes | None]:
    """What was sealed in these rows; None where a key is gone."""
    sealer, policy = work.vault.sealer(work.business.id), work.business.policy
    opened = (
        sealer.open(
            row.person_id, policy.retention_class(row.kind), row.expires_on, row.kind,
            row.record_id, bytes(row.sealed),
        )
        for row in rows
    )  # fmt: skip
    return [None if isinstance(one, Gone) else one for one in opened]


def move_without_end(work: Work, move: Move, span: dict[str, object]) -> int:
    """Things that were promised no end get their own, sealed anew under the key of that day.

    What is over already stays as it was sealed: its key ends as soon as all others have left it.
    """
    rows = work.db.all(SQL["piece"], kinds=[], named=True, **span)
    today = local_date(work.now, work.business.zone)
    cls = work.ends.plain(move.cls)[0]
    sealer = work.vault.sealer(work.business.id)
    days, seals = [], []
    for row, plain in zip(rows, reopened(work, rows), strict=True):
        key_class, day = own_end(work, cls, local_date(row.made_at, work.business.zone))
        records.ready_day(work.db, work.vault, key_class, day)
        days.append(day)
        if plain is None or day <= today:
            seals.append(bytes(row.sealed))
        else:
            place = row.person_id, key_class, day, row.kind, row.record_id
            seals.append(sealer.seal(*place, plain))
    moved = work.db.value(
        SQL["reseal"], records=[row.record_id for row in rows],
        days=[row.expires_on for row in rows], to_days=days, seals=seals,
    )  # fmt: skip
    last = span["upto"] == LAST
    upto = None if last else move.upto if not rows else rows[-1].record_id
    on(work, move, "whole" if last else "records", upto, moved=int(moved),
       first=min(days, default=FOREVER))  # fmt: skip
    return int(moved)


def own_end(work: Work, cls: str, made: date) -> tuple[str, date]:
    """The key class and day of something made on *made* that had no end: the nearest promised."""
    ends = [
        (era.keep.after(made), era.version)
        for era in work.ends.eras[cls]
        if era.keep is not None and era.until > made
    ]
    day, version = min(ends)
    return in_version(cls, version), day
