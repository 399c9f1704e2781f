"""One-time links: to a place at the desk, or to a new password. Only a hash of the link is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.utils.crypto import salted_hmac

from janji.desk import accounts, four_eyes
from janji.desk.access import INSTALLATION
from janji.desk.roles import ROLES, Role
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.vault.house import House

SQL = named_sql(__file__)
LIFE = timedelta(days=2)
SECRET_BYTES = 24


@dataclass(frozen=True)
class Invitation:
    """One link that was not used yet. role: None when it only gives a new password."""

    invitation_id: UUID
    business_id: int
    name: str
    role: Role | None
    ends_at: datetime
    made_by: int


def invite(db: Db, name: str, role: str, by: int, now: datetime) -> str | Refused:
    """Make a link for *name* to work as *role* at the business of *db*; return its secret.

    An older link of the same name ends. Who is here already is not invited again.
    """
    name = name.strip().lower()
    if not accounts.NAME.fullmatch(name):
        return Refused("desk.staff.name")
    if role not in ROLES:
        return Refused("desk.staff.role")
    if db.one(SQL["is_here"], name=name):
        return Refused("desk.staff.here", {"name": name})
    return made(db, name, role, by, now)


def renew(db: Db, staff: int, by: int, now: datetime) -> str | Refused:
    """Make a link with which *staff* of the business of *db* chooses a new password."""
    name = db.value(SQL["name"], user=staff)
    return made(db, name, None, by, now) if name else Refused("desk.staff.unknown")


def made(db: Db, name: str, role: str | None, by: int, now: datetime) -> str:
    """Write the invitation down and return the secret of its link, which is kept nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    db.run(SQL["end_older"], name=name, now=now)
    db.run(
        SQL["make"], invitation=new_id(now), hash=hash_of(secret), name=name, role=role, by=by,
        ends=now + LIFE,
    )  # fmt: skip
    db.note("staff.invited", None, role=role or "password", by=by)
    return secret


def waiting(db: Db, now: datetime) -> list[Invitation]:
    """The links of the business of *db* that can still be used."""
    return [Invitation(*row) for row in db.all(SQL["waiting"], now=now)]


def cancel(db: Db, invitation: UUID, by: int, now: datetime) -> Refused | None:
    """End a link before it is used."""
    if not db.run(SQL["cancel"], invitation=invitation, now=now):
        return Refused("desk.join_gone")
    db.note("staff.invitation_ended", None, by=by)
    return None


def opened(house: House, secret: str) -> Invitation | None:
    """The invitation behind a link, if it can still be used; looking does not use it."""
    with house.database.act(INSTALLATION) as db:
        row = db.one(SQL["opened"], hash=hash_of(secret), now=house.clock.now())
    return Invitation(*row) if row else None


def accept(house: House, found: Invitation, staff: int) -> bool:
    """Use the link up and give *staff* its place; False when somebody was faster."""
    business = next(one for one in house.businesses if one.id == found.business_id)
    now = house.clock.now()
    if found.role is None and not (
        owned_alone(house, staff, found.made_by)
        and (staff == found.made_by or not owns_elsewhere(house, staff, found.business_id))
    ):
        return False  # they work elsewhere too by now: that owner has no say there
    with house.act(business) as db:
        if found.role == "owner" and four_eyes.needed(db, "make_owner"):
            return False  # there are two owners by now: they decide together
        if not db.run(SQL["use"], invitation=found.invitation_id, now=now):
            return False
        if found.role:
            db.run(accounts.SQL["join"], user=staff, role=found.role, now=now)
        db.note("staff.joined", None, staff=staff, role=found.role or "password")
    return True


def owned_alone(house: House, staff: int, owner: int) -> bool:
    """Whether *owner* owns every desk where *staff* works: only then may they reset the account."""
    with house.database.act(INSTALLATION) as db:
        return not cast("bool", db.value(SQL["elsewhere"], user=staff, owner=owner))


def owns_elsewhere(house: House, staff: int, here: int) -> bool:
    """Whether *staff* owns another desk: their account is opened from there, by its owners."""
    with house.database.act(INSTALLATION) as db:
        return cast("bool", db.value(SQL["owns_elsewhere"], user=staff, here=here))


def hash_of(secret: str) -> bytes:
    """A keyed hash of a link's secret."""
    return salted_hmac("janji.desk.invitation", secret, algorithm="sha256").digest()
