"""Kept things: sealed under the person's key and the day's, in the partition of their last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from janji.kit.db import Db
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.vault.places import FOREVER, PROVIDER_CLASS, key_day

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)


def last_day(business: Business, kind: str, at: datetime) -> tuple[str, date]:
    """The retention class of *kind* and the local day at whose start it is gone."""
    cls = business.policy.retention_class(kind)
    return cls, business.policy.keep_until(cls, at, business.zone) or FOREVER


def ready_day(db: Db, vault: Vault, cls: str, day: date) -> None:
    """Make the keys and the partition of a day, once per process; the keys first, durable.

    Believed only after the commit: a partition that was rolled back is none.
    """
    if (db.business, cls, day) in vault.ready_days:
        return
    vault.keyring.make_days(db.business, [(cls, key_day(day)), (PROVIDER_CLASS, key_day(day))])
    if day != FOREVER:
        db.one(SQL["open_day"], day=day)
    db.once_committed(partial(vault.ready_days.add, (db.business, cls, day)))


def put(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    kind: str,
    content: Mapping[str, Any],
    at: datetime,
) -> UUID:
    """Seal and keep one thing; return its id.

    kind: a record kind of the policy. content: plain JSON values.
    Raises: KeyError when the policy knows no such kind: undeclared data is never stored.
    """
    cls, day = last_day(business, kind, at)
    ready_day(db, vault, cls, day)
    record = new_id(at)
    sealed = vault.sealer(db.business).seal_json(person, cls, day, kind, record, content)
    db.run(
        SQL["put"], record=record, expires_on=day, person=person, kind=kind, at=at, sealed=sealed
    )
    return record
