"""Four eyes: one person asks for an act, another with the right work approves it, then it is done.

    if four_eyes.needed(db, "make_owner"):
        refused = four_eyes.passed(db, "make_owner", subject, staff, now)   # asks, or uses up a yes
        if refused: return refused                                          # "asked, waits"

Which acts need it stands in desk/access_rules.py. Nobody approves what they asked for: the database
refuses it too. A yes counts once, for the one who asked, and for a limited time. Where nobody else
could say yes, a question counts after it stood on everybody's desk for a while (ALONE).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from janji.desk.access_rules import ACTS, ALWAYS, doers, rule_of
from janji.desk.roles import Role, may
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
LIFE = timedelta(minutes=72 * 60)  # a weekend may lie between asking and approving
HOURS = 24
ALONE = timedelta(minutes=HOURS * 60)  # how long a question stands where nobody else could say yes


@dataclass(frozen=True)
class Ask:
    """One act that waits, or was decided. approved: None while nobody decided.

    free_at: from when on it counts without a yes, where nobody else could give one; else None.
    """

    ask_id: UUID
    act: str
    subject: str
    asked_by: int
    asked_at: datetime
    ends_at: datetime
    approved: bool | None
    asked_name: str
    free_at: datetime | None = None


def needed(db: Db, act: str) -> bool:
    """Whether *act* needs a second person at the business of *db*.

    What the owners chose holds from the second owner on: the first one makes the second alone.
    """
    return act in ALWAYS or (act in rule_of(db).four_eyes and not is_alone(db, act))


def is_alone(db: Db, act: str) -> bool:
    """Whether nobody but the one who asks could say yes."""
    return doers(db, ACTS[act]) < 2


def passed(db: Db, act: str, subject: str, staff: int, now: datetime) -> Refused | None:
    """Use up the yes that *staff* has for this act; without one ask for it and say that it waits.

    subject: a random id or the number of an account; never personal data.
    """
    if db.run(SQL["use"], act=act, subject=subject, staff=staff, now=now):
        db.note("four_eyes.used", None, act=act, staff=staff)
        return None
    alone = is_alone(db, act)
    old = {"act": act, "subject": subject, "staff": staff, "now": now}
    if alone and db.run(SQL["use_alone"], **old, since=now - ALONE):
        db.note("four_eyes.used_alone", None, act=act, staff=staff)
        return None
    asked = db.run(
        SQL["ask"], ask=new_id(now), act=act, subject=subject, staff=staff, now=now,
        ends=now + LIFE,
    )  # fmt: skip
    if asked:
        db.note("four_eyes.asked", None, act=act, staff=staff)
    return Refused("desk.four_eyes_alone" if alone else "desk.four_eyes_waits", {"hours": HOURS})


def decide(
    db: Db, ask: UUID, staff: int, role: Role | None, now: datetime, *, approve: bool
) -> Refused | None:
    """Say yes or no to what another asked, or take one's own question back; why not, else."""
    row = db.one(SQL["open"], ask=ask, now=now)
    if row is None:
        return Refused("desk.four_eyes_gone")
    if row.asked_by == staff and approve:
        return Refused("desk.four_eyes_own")
    if not may(role, ACTS[row.act]):
        return Refused("desk.four_eyes_not_yours")
    db.run(SQL["decide"], ask=ask, staff=staff, now=now, approved=approve)
    db.note("four_eyes.decided", None, act=row.act, staff=staff, approved=approve)
    return None


def open_asks(db: Db, role: Role | None, now: datetime) -> list[Ask]:
    """What waits, or has a yes that was not used yet, as far as *role* has to do with it.

    Who answers for data sees all of it, also what only an owner may decide.
    """
    rows = [Ask(*row) for row in db.all(SQL["asks"], now=now)]
    return [
        replace(one, free_at=one.asked_at + ALONE if is_alone(db, one.act) else None)
        for one in rows
        if may(role, ACTS[one.act]) or may(role, "proof")
    ]


def waiting(db: Db, now: datetime) -> tuple[int, datetime | None]:
    """How many questions nobody has decided, and since when the oldest stands."""
    row = db.one(SQL["waiting"], now=now)
    return (row.n, row.since) if row else (0, None)
