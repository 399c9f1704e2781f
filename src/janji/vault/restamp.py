"""A shorter promise reaches what is already held: everything of the class gets its earlier end.

Nothing is sealed anew. Keys are named after the version that promised a length (decision 0012), so
an old key holds old things only: `ends` says on which earlier day it dies, and the sweep of that
day destroys it, in every copy ever made. This module moves the rows to where they end, in pieces,
each its own commit with how far it is: a process that dies loses nothing, and reading works
throughout, as sealed bytes say themselves which key opens them. A longer promise moves nothing.
Only what was kept without any end has to be sealed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.errors import JanjiError
from janji.kit.sql import named_sql
from janji.vault import ends as lengths
from janji.vault.ends import Ends, Living
from janji.vault.places import FOREVER
from janji.vault.restamp_pieces import Move, Work, go_on

if TYPE_CHECKING:
    from janji.policy.base import Span
    from janji.policy.business import Business
    from janji.policy.questions import Policy
    from janji.vault.holds import Act
    from janji.vault.house import Vault

SQL = named_sql(__file__)
LOOK_AGAIN = timedelta(hours=1)  # while a process may not have heard of the new version
PIECES = 4  # in one step, so that other duties have their turn


@dataclass(frozen=True)
class Progress:
    """How far a shorter promise has reached. keys: old days to move; moved: those that have.

    version: of the policy that promises it. records: rows moved so far. since, seen: when it began,
    and when it was last at work.
    """

    version: int
    keys: int
    moved: int
    records: int
    since: datetime
    seen: datetime

    @property
    def over(self) -> bool:
        """Whether everything has moved."""
        return self.moved == self.keys


def begin(
    db: Db, business: Business, version: int, old: Policy, new: Policy, now: datetime
) -> tuple[str, ...]:
    """Write down, with *version* of the policy, how long each class is kept from its first day on.

    In the commit that records the version; nothing moves before that version is in force. Returns
    the classes whose length changed. Raises: JanjiError vault.restamp_kind_moved when a kind would
    go to a class with a shorter length: its key is shared with what stays.
    """
    refuse_moved_kinds(old, new)
    changed = []
    known: dict[str, Span | None] = {
        row.cls: lengths.to_span(row.keep) for row in db.all(SQL["kept_last"])
    }
    for cls in sorted({*old.spans, *known}):
        before = known.get(cls, old.spans.get(cls))
        after = new.spans.get(cls, before)
        if cls not in known and (cls not in new.spans or not same(before, after)):
            keep(db, cls, 0, before, now)
        if not same(before, after):
            keep(db, cls, version, after, now)
            changed.append(cls)
    return tuple(changed)


def keep(db: Db, cls: str, version: int, span: Span | None, now: datetime) -> None:
    """One line: from *version* on *cls* is kept so long."""
    words = None if span is None else str(span)
    if db.run(SQL["keep_change"], cls=cls, version=version, keep=words, now=now) and version:
        db.note("retention.changed", None, kind=cls, version=version, keep=words)


def same(one: Span | None, other: Span | None) -> bool:
    """Whether two lengths always lead to the same day."""
    if one is None or other is None:
        return one is other
    return one == other or (one.fixed is not None and one.fixed == other.fixed)


def refuse_moved_kinds(old: Policy, new: Policy) -> None:
    """Refuse a kind that goes to another class which is kept shorter."""
    for kind, cls in new.classes.items():
        before = old.classes.get(kind, cls)
        if before != cls and may_shorten(new.spans[cls], old.spans[before]):
            raise JanjiError("vault.restamp_kind_moved", 409, kind=kind, cls=cls)


def may_shorten(new: Span | None, old: Span | None) -> bool:
    """Whether *new* ends anything earlier than *old*; a month may be shorter than thirty days."""
    if new is None or new == old:
        return False
    return old is None or new.shortest_days < old.longest_days


def step(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """Move a few pieces of what ends earlier now, the nearest end first; how much was done.

    Repeat until 0. Safe to stop anywhere, and to run in any number of processes.
    """
    with act() as db:
        if not db.all(SQL["kept_last"]) or not db.value(SQL["alone"]):
            return 0
        ends = lengths.read(db, business, local_date(now, business.zone))
        intend(db, vault, business, ends, now)
    done = 0
    for _ in range(PIECES):
        with act() as db:
            if not db.value(SQL["alone"]):
                return done
            move = next_move(db, ends)
            if move is None:
                return done
            done += 1 + go_on(Work(db, vault, business, ends, now), move)
    return done


def intend(db: Db, vault: Vault, business: Business, ends: Ends, now: datetime) -> None:
    """Write down every key that ends earlier than its own day, before the first row moves."""
    known = {(row.cls, row.day): row for row in db.all(SQL["known"])}
    for row in known.values():
        if row.stage == "whole" and look_due(ends, row, business, now):
            db.run(SQL["look_again"], cls=row.cls, day=row.day)
    keys = shortened(vault, business, ends, local_date(now, business.zone))
    fresh = [key for key in keys if is_new(key, known.get((key.cls, key.day or FOREVER)))]
    if fresh:
        intend_keys(db, fresh, now)
        db.note("retention.restamping", None, days=len(fresh))


def intend_keys(db: Db, keys: Sequence[Living], now: datetime) -> None:
    """The intent for *keys*; whoever destroys one early writes it first."""
    if keys:
        db.run(
            SQL["intend"], classes=[key.cls for key in keys], now=now,
            days=[key.day or FOREVER for key in keys], ends=[key.end or FOREVER for key in keys],
        )  # fmt: skip


def shortened(vault: Vault, business: Business, ends: Ends, today: date) -> list[Living]:
    """The living keys whose end is not their own day any more."""
    living = (
        (key, eras)
        for cls, eras in ends.eras.items()
        for key in ends.living(vault.keyring, business.id, cls)
    )
    return [
        key
        for key, eras in living
        if (key.day is None and any(era.keep for era in eras))
        or (key.day is not None and key.day > today and key.end != key.day)
    ]


def is_new(key: Living, row: Row | None) -> bool:
    """Whether a key's end is not written down yet, or a later one is."""
    return row is None or (key.day is not None and key.end is not None and row.ends_on > key.end)


def look_due(ends: Ends, row: Row, business: Business, now: datetime) -> bool:
    """Whether a late writer may have come since a key's rows were last looked for.

    A process hears of a new version within moments; a whole day later none can be left.
    """
    eras = ends.eras[ends.plain(row.cls)[0]]
    heard = local_date(row.looked_at, business.zone) > max(era.since for era in eras)
    return not heard and row.looked_at <= now - LOOK_AGAIN


def next_move(db: Db, ends: Ends) -> Move | None:
    """The key to go on with: the nearest end first."""
    waiting = [row for row in db.all(SQL["known"]) if row.stage != "whole"]
    if not waiting:
        return None
    return Move.of(min(waiting, key=lambda row: (row.ends_on, row.day, row.cls)), ends)


def progress(db: Db) -> Progress | None:
    """How far what ends earlier has moved; None when nothing ever had to."""
    row = db.one(SQL["progress"])
    return None if row is None else Progress(*row)


def waiting(db: Db, vault: Vault, business: Business, today: date) -> int:
    """How many days end earlier by now of which the worker has not written it down yet."""
    if not db.all(SQL["kept_last"]):
        return 0
    known = {(row.cls, row.day): row for row in db.all(SQL["known"])}
    keys = shortened(vault, business, lengths.read(db, business, today), today)
    return sum(is_new(key, known.get((key.cls, key.day or FOREVER))) for key in keys)
