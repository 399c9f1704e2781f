"""Deletion at the provider: every message, both directions, asked early, repeated, seen gone.

A copy counts as gone only when a GET answers 404; its own ledger line is written with it, so that
copies made there can be counted against copies seen gone. What the provider refuses for now
(20009: not final yet) is asked again with growing waits and never given up; what outlives our own
rows stays as a debt with nothing but its sealed id. A copy whose id nobody can open any more is
neither gone nor asked for again: it is told, and waits for a person. Times come from the policy's
provider_deletion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Deleted, Gone, NotYet
from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.ids import floor_id, moment_of
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.ends import key_of, read
from janji.vault.house import House
from janji.vault.key_names import PROVIDER_CLASS, day_ident
from janji.vault.key_names import Gone as KeyGone
from janji.vault.sealed_name import sealed_under

SQL = named_sql(__file__)
ZERO = UUID(int=0)
LEASE = timedelta(seconds=120)
STRETCHES = 20
SIDE_BY_SIDE = 8  # copies asked for at once; the provider's own limit is far above


@dataclass
class Tally:
    """What became of copies at the provider."""

    gone: int = 0
    not_yet: int = 0
    unknown: int = 0
    lost: int = 0

    @property
    def left(self) -> int:
        """Copies not seen gone."""
        return self.not_yet + self.unknown + self.lost

    def add(self, word: str) -> None:
        """Count one more copy of which *word* is true."""
        setattr(self, word, getattr(self, word) + 1)


@dataclass(frozen=True)
class Asked:
    """What a provider's deletion came to: gone, not_yet, unknown or lost (nobody could ask).

    seen: how a GET answered afterwards, for "gone" alone.
    """

    word: str
    seen: int | None = None


def delete_there(twilio: Twilio, sid: str | KeyGone) -> Asked:
    """Delete one message at the provider: "gone" only when it is seen gone."""
    if isinstance(sid, KeyGone):
        return Asked("lost")
    result = twilio.delete_message(sid)
    if isinstance(result, NotYet):
        return Asked("not_yet")
    if isinstance(result, (Deleted, Gone)) and twilio.is_gone(sid):
        return Asked("gone", seen=404)
    return Asked("unknown")


def delete_all(twilio: Twilio, sids: Sequence[str | KeyGone]) -> list[Asked]:
    """The same of several, side by side: each takes two answers from far away."""
    if len(sids) == 1:
        return [delete_there(twilio, sids[0])]
    with ThreadPoolExecutor(len(sids), thread_name_prefix="provider") as pool:
        return list(pool.map(lambda sid: delete_there(twilio, sid), sids))


def pieces(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """So many at a time; what a crash forgets of them is asked again, and answered 404."""
    for begin in range(0, len(rows), SIDE_BY_SIDE):
        yield rows[begin : begin + SIDE_BY_SIDE]


def delete_due(
    house: House, business: Business, twilio: Twilio, now: datetime, most: int = 50
) -> int:
    """A bounded run over copies whose time has come; return how many are now seen gone."""
    plan = business.policy.provider_deletion
    if plan is None:
        return 0
    made_before = floor_id(now - timedelta(seconds=plan.start_after.seconds))
    tally, after = Tally(), ZERO
    for _ in range(STRETCHES):
        with house.act(business) as db:
            rows = db.all(
                SQL["due_copies"], after=after, made_before=made_before, now=now, most=most
            )
        settle_copies(house, business, twilio, rows, now, tally)
        if len(rows) < most:
            break
        after = rows[-1].message_id
    if tally.left:
        with house.act(business) as db:
            db.note("provider.left", None, not_yet=tally.not_yet, unknown=tally.unknown)
    return tally.gone


def delete_for_people(
    house: House, business: Business, twilio: Twilio, people: list[UUID], now: datetime
) -> Tally:
    """Every copy of these people's messages, now: processors first (PP 33/2026, 88(2))."""
    with house.act(business) as db:
        rows = db.all(SQL["copies_of_people"], people=people)
    tally = Tally()
    settle_copies(house, business, twilio, rows, now, tally)
    with house.act(business) as db:
        db.note("provider.erased", people[0] if people else None, gone=tally.gone, left=tally.left)
    return tally


def settle_copies(
    house: House,
    business: Business,
    twilio: Twilio,
    rows: Sequence[Row],
    now: datetime,
    tally: Tally,
) -> None:
    """Copies of messages that we still hold, some side by side: delete, look, write down."""
    sealer = house.vault.sealer(business.id)
    for some in pieces(rows):
        sids = [
            sealer.open_sid(row.expires_on, row.message_id, bytes(row.sid_sealed)) for row in some
        ]
        answers = delete_all(twilio, sids)
        with house.act(business) as db:
            for row, asked in zip(some, answers, strict=True):
                write_copy(db, business, row, asked, now)
                tally.add(asked.word)


def write_copy(db: Db, business: Business, row: Row, asked: Asked, now: datetime) -> None:
    """What became of one copy of a message that we still hold."""
    copy = row.message_id
    if asked.word == "gone":
        db.run(SQL["copy_gone"], message=copy, now=now)
        note_end(db, "provider.deleted", copy, seen=asked.seen)
    elif asked.word == "lost":
        if db.run(SQL["copy_lost"], message=copy):
            note_end(db, "provider.copy_lost", copy)
    else:
        later = now + wait(business, row.provider_tries)
        db.run(SQL["copy_later"], message=copy, next_at=later)


def settle_debts(
    house: House, business: Business, twilio: Twilio, now: datetime, most: int = 50
) -> int:
    """One bounded batch of copies that outlived our rows; return how many are seen gone."""
    with house.act(business) as db:
        rows = db.all(SQL["claim_debts"], now=now, lease_until=now + LEASE, most=most)
    tally, sealer = Tally(), house.vault.sealer(business.id)
    for some in pieces(rows):
        sids = [sealer.open_sid(row.day, row.debt_id, bytes(row.sid_sealed)) for row in some]
        answers = delete_all(twilio, sids)
        with house.act(business) as db:
            for row, asked in zip(some, answers, strict=True):
                write_debt(db, business, row, asked, now)
                tally.add(asked.word)
    return tally.gone


def write_debt(db: Db, business: Business, row: Row, asked: Asked, now: datetime) -> None:
    """What became of one copy that outlived our row."""
    debt = row.debt_id
    if asked.word == "gone" and db.run(SQL["debt_gone"], debt=debt):
        note_end(db, "provider.deleted", debt, seen=asked.seen)
        db.note("provider.debt_settled", row.request_id, tries=row.tries)
    elif asked.word == "lost":
        db.run(SQL["debt_lost"], debt=debt)
        note_end(db, "provider.copy_lost", debt)
    elif asked.word != "gone":
        db.run(SQL["debt_later"], debt=debt, next_at=now + wait(business, row.tries))


def note_end(db: Db, action: str, copy: UUID, **more: int | None) -> None:
    """The other side of message.in and message.out: what became of the copy they left there.

    made: the day (UTC) of our random id, which rises with time.
    """
    db.note(action, copy, made=moment_of(copy).date().isoformat(), **more)


def end_provider_days(house: House, business: Business, now: datetime) -> int:
    """Destroy the keys of provider ids that are over and owe nothing any more.

    A key is asked for by the bytes it sealed, wherever they lie: rows of a shorter promise move.
    """
    today = local_date(now, business.zone)
    with house.act(business) as db:
        ends = read(db, business, today)
        living = ends.living(house.vault.keyring, business.id, PROVIDER_CLASS)
        over = [key for key in living if key.end is not None and key.end <= today]
        days = {day for key in over for day in (key.day, key.end) if day is not None}
        days.update(row.day for row in db.all(SQL["moving"]))
        rows = db.all(SQL["owed"], today=today, days=sorted(days)) if over else []
    owed = {sealed_under(bytes(row.begin), PROVIDER_CLASS, row.day) for row in rows}
    doomed = [key_of(business.id, key) for key in over if day_ident(key.cls, key.day) not in owed]
    return house.vault.keyring.destroy(days=doomed) if doomed else 0


def wait(business: Business, tries: int) -> timedelta:
    """How long until the provider is asked again: doubling, within the policy's bounds."""
    plan = business.policy.provider_deletion
    if plan is None:
        raise ValueError("no provider deletion in this policy")
    seconds = min(plan.first_retry.seconds * 2 ** min(tries, 20), plan.longest_retry.seconds)
    return timedelta(seconds=seconds)
