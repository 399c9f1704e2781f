"""Open sign-ins: when they began, when they were last used, and how they end.

Nothing is kept of the device or its address; a person tells their sign-ins apart by the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest

from janji.desk.access import INSTALLATION, SITTING
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.vault.house import House

SQL = named_sql(__file__)


@dataclass(frozen=True)
class SignIn:
    """One open sign-in. mine: the one that asks."""

    sign_in_id: UUID
    begun_at: datetime
    used_at: datetime
    mine: bool


def begin(request: HttpRequest, house: House, staff: int) -> None:
    """Write down a new sign-in of *staff* and bind this session to it."""
    now = house.clock.now()
    sign_in = new_id(now)
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["forget"], before=now - SITTING)
        db.run(SQL["begin"], sign_in=sign_in, user=staff, now=now)
    request.session["sign_in"] = str(sign_in)


def present(request: HttpRequest) -> UUID:
    """The id of this request's sign-in; zero when it has none."""
    return UUID(request.session.get("sign_in", str(UUID(int=0))))


def used(house: House, sign_in: UUID, now: datetime) -> None:
    """Somebody works under this sign-in now."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["used"], sign_in=sign_in, now=now)


def lock(house: House, sign_in: UUID) -> None:
    """From now on this sign-in asks who is there."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["lock"], sign_in=sign_in)


def proved(house: House, sign_in: UUID, now: datetime) -> None:
    """The person showed that it is them: the sign-in is open, and sure for a while."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["proved"], sign_in=sign_in, now=now)


def of_staff(house: House, staff: int, mine: UUID) -> list[SignIn]:
    """The open sign-ins of one account, newest first."""
    with house.database.act(INSTALLATION) as db:
        rows = db.all(SQL["of_staff"], user=staff, after=house.clock.now() - SITTING)
    return [SignIn(r.sign_in_id, r.begun_at, r.used_at, r.sign_in_id == mine) for r in rows]


def end(house: House, staff: int, sign_in: UUID) -> bool:
    """End one sign-in of *staff*; whether it was there."""
    with house.database.act(INSTALLATION) as db:
        return bool(db.run(SQL["end"], user=staff, sign_in=sign_in))


def end_all(house: House, staff: int, but: UUID | None = None) -> int:
    """End every sign-in of *staff* (but one); how many there were."""
    with house.database.act(INSTALLATION) as db:
        return db.run(SQL["end_all"], user=staff, but=but)
