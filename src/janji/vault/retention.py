"""Keep personal data exactly as long as the policy says, then end it, whole days at a time.

The state says what is due: every class day whose last moment has passed. Order: the intent, then
the day's keys (unreadable at once, in every copy ever made), then files, then the partition. Each
step is its own commit, so a crash anywhere goes on where it stopped.
The period is in businesses/<name>/policy.yaml; the independent checks are in audit/proofs.sql.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.ids import floor_id
from janji.kit.sql import named_sql
from janji.vault import day_tables, hold_box, holds, people, restamp
from janji.vault.ends import Ends, Living, key_of, read
from janji.vault.key_names import DayKey, PersonKey, Unacknowledged
from janji.vault.places import HOUSE

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
Act = Callable[[], AbstractContextManager[Db]]
PEOPLE_AT_ONCE = 500
GRACE = timedelta(hours=1)  # far longer than any transaction that makes a person


def sweep(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """End every day that is over and every person with nothing left; return how many ends.

    act opens a transaction of the business: each step commits by itself.
    """
    box_what_is_held(act, vault, business)
    begun, ending, ends = begin(act, vault, business, now)
    unheard = destroy_keys(act, vault, business, ends, ending, now)
    for row in ending:
        if row.media_gone_at is None:
            end_media(act, vault, business, ends, row.cls, row.day, now)
        if row.rows_gone_at is None:
            end_rows(act, business, row.cls, row.day, now)
    begun += end_people(act, vault, business, now)
    if unheard:
        raise unheard
    return begun


def box_what_is_held(act: Act, vault: Vault, business: Business) -> None:
    """Before anything ends: holds in force box what they keep, and ended holds are emptied."""
    if business.policy.file.holds:
        with act() as db:
            hold_box.fill_all(db, vault, business)
    holds.finish(act, vault, business)


def destroy_keys(
    act: Act, vault: Vault, business: Business, ends: Ends, ending: list[Row], now: datetime
) -> Unacknowledged | None:
    """Destroy the keys that end with these days, whatever day they were made for.

    Who still remembers them is told, and does not hold up the rest.
    """
    waiting = [(row.day, row.cls) for row in ending if row.keys_gone_at is None]
    if not waiting:
        return None
    doomed = [DayKey(business.id, cls, day) for day, cls in waiting if ends.end(cls, day) == day]
    for cls in sorted({cls for _, cls in waiting}):
        days = {day for day, its in waiting if its == cls}
        living = ends.living(vault.keyring, business.id, cls)
        doomed += [key_of(business.id, key) for key in living if key.end in days]
    try:
        vault.keyring.destroy(days=dict.fromkeys(doomed))
    except Unacknowledged as unheard:
        return unheard
    with act() as db:
        keys_gone(db, waiting, now)
    return None


def begin(act: Act, vault: Vault, business: Business, now: datetime) -> tuple[int, list[Row], Ends]:
    """Write down which days end now, before anything of them goes: a crash cannot lose the intent.

    A day is over when it is past by the keyring or by the partitions, whichever still knows it. One
    that ended before and came back (the clock had been wrong) ends again. Returns how many began,
    every day not yet ended to the last step, and when keys end, as promised up to today.
    """
    today = local_date(now, business.zone)
    with act() as db:
        held = {row.day for row in db.all(SQL["days_held"]) if row.day <= today}
        ends, new = read(db, business, today), 0
        for cls in ends.classes(business.policy):
            over = [
                key for key in ends.living(vault.keyring, business.id, cls) if is_over(key, today)
            ]
            restamp.intend_keys(db, [key for key in over if key.day and key.day > today], now)
            keyed = {key.end for key in over if key.end is not None}
            for day in sorted(keyed | held):
                new += db.run(SQL["begin_day_end"], day=day, cls=cls, keyed=day in keyed)
        return new, db.all(SQL["ending_days"]), ends


def is_over(key: Living, today: date) -> bool:
    """Whether a key's last moment has passed."""
    return key.end is not None and key.end <= today


def keys_gone(db: Db, ending: list[tuple[date, str]], now: datetime) -> None:
    """Note days whose keys every process has forgotten."""
    for day, cls in ending:
        if db.run(SQL["keys_gone"], day=day, cls=cls, now=now):
            db.note("retention.keys_destroyed", kind=cls, day=str(day))


def end_media(
    act: Act, vault: Vault, business: Business, ends: Ends, cls: str, day: date, now: datetime
) -> None:
    """Remove the files of every key that ends with the day."""
    files = vault.files(business.id)
    gone = sum(
        files.drop_day(key_class, of)
        for key_class, of in files.days()
        if ends.plain(key_class)[0] == cls and ends.end(key_class, of) == day
    )
    with act() as db:
        db.run(SQL["end_media"], day=day, cls=cls, now=now, media=gone)
        if gone:
            db.note("retention.media_removed", kind=cls, day=day.isoformat(), files=gone)


def end_rows(act: Act, business: Business, cls: str, day: date, now: datetime) -> None:
    """Drop the day's partition; provider copies not yet deleted live on as debts."""

    def step(db: Db) -> None:
        held = db.one(SQL["count_day"], day=day)
        db.run(SQL["carry_provider_copies"], day=day, now=now)
        db.one(SQL["drop_day"], day=day, now=now)
        records, people_count = (held.records, held.people) if held else (0, 0)
        db.run(SQL["end_rows"], day=day, cls=cls, now=now, records=records, people=people_count)
        db.note("retention.swept", kind=cls, day=str(day), records=records, people=people_count)

    day_tables.alone(act, step)


def end_people(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """End every person whose last record is gone: rows first, then the key.

    Runs again over people whose key outlived their row (a crash in between): see end_orphans.
    """
    with act() as db:
        gone = [
            row.person_id
            for row in db.all(
                people.SQL["people_without_records"], made_before=now - GRACE, most=PEOPLE_AT_ONCE
            )
        ]
        if gone:
            people.forget(db, gone)
            db.note("retention.people_ended", people=len(gone))
    if gone:
        vault.keyring.destroy(people=[PersonKey(business.id, one) for one in gone])
    return len(gone)


def end_orphans(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """Destroy keys of people who are in no table: a crash came between their row and their key.

    Keys younger than GRACE are left: a new person's key is durable before the row is written.
    """
    old = floor_id(now - GRACE)
    keyed = [one for one in vault.keyring.people(business.id) if HOUSE < one < old]
    with act() as db:
        orphans = [row.person_id for row in db.all(SQL["not_people"], people=keyed)]
        if orphans:
            db.note("retention.orphan_keys", people=len(orphans))
    if orphans:
        vault.keyring.destroy(people=[PersonKey(business.id, one) for one in orphans])
    return len(orphans)
