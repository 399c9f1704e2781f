"""Withdrawals: what a person refused, effective with the commit that hears it (UU PDP 9, 40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql

SQL = named_sql(__file__)


def withdraw(db: Db, person: UUID, purpose: str, now: datetime) -> bool:
    """Refuse *purpose* for *person* from now on; False when it was refused before."""
    new = db.run(SQL["withdraw"], person=person, purpose=purpose, now=now) == 1
    db.note("consent.withdrawn", person, purpose=purpose)
    return new


def of(db: Db, person: UUID) -> list[Row]:
    """Every refusal of *person*."""
    return db.all(SQL["withdrawn"], person=person)
