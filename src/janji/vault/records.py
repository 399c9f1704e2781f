"""Kept things: sealed under the person's key and the day's, in the partition of their last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.ids import moment_of, new_id
from janji.kit.sql import named_sql
from janji.vault.key_names import in_version, provider_class, versioned
from janji.vault.places import FOREVER, key_day

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)


def last_day(business: Business, kind: str, at: datetime) -> tuple[str, date]:
    """The key class of *kind* and the local day at whose start it is gone.

    The key class is the retention class as keys name it under the policy in force (`in_version`).
    What is older than that policy's first day and comes only now keeps a shorter promise of then.
    """
    policy = business.policy  # once: another version may be laid over it meanwhile
    cls = policy.retention_class(kind)
    day = policy.keep_until(cls, at, business.zone) or FOREVER
    change = policy.changed.get(cls)
    if change is None:
        return cls, day
    made = local_date(at, business.zone)
    then = change.kept.after(made) if change.kept and made < change.since else day
    return in_version(cls, change.before if then < day else change.version), min(then, day)


class Place(NamedTuple):
    """Where one thing goes: sealed under the key of *cls* and *day*, in the partition of *lies*."""

    cls: str
    day: date
    lies: date


def place_of(business: Business, kind: str, at: datetime, ends: date | None = None) -> Place:
    """The place of something that ends with its own day, or on *ends* when that is sooner.

    It is sealed for the day it lies in, unless that day was promised by an older version: a key of
    this version then ends with the thing's own day, and the row before it.
    """
    cls, own = last_day(business, kind, at)
    lies = own if ends is None else min(own, ends)
    policy, plain = business.policy, versioned(cls)[0]
    change, span = policy.changed.get(plain), policy.spans[plain]
    older = change is not None and span is not None and lies < span.after(change.since)
    return Place(cls, own if older else lies, lies)


def beside(vault: Vault, business: Business, kind: str, record: UUID, row_day: date) -> Place:
    """The place of something that comes to a row already kept. Its keys are there on return.

    The row may have been promised under an older version and lie in its day: what comes now has
    the shorter end of both.
    """
    cls, own = last_day(business, kind, moment_of(record))
    day = key_day(min(own, row_day))
    vault.keyring.make_days(business.id, [(cls, day), (provider_class(cls), day)])
    return Place(cls, min(own, row_day), row_day)


def ready_day(db: Db, vault: Vault, cls: str, day: date) -> None:
    """Make the keys and the partition of a day, once per process; the keys first, durable.

    Believed only after the commit: a partition that was rolled back is none.
    """
    if (db.business, cls, day) in vault.ready_days:
        return
    vault.keyring.make_days(db.business, [(cls, key_day(day)), (provider_class(cls), key_day(day))])
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
    place = place_of(business, kind, at, ends)
    for day in {place.day, place.lies}:
        ready_day(db, vault, place.cls, day)
    record = record or new_id(at)
    sealer = vault.sealer(db.business)
    sealed = sealer.seal_json(person, place.cls, place.day, kind, record, content)
    db.run(
        SQL["put"], record=record, expires_on=place.lies, person=person, kind=kind, at=at,
        sealed=sealed,
    )  # fmt: skip
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
