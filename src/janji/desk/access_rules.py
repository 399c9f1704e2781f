"""What a business asks of its staff: who needs a second factor, when the desk locks, four eyes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from janji.desk.access import FACTOR_ROLES, IDLE_MINUTES
from janji.desk.roles import MAY, ROLES, Role, Work
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
LEAST_IDLE, MOST_IDLE = 1, 240
# An act that may need a second person, and the work that this second person must have.
ACTS: dict[str, Work] = {"make_owner": "staff"}


@dataclass(frozen=True)
class AccessRule:
    """The rule of one business. factor_roles: those who need a second factor."""

    factor_roles: tuple[Role, ...] = FACTOR_ROLES
    idle_minutes: int = IDLE_MINUTES
    four_eyes: tuple[str, ...] = ()


def rule_of(db: Db) -> AccessRule:
    """The rule of the business of *db*; the defaults when nobody set one."""
    row = db.one(SQL["rule"])
    if row is None:
        return AccessRule()
    return AccessRule(tuple(row.factor_roles), row.idle_minutes, tuple(row.four_eyes))


def keep_rule(
    db: Db, factor_roles: Collection[str], idle_minutes: int, four_eyes: Collection[str], by: int
) -> Refused | None:
    """Set the rule of the business of *db*; why not, when it cannot be kept.

    Four eyes need two people with the work, or nobody could ever approve.
    """
    roles = [one for one in ROLES if one in factor_roles]
    acts = [one for one in ACTS if one in four_eyes]
    if not LEAST_IDLE <= idle_minutes <= MOST_IDLE:
        return Refused("desk.rule_idle", {"least": LEAST_IDLE, "most": MOST_IDLE})
    if any(doers(db, ACTS[act]) < 2 for act in acts):
        return Refused("desk.rule_alone")
    db.run(SQL["keep"], factor_roles=roles, idle=idle_minutes, four_eyes=acts)
    db.note(
        "staff.rule", None, by=by, idle_minutes=idle_minutes, factor_roles=" ".join(roles),
        four_eyes=" ".join(acts),
    )  # fmt: skip
    return None


def doers(db: Db, work: Work) -> int:
    """How many people at the business of *db* have this work."""
    return int(db.value(SQL["doers"], roles=[role for role in ROLES if work in MAY[role]]))
