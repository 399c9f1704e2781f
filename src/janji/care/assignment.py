"""Whose conversation it is: taken, given, passed on, let go, by hand or by turns.

Two who take the same at the same moment wait for each other's row: the first has it, the second is
told. By turns only those get conversations who are at the desk, in opening hours, up to what one
person can carry; whoever is away gives back what waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from janji.care import presence
from janji.care.queue import Changed, Why, held, is_colleagues, sorted_out
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.hours import Open, open_state
from janji.kit.sql import named_sql
from janji.policy.business import Business

SQL = named_sql(__file__)
Mode = Literal["hand", "round_robin", "load"]
MODES: tuple[Mode, ...] = ("hand", "round_robin", "load")
AT_ONCE = 200


@dataclass(frozen=True)
class Setting:
    """How conversations find somebody. away_minutes: a desk not open for so long is left."""

    mode: Mode = "hand"
    most_each: int = 20
    away_minutes: int = 10

    def here_since(self, now: datetime) -> datetime:
        """Whoever was not seen since then is away."""
        return now - timedelta(minutes=self.away_minutes)


def setting(db: Db) -> Setting:
    """What the owner chose; by hand until they choose."""
    row = db.one(SQL["setting"])
    return Setting(row.assignment, row.most_each, row.away_minutes) if row else Setting()


def keep_setting(db: Db, mode: str, most_each: int, away_minutes: int, by: int) -> Refused | None:
    """Keep the owner's choice, or say why it cannot be."""
    if mode not in MODES or not 1 <= most_each <= 500 or not 1 <= away_minutes <= 600:
        return Refused("care.assignment.setting")
    db.run(SQL["keep_setting"], assignment=mode, most_each=most_each, away_minutes=away_minutes)
    db.note("care.assignment_set", None, mode=mode, most=most_each, minutes=away_minutes, staff=by)
    return None


def assign(
    db: Db, people: Sequence[UUID], to: int, by: int, now: datetime, *, over: int | None = None
) -> Changed:
    """Give these conversations to *to*; those a colleague has stay theirs.

    over: the colleague a single conversation is passed on from, as the one who passes it saw it;
    when it is somebody else's by now, it stays theirs.
    """
    rows = held(db, people)
    why: dict[UUID, Why] = {}
    for row in rows:
        if row.agent_id == to and row.state in ("waiting", "agent"):
            why[row.person_id] = "already"
        elif is_colleagues(row, by) and (over is None or row.agent_id != over):
            why[row.person_id] = "colleague"
    changed = sorted_out(rows, people, why)
    if changed.done:
        db.run(SQL["give_to"], people=list(changed.done), agent=to, now=now)
        for person in changed.done:
            db.note("care.assigned", person, staff=by, to=to)
    return changed


def let_go(db: Db, people: Sequence[UUID], by: int) -> Changed:
    """Give these back to those who wait for anybody; those of colleagues stay theirs."""
    rows = held(db, people)
    why: dict[UUID, Why] = {}
    for row in rows:
        if row.agent_id is None or row.state not in ("waiting", "agent"):
            why[row.person_id] = "already"
        elif is_colleagues(row, by):
            why[row.person_id] = "colleague"
    changed = sorted_out(rows, people, why)
    if changed.done:
        db.run(SQL["let_go"], people=list(changed.done))
        for person in changed.done:
            db.note("care.unassigned", person, staff=by)
    return changed


def give_out(db: Db, business: Business, now: datetime) -> int:
    """Give those who wait to those on duty, as the owner chose; return how many.

    Nothing by hand, nothing outside opening hours and on holidays (they stay with nobody).
    """
    chosen = setting(db)
    if chosen.mode == "hand":
        return 0
    if not isinstance(open_state(business.hours.weekly("id"), now), Open):
        return 0
    if not db.value(SQL["alone"]):
        return 0
    rows = db.all(
        SQL["give_out"], now=now, most=AT_ONCE, most_each=chosen.most_each,
        by_load=chosen.mode == "load", here_since=chosen.here_since(now),
    )  # fmt: skip
    for row in rows:
        db.note("care.assigned", row.person_id, to=row.agent_id, mode=chosen.mode)
    return len(rows)


def release_all(db: Db, staff: int, by: int | None) -> int:
    """Give back all who are with *staff*, who answers nobody here any more; return how many."""
    presence.end_seat(db, staff)
    people = [row.person_id for row in db.all(SQL["of_staff"], staff=staff)]
    if people:
        db.run(SQL["let_go"], people=people)
    for person in people:
        db.note("care.unassigned", person, was=staff, staff=by)
    return len(people)


def release_away(db: Db, now: datetime) -> int:
    """Give back who waits for somebody who left the desk; return how many."""
    rows = db.all(SQL["of_the_away"], here_since=setting(db).here_since(now), most=AT_ONCE)
    if rows:
        db.run(SQL["let_go"], people=[row.person_id for row in rows])
    for row in rows:
        db.note("care.unassigned", row.person_id, was=cast("int", row.agent_id), away=True)
    return len(rows)
