"""Who is at the desk and what they may do where: looked up once for each request.

A role belongs to a membership (business, account); an account may serve several businesses. The
sign-in must still have its row (desk/sessions.py): ending the row ends the session everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest

from janji.desk.roles import Role
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import House

SQL = named_sql(__file__)
INSTALLATION = 0  # accounts belong to the installation, not to one business
FACTOR_ROLES: tuple[Role, ...] = ("owner", "officer")  # who needs a second factor by default
IDLE_MINUTES = 30  # a counter is left alone often; the owner sets it between 1 and 240
SITTING = timedelta(minutes=12 * 60)  # the longest a sign-in lasts: one long working day
PROVED = timedelta(minutes=10)  # how long a proof of identity is enough for dangerous acts
Theme = Literal["auto", "light", "dark", "contrast"]


@dataclass(frozen=True)
class Presence:
    """One member of staff, signed in. roles: business number → role.

    begun_at, used_at, proved_at are None when the sign-in was ended elsewhere.
    """

    staff: int
    roles: Mapping[int, Role]
    language: str | None
    theme: Theme
    begun_at: datetime | None
    used_at: datetime | None
    proved_at: datetime | None
    locked: bool
    has_factor: bool
    needs_factor: bool
    idle_minutes: int

    def is_over(self, now: datetime) -> bool:
        """Whether this sign-in was ended, or lasted as long as one may."""
        return self.begun_at is None or self.begun_at + SITTING <= now

    def is_locked(self, now: datetime) -> bool:
        """Whether nobody used it for so long that anybody might sit there now."""
        idle = timedelta(minutes=self.idle_minutes)
        return self.locked or (self.used_at is not None and self.used_at + idle <= now)

    def is_sure(self, now: datetime) -> bool:
        """Whether the person showed a moment ago that it is them."""
        return self.proved_at is not None and self.proved_at + PROVED > now


def presence_of(request: HttpRequest) -> Presence | None:
    """Who is at the desk; None for strangers. Asked of the database once for each request."""
    if "janji.presence" not in request.META:
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        request.META["janji.presence"] = (
            looked_up(request, int(user.pk)) if known and user else None
        )
    return cast("Presence | None", request.META["janji.presence"])


def looked_up(request: HttpRequest, staff: int) -> Presence:
    """The presence of *staff* under the sign-in of this request."""
    house = cast("House", request.META["janji.house"])
    session: Any = getattr(request, "session", {})
    with house.database.act(INSTALLATION) as db:
        row = db.one(
            SQL["presence"], user=staff, sign_in=UUID(session.get("sign_in", str(UUID(int=0)))),
            factor_roles=list(FACTOR_ROLES), idle=IDLE_MINUTES,
        )  # fmt: skip
    assert row is not None  # noqa: S101 - the statement always gives one row
    return Presence(
        staff=staff,
        roles={int(business): role for business, role in row.roles.items()},
        language=row.language,
        theme=row.theme,
        begun_at=row.begun_at,
        used_at=row.used_at,
        proved_at=row.proved_at,
        locked=bool(row.locked),
        has_factor=row.has_factor,
        needs_factor=row.needs_factor,
        idle_minutes=row.idle_minutes,
    )


def role_at(house: House, staff: int, business: Business) -> Role | None:
    """The role of *staff* at *business*, for a door that has no page of ours around it."""
    with house.act(business) as db:
        return cast("Role | None", db.value(SQL["role"], user=staff))


def as_uuid(words: str) -> UUID | None:
    """The id in a form's field; None when it is none."""
    try:
        return UUID(words)
    except ValueError:
        return None
