"""Kept things: sealed under the person's key and the day's, in the partition of their last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    *,
    record: UUID | None = None,
    ends: date | None = None,
) -> UUID:
    """Seal and keep one thing; return its id.

    kind: a record kind of the policy. content: plain JSON values. record: an id of the caller's
    own. ends: the last day of what it is about, when that is sooner than its own would be.
    Raises: KeyError when the policy knows no such kind: undeclared data is never stored.
    """
    cls, day = last_day(business, kind, at)
    day = min(day, ends) if ends is not None else day
    ready_day(db, vault, cls, day)
    record = record or new_id(at)
    sealed = vault.sealer(db.business).seal_json(person, cls, day, kind, record, content)
    db.run(
        SQL["put"], record=record, expires_on=day, person=person, kind=kind, at=at, sealed=sealed
    )
    return record


def drop(db: Db, records: Sequence[UUID]) -> int:
    """Remove these things before their day; how many there were."""
    return db.run(SQL["drop"], records=list(records))


def drop_kind(db: Db, people: Sequence[UUID], kind: str) -> int:
    """Remove everything of one kind of these people before its day; how many there were."""
    return db.run(SQL["drop_kind"], people=list(people), kind=kind)


def is_kept(db: Db, record: UUID) -> bool:
    """Whether something with this id is kept; nothing is opened."""
    return db.one(SQL["is_kept"], record=record) is not None
