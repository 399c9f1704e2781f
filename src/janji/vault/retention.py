"""Keep personal data exactly as long as the policy says, then end it, whole days at a time.

The state says what is due: every class day in the keyring whose last moment has passed. Order:
the day's keys (unreadable at once, in every copy ever made), then files, then the partition. Each
step is its own commit, so a crash anywhere goes on where it stopped.
The period is in businesses/<name>/policy.yaml; the independent checks are in audit/proofs.sql.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING

from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.vault import people
from janji.vault.key_names import DayKey, PersonKey

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
Act = Callable[[], AbstractContextManager[Db]]
PEOPLE_AT_ONCE = 500


def sweep(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """End every day that is over and every person with nothing left; return how many ends.

    act opens a transaction of the business: each step commits by itself.
    """
    today = local_date(now, business.zone)
    ended = end_keys(act, vault, business, today, now)
    for day, cls in unfinished(act):
        end_media(act, vault, business, cls, day, now)
        end_rows(act, vault, business, cls, day, now)
    return ended + end_people(act, vault, business, now)


def end_keys(act: Act, vault: Vault, business: Business, today: date, now: datetime) -> int:
    """Destroy every day key whose day is over; from here on nothing of it can be read."""
    over = [
        DayKey(business.id, cls, day)
        for cls in sorted(business.policy.spans)
        for day in vault.keyring.days(business.id, cls)
        if day is not None and day <= today
    ]
    if not over:
        return 0
    vault.keyring.destroy(days=over)
    with act() as db:
        for _, cls, day in over:
            db.run(SQL["begin_day_end"], day=day, cls=cls, now=now)
            db.note("retention.keys_destroyed", kind=cls, day=str(day))
    return len(over)


def unfinished(act: Act) -> list[tuple[date, str]]:
    """Days whose keys are gone and whose rows or files are not yet."""
    with act() as db:
        return [(row.day, row.cls) for row in db.all(SQL["ended_days"])]


def end_media(
    act: Act, vault: Vault, business: Business, cls: str, day: date, now: datetime
) -> None:
    """Remove the day's files."""
    gone = vault.files(business.id).drop_day(cls, day)
    with act() as db:
        db.run(SQL["end_media"], day=day, cls=cls, now=now, media=gone)
        if gone:
            db.note("retention.media_removed", kind=cls, day=day.isoformat(), files=gone)


def end_rows(
    act: Act, vault: Vault, business: Business, cls: str, day: date, now: datetime
) -> None:
    """Drop the day's partition; provider copies not yet deleted live on as debts."""
    with act() as db:
        held = db.one(SQL["count_day"], day=day)
        db.run(SQL["carry_provider_copies"], day=day, now=now)
        db.one(SQL["drop_day"], day=day)
        records, people_count = (held.records, held.people) if held else (0, 0)
        db.run(SQL["end_rows"], day=day, cls=cls, now=now, records=records, people=people_count)
        db.note("retention.swept", kind=cls, day=str(day), records=records, people=people_count)


def end_people(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """End every person whose last record is gone: rows first, then the key.

    A key without a person (a crash in between) is found and destroyed on the next round.
    """
    with act() as db:
        gone = [
            row.person_id
            for row in db.all(
                people.SQL["people_without_records"], made_before=now, most=PEOPLE_AT_ONCE
            )
        ]
        if gone:
            people.forget(db, gone)
            db.note("retention.people_ended", people=len(gone))
    if gone:
        vault.keyring.destroy(people=[PersonKey(business.id, one) for one in gone])
    return len(gone)
