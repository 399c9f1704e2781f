"""Silence by staff: a block (nobody answers, nothing is opened) and a mute (no notification).

A block never silences rights: commands such as HAPUS DATA, DATA SAYA and STOP pass it always
(care/turns). Both end with the person's own data: what is gone cannot be recognised any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
Why = Literal["spam", "abuse", "threat", "fraud", "not_for_us", "busy"]
WHYS: tuple[Why, ...] = get_args(Why)
BLOCK_WHYS: tuple[Why, ...] = ("spam", "abuse", "threat", "fraud", "not_for_us")
MUTE_WHYS: tuple[Why, ...] = ("busy", "spam", "abuse")


def block(db: Db, person: UUID, why: str, staff: int, now: datetime) -> Refused | None:
    """Answer this person no more and open nothing they write, rights words apart.

    Refused vault.silence_why when *why* is no reason of BLOCK_WHYS.
    """
    if why not in BLOCK_WHYS:
        return Refused("vault.silence_why")
    db.run(SQL["silence"], person=person, kind="block", until=None, staff=staff, why=why, now=now)
    db.note("person.blocked", person, staff=staff, why=why)
    return None


def mute(
    db: Db, person: UUID, why: str, until: datetime, staff: int, now: datetime
) -> Refused | None:
    """No notification about this person until then. Refused vault.silence_why, _until."""
    if why not in MUTE_WHYS:
        return Refused("vault.silence_why")
    if until <= now:
        return Refused("vault.silence_until")
    db.run(SQL["silence"], person=person, kind="mute", until=until, staff=staff, why=why, now=now)
    db.note("person.muted", person, staff=staff, why=why)
    return None


def end(db: Db, people: Sequence[UUID], kind: Literal["block", "mute"], staff: int) -> int:
    """End a block or a mute of one human being; how many ids it stood on."""
    ended = db.run(SQL["end_silence"], people=list(people), kind=kind)
    if ended:
        action = "person.unblocked" if kind == "block" else "person.unmuted"
        db.note(action, people[0], staff=staff)
    return ended


def of(db: Db, people: Sequence[UUID], now: datetime) -> dict[str, Row]:
    """The silences in force: kind → row with at, until, staff, why."""
    return {row.kind: row for row in db.all(SQL["silences"], people=list(people), now=now)}


def among(db: Db, people: Sequence[UUID], now: datetime) -> dict[UUID, set[str]]:
    """Which of *people* are silenced now, and how (block, mute), asked once for a whole list."""
    found: dict[UUID, set[str]] = {}
    for row in db.all(SQL["among"], people=list(people), now=now):
        found.setdefault(row.person_id, set()).add(row.kind)
    return found
