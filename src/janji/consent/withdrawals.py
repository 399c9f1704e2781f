"""Withdrawals: what a person refused, effective with the commit that hears it (UU PDP 9, 40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business

SQL = named_sql(__file__)
STOP = "marketing"  # the word kept for STOP itself, also where no purpose sells (yet)


def withdraw(db: Db, person: UUID, purpose: str, now: datetime) -> bool:
    """Refuse *purpose* for *person* from now on; False when it was refused before."""
    new = db.run(SQL["withdraw"], person=person, purpose=purpose, now=now) == 1
    db.note("consent.withdrawn", person, purpose=purpose)
    return new


def stop_marketing(db: Db, business: Business, person: UUID, now: datetime) -> None:
    """STOP: nothing that sells reaches *person* from now on, under whatever purpose it would."""
    sells = {name for name, one in business.policy.file.purposes.items() if one.marketing}
    for purpose in sorted({STOP, *sells}):
        withdraw(db, person, purpose, now)


def of(db: Db, person: UUID) -> list[Row]:
    """Every refusal of *person*."""
    return db.all(SQL["withdrawn"], person=person)
