"""Carry out a confirmed deletion; "fulfilled" is reached through an independent look alone.

verified → erasing: the ids and a contact are written down → processors first → unreadable →
rows and files → residue check → fulfilled, or waiting_provider while a processor still holds
copies → notice with receipt → the contact ends. Every step may be repeated: after a crash, the
state of the row says where to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from janji.channels.mail.out import retry_at
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.rights import contacts, notice
from janji.rights.ports import Hands
from janji.vault import erasure, holds, people
from janji.vault.house import House
from janji.vault.key_names import Unacknowledged

SQL = named_sql(__file__)
SOON = timedelta(seconds=2)  # a reply under way is settled in about a second


def work(house: House, business: Business, hands: Hands, now: datetime) -> int:
    """Bring one due deletion as far as it goes; return 1, or 0 when none is due. Repeat until 0.

    Two workers never carry out the same one: the transaction `hold` keeps it until the end, and a
    worker that dies lets go of it.
    """
    with house.act(business) as hold:
        row = next(filter(None, (taken(hold, one) for one in hold.all(SQL["due"], now=now))), None)
        if row is None:
            return 0
        if row.state == "verified":
            row = begin(house, business, row, now)
        if row is not None:
            try:
                carry_out(house, business, hands, row, now)
            except Exception:
                # it is tried again later, so that it does not stand before all others
                postpone(house, business, row.request_id, now)
                raise
    return 1


def postpone(house: House, business: Business, request: UUID, now: datetime) -> None:
    """Try again after the policy's first wait."""
    with house.act(business) as db:
        db.run(SQL["later"], request=request, at=retry_at(business, 0, now))


def taken(hold: Db, row: Row) -> Row | None:
    """The deletion as it is now, if this worker is the one to carry it out."""
    if not hold.value(SQL["take"], request=row.request_id):
        return None
    fresh = hold.one(SQL["by_id"], request=row.request_id)
    return fresh if fresh and fresh.state in ("verified", "erasing") else None


def begin(house: House, business: Business, row: Row, now: datetime) -> Row | None:
    """Write down who ends and who is told; None while a reply to them is still on its way.

    A reply that is being sent would leave a copy at the provider that nobody knows of.
    """
    with house.act(business) as db:
        everyone = people.linked(db, row.person_id) if row.person_id else []
        if still_talking(db, business, row, everyone, now):
            db.run(SQL["later"], request=row.request_id, at=now + SOON)
            return None
        contact = row.contact_id
        if contact is None and everyone:
            contact = contacts.make(db, house.vault, business, everyone, row.language, now)
        db.run(SQL["begin"], request=row.request_id, erasing=everyone, contact=contact)
        planned = sum(erasure.plan(db, everyone).values())
        db.note("erasure.begun", row.request_id, ids=len(everyone), planned=planned)
        return db.one(SQL["by_id"], request=row.request_id)


def still_talking(
    db: Db, business: Business, row: Row, everyone: Sequence[UUID], now: datetime
) -> bool:
    """Whether a message to them is under way, and not for longer than the policy waits."""
    plan = business.policy.provider_deletion
    if plan is None or not everyone:
        return False
    waits = {"queued": plan.first_retry.seconds, "sending": plan.longest_retry.seconds}
    under_way = {one.state for one in db.all(SQL["under_way"], people=list(everyone))}
    return any(now < row.verified_at + timedelta(seconds=waits[state]) for state in under_way)


def carry_out(house: House, business: Business, hands: Hands, row: Row, now: datetime) -> None:
    """Processors, keys, rows, files; then look, and only then say what is true."""
    act = partial(acting, house, business)
    everyone, request = list(row.erasing), row.request_id
    if everyone:
        hands.provider(business, everyone, now)
    try:
        erasure.make_unreadable(act, house.vault, house.journal, business, everyone, request, now)
    except Unacknowledged:
        postpone(house, business, request, now)
        return
    erasure.remove(act, house.vault, business, everyone, request, now)
    house.journal.finish(business.id, everyone, now)
    with act() as db:
        settle(db, house, business, hands, request, now)


def acting(house: House, business: Business) -> AbstractContextManager[Db]:
    """One transaction of the business."""
    return house.act(business)


def settle(
    db: Db, house: House, business: Business, hands: Hands, request: UUID, now: datetime
) -> None:
    """Look for residue; end as fulfilled or waiting, with the notice, in one commit."""
    row = db.one(SQL["by_id"], request=request)
    if row is None or row.state != "erasing":
        return
    contact = contacts.opened(db, house.vault, business, row.contact_id) if row.contact_id else None
    found = dict(hands.residue(db, list(row.erasing), lost_hashes(db, house, contact)))
    if found or (row.planned or {}) != (row.affected or {}):
        db.run(SQL["residue_found"], request=request, at=retry_at(business, 0, now))
        db.note("erasure.residue", request, places=len(found), rows=sum(found.values()))
        return
    left = int(db.value(SQL["debts"], request=request))
    receipt = hands.receipt(
        notice.facts(business, row, left, now), brief=notice.brief(row, contact)
    )
    state = "waiting_provider" if left else "fulfilled"
    db.run(SQL["settle"], request=request, state=state, now=now, receipt=receipt)
    db.note("request.finished" if not left else "request.waiting", request, left=left)
    say_so(db, house, business, row, contact, left, receipt, now)


def lost_hashes(db: Db, house: House, contact: contacts.Contact | None) -> list[bytes]:
    """The keyed hash that led to the erased number, unless a new conversation holds it again."""
    if contact is None:
        return []
    asked = contact.identifier or (
        people.Identifier("whatsapp", contact.number) if contact.number else None
    )
    if asked is None or people.find(db, house.vault, [asked]) is not None:
        return []
    return [house.vault.sealer(db.business).find_hash(asked.kind, asked.value)]


def say_so(
    db: Db,
    house: House,
    business: Business,
    row: Row,
    contact: contacts.Contact | None,
    left: int,
    receipt: str,
    now: datetime,
) -> None:
    """Queue the notice while there is somebody to tell."""
    if contact is not None:
        page = f"{house.settings.public_url}/{business.slug}/receipt"
        kept = holds.kept_by_request(db, row.request_id)
        words = notice.text(business, row, contact, left, (receipt, page), now, kept)
        contacts.tell(db, house.vault, business, contact, row, words, now)
        db.note("request.notified", row.request_id, left=left)


def finish_waiting(house: House, business: Business, hands: Hands, now: datetime) -> int:
    """End one deletion whose last copy at the provider is now seen gone; 0 when there is none."""
    with house.act(business) as db:
        row = db.one(SQL["settled_debts"])
        if row is None:
            return 0
        contact = (
            contacts.opened(db, house.vault, business, row.contact_id) if row.contact_id else None
        )
        receipt = hands.receipt(
            notice.facts(business, row, 0, now), brief=notice.brief(row, contact)
        )
        db.run(SQL["settle"], request=row.request_id, state="fulfilled", now=now, receipt=receipt)
        db.note("request.finished", row.request_id, left=0)
        say_so(db, house, business, row, contact, 0, receipt, now)
    return 1
