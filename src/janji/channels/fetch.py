"""Fetch the files of messages, with credentials for the provider only.

A file is drawn anew and sealed, or it is said why not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from janji.channels.twilio.client import Twilio
from janji.channels.twilio.download import Downloaded
from janji.kit.db import Row
from janji.kit.errors import JanjiError, Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate, records
from janji.vault.house import House
from janji.vault.media_files import MediaPlace, Stored

SQL = named_sql(__file__)
LEASE = timedelta(seconds=120)
WAIT, MOST_TRIES = timedelta(seconds=30), 6
MOST_BYTES = 16 * 1024 * 1024  # WhatsApp's own limit for pictures, sound and video


def fetch_due(
    house: House, business: Business, twilio: Twilio, now: datetime, most: int = 10
) -> int:
    """One bounded batch; return how many files reached an end (held, refused, unavailable)."""
    with house.act(business) as db:
        rows = db.all(SQL["claim_media"], now=now, lease_until=now + LEASE, most=most)
        addresses = [address_of(db, house, business, row) for row in rows]
    return sum(
        settle(house, business, twilio, row, address, now)
        for row, address in zip(rows, addresses, strict=True)
    )


def address_of(db: Any, house: House, business: Business, row: Row) -> tuple[str, str] | None:
    """(url, claimed type) from the sealed message, or None when its words are gone."""
    opened = gate.read_records(db, house.vault, business, "customer_support", [row.record_id])
    if isinstance(opened, Refused) or not opened or opened[0].content is None:
        return None
    files = opened[0].content.get("media", [])
    return (files[row.n]["url"], files[row.n]["type"]) if row.n < len(files) else None


def settle(
    house: House,
    business: Business,
    twilio: Twilio,
    row: Row,
    address: tuple[str, str] | None,
    now: datetime,
) -> int:
    """Fetch one file and write what became of it."""
    if address is None:
        return write(house, business, row, "unavailable", "gone")
    got = twilio.download_media(address[0], MOST_BYTES)
    if isinstance(got, Refused):
        if got.code in RETRY and row.tries < MOST_TRIES:
            with house.act(business) as db:
                db.run(SQL["later"], record=row.record_id, n=row.n, next_at=now + WAIT * row.tries)
            return 0
        return write(house, business, row, "unavailable", got.code)
    return keep(house, business, row, got)


RETRY = frozenset(("channels.media_unreachable",))


def keep(house: House, business: Business, row: Row, got: Downloaded) -> int:
    """Seal a fetched file in its day."""
    cls, day, _ = records.beside(house.vault, business, "media", row.record_id, row.expires_on)
    place = MediaPlace(row.person_id, cls, day, row.record_id, row.n)
    try:
        stored = house.vault.files(business.id).put(place, got.content, got.content_type)
    except JanjiError as fault:
        if fault.code != "vault.key_missing":
            raise
        return write(house, business, row, "unavailable", "gone")
    if isinstance(stored, Refused):
        return write(house, business, row, "refused", stored.code)
    state = "refused" if stored.refused else "held"
    reason = stored.refused.code if stored.refused else None
    return write(house, business, row, state, reason, stored)


def write(
    house: House,
    business: Business,
    row: Row,
    state: str,
    reason: str | None,
    stored: Stored | None = None,
) -> int:
    """Note the end of one file; 0 when its message went meanwhile, and the file goes too."""
    with house.act(business) as db:
        known = db.run(
            SQL["held"], record=row.record_id, n=row.n, state=state, reason=reason,
            path=stored.path if stored else None,
            content_type=stored.content_type if stored else None,
            bytes=stored.size if stored else None,
        )  # fmt: skip
        if known:
            db.note("media.fetched", row.person_id, state=state)
    if stored and not known:
        house.vault.files(business.id).drop_person([stored.path])
    return known
