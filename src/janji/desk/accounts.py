"""Staff accounts and the businesses they serve. Django must be set up (site.wsgi.prepare)."""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from janji.care import assignment
from janji.desk.access import INSTALLATION, SITTING
from janji.desk.roles import Role, may
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import CommonPasswordValidator

    from janji.kit.db import Db
    from janji.vault.house import House

SQL = named_sql(__file__)
NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
PASSWORD_BYTES = 12
SHORTEST, LONGEST = 12, 256
TONES = 8


@dataclass(frozen=True)
class Member:
    """One account at one business. sign_ins: how many are open; factors: how many it holds."""

    staff: int
    name: str
    role: Role
    active: bool
    last_login: datetime | None
    sign_ins: int
    factors: int

    @property
    def tone(self) -> int:
        """The colour of their sign, the same as in the frame."""
        return sum(self.name.encode()) % TONES


def add_staff(
    house: House, name: str, role: Role = "agent", businesses: Sequence[Business] | None = None
) -> str | Refused:
    """Make (or renew) the account *name* and return its one password; it is shown only here.

    name: lower-case letters, digits, dot, dash. businesses: those it serves as *role*; all when
    none are given. The password must be changed at the first sign-in. A renewed account loses its
    old password, its second factors and every open session with it.
    """
    if not NAME.fullmatch(name):
        return Refused("desk.staff.name")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user, made = account(name)
    user.set_password(password)
    user.is_active = True
    user.last_login = None  # never signed in with this password: asks for a new one
    user.save()
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["disarm"], user=user.pk)
    for business in house.businesses if businesses is None else businesses:
        with house.act(business) as db:
            db.run(SQL["join"], user=user.pk, role=role, now=house.clock.now())
            db.note("staff.added" if made else "staff.renewed", None, staff=user.pk, role=role)
    return password


def is_known(name: str) -> bool:
    """Whether there is an account *name* in this installation."""
    from django.contrib.auth.models import User

    return User.objects.filter(username=name).exists()


def account(name: str) -> tuple[User, bool]:
    """The account *name*, and whether it was made now; nobody can sign in to a new one yet."""
    from django.contrib.auth.models import User

    user, made = User.objects.get_or_create(username=name)
    if made:
        user.set_unusable_password()
        user.save()
    return user, made


def members(house: House, business: Business) -> list[Member]:
    """Everybody at *business*, by role and name."""
    with house.database.act(INSTALLATION) as db:
        rows = db.all(SQL["members"], here=business.id, after=house.clock.now() - SITTING)
    return [Member(*row) for row in rows]


def has_owner(db: Db) -> bool:
    """Whether somebody owns the desk of the business of *db*."""
    return db.one(SQL["owners"]) is not None


def change_role(db: Db, staff: int, role: Role, by: int | None, now: datetime) -> Refused | None:
    """Give *staff* another role at the business of *db* and end their sign-ins; why not, when not.

    The last owner keeps the role: somebody must be able to let people in. Links to a new password
    that were made before end: what opened an agent's account must not open an owner's.
    """
    before = role_held(db, staff)
    if before is None:
        return Refused("desk.staff.unknown")
    if before == "owner" and role != "owner" and is_last_owner(db, staff):
        return Refused("desk.staff.last_owner")
    db.run(SQL["change"], user=staff, role=role)
    db.run(SQL["end_links"], user=staff, now=now)
    db.note("staff.role", None, staff=staff, role=role, by=by)
    if not may(role, "talk"):
        assignment.release_all(db, staff, by)
    return None


def leave(db: Db, staff: int, by: int | None) -> Refused | None:
    """*staff* has no place at the business of *db* any more; why not, when not."""
    before = role_held(db, staff)
    if before is None:
        return Refused("desk.staff.unknown")
    if before == "owner" and is_last_owner(db, staff):
        return Refused("desk.staff.last_owner")
    db.run(SQL["leave"], user=staff)
    assignment.release_all(db, staff, by)
    db.note("staff.ended", None, staff=staff, by=by)
    return None


def role_held(db: Db, staff: int) -> Role | None:
    """The role of *staff* at the business of *db*, if they have one."""
    return cast("Role | None", db.value(SQL["held"], user=staff))


def is_last_owner(db: Db, staff: int) -> bool:
    """Whether nobody else owns the desk; two owners who leave at once wait for each other."""
    owners = {row.user_id for row in db.all(SQL["owners"])}
    return owners == {staff}


def close_idle(house: House, staff: int) -> None:
    """An account without any business cannot sign in; with one, only its open sign-ins end."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["end_sign_ins"], user=staff)
        db.run(SQL["close_idle"], user=staff)


def end_staff(house: House, name: str, businesses: Sequence[Business]) -> Refused | None:
    """Take the account *name* from these businesses at once; why not, when not."""
    with house.database.act(INSTALLATION) as db:
        staff = db.value(SQL["number"], name=name)
    if staff is None:
        return Refused("desk.staff.unknown")
    for business in businesses:
        with house.act(business) as db:
            if role_held(db, staff) is None:
                continue
            refused = leave(db, staff, None)
            if refused:
                return refused
    close_idle(house, staff)
    return None


@functools.cache
def everybodys() -> CommonPasswordValidator:
    """What knows the passwords that everybody guesses; reading them takes a moment, once."""
    from django.contrib.auth.password_validation import CommonPasswordValidator

    return CommonPasswordValidator()


def password_problem(name: str, password: str, again: str) -> str | None:
    """The key of what is wrong with a new password of *name*, or None.

    Long, varied, none of the twenty thousand that everybody guesses, not one's own name.
    """
    from django.core.exceptions import ValidationError

    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < SHORTEST // 3:
        return "desk.password_short"
    if name.lower() in password.lower() and len(password) < 2 * SHORTEST:
        return "desk.password_name"
    try:
        everybodys().validate(password)
    except ValidationError:
        return "desk.password_common"
    return None if password == again else "desk.password_differs"
