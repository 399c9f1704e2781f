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
# An act that a second person must approve, and the work that this second person must have.
FIRST = ("make_owner",)  # what takes two until the owners say otherwise
CHOSEN: dict[str, Work] = {"make_owner": "staff", "take_policy": "policy"}  # as the owners want it
ALWAYS: dict[str, Work] = {  # else one owner could put another out, or answer their own question
    "owner_role": "staff", "owner_leave": "staff", "owner_renew": "staff",
    "owner_disarm": "staff", "loosen_rule": "staff",
}  # fmt: skip
ACTS: dict[str, Work] = {**CHOSEN, **ALWAYS}


@dataclass(frozen=True)
class AccessRule:
    """The rule of one business. factor_roles: those who need a second factor."""

    factor_roles: tuple[Role, ...] = FACTOR_ROLES
    idle_minutes: int = IDLE_MINUTES
    four_eyes: tuple[str, ...] = FIRST


def rule_of(db: Db) -> AccessRule:
    """The rule of the business of *db*; the defaults when nobody set one."""
    row = db.one(SQL["rule"])
    if row is None:
        return AccessRule()
    return AccessRule(tuple(row.factor_roles), row.idle_minutes, tuple(row.four_eyes))


def keep_rule(
    db: Db, factor_roles: Collection[str], idle_minutes: int, four_eyes: Collection[str], by: int
) -> Refused | None:
    """Set the rule of the business of *db*; why not, when it cannot be kept."""
    roles = [one for one in ROLES if one in factor_roles]
    acts = [one for one in CHOSEN if one in four_eyes]
    if not LEAST_IDLE <= idle_minutes <= MOST_IDLE:
        return Refused("desk.rule_idle", {"least": LEAST_IDLE, "most": MOST_IDLE})
    db.run(SQL["keep"], factor_roles=roles, idle=idle_minutes, four_eyes=acts)
    db.note(
        "staff.rule", None, by=by, idle_minutes=idle_minutes, factor_roles=" ".join(roles),
        four_eyes=" ".join(acts),
    )  # fmt: skip
    return None


def loosened(db: Db, four_eyes: Collection[str]) -> list[str]:
    """Acts that take two now and would take one under the rule asked for."""
    return [act for act in rule_of(db).four_eyes if act not in four_eyes]


def doers(db: Db, work: Work) -> int:
    """How many people at the business of *db* have this work."""
    return int(db.value(SQL["doers"], roles=[role for role in ROLES if work in MAY[role]]))
