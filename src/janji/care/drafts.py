"""Drafts: what a member of staff has typed and not sent, sealed, one per person and staff.

A draft lies among the records of the person it is written to, so it ends with that person, with
the last day of the conversation, when it is sent, and when the conversation is closed.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from janji.kit.db import Db
from janji.kit.ids import derived_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate, people, records
from janji.vault.house import Vault

SQL = named_sql(__file__)
KIND = "draft"
PURPOSE = "customer_support"
LONGEST = 6_000


def keep(
    db: Db, vault: Vault, business: Business, person: UUID, staff: int, text: str, now: datetime
) -> bool:
    """Put *text* in place of the draft that was there; empty words end it.

    False when there is no conversation to write a draft for.
    """
    record = draft_id(vault, business, person, staff)
    records.drop(db, [record])
    if not text.strip():
        return True
    ends = last_day_of_talk(db, person)
    if ends is None:
        return False
    content = {"text": text[:LONGEST], "author_id": staff}
    records.put(db, vault, business, person, KIND, content, now, record=record, ends=ends)
    return True


def of(db: Db, vault: Vault, business: Business, person: UUID, staff: int) -> str:
    """One's own draft to *person*, or nothing. Only one's own words are opened."""
    record = draft_id(vault, business, person, staff)
    if not records.is_kept(db, record):
        return ""
    opened = gate.read_records(db, vault, business, PURPOSE, [record], by=staff)
    if not isinstance(opened, list) or not opened or opened[0].content is None:
        return ""
    return str(opened[0].content.get("text", ""))


def drop(db: Db, vault: Vault, business: Business, person: UUID, staff: int) -> None:
    """The draft was sent or thrown away."""
    records.drop(db, [draft_id(vault, business, person, staff)])


def drop_all(db: Db, person: UUID) -> int:
    """The conversation ended: nobody's draft outlives it."""
    return records.drop_kind(db, people.linked(db, person), KIND)


def draft_id(vault: Vault, business: Business, person: UUID, staff: int) -> UUID:
    """The one id of this staff's draft to this person: a keyed hash, so that it tells nothing."""
    digest = vault.sealer(business.id).find_hash(KIND, f"{person}:{staff}")
    return derived_id(person, digest)


def last_day_of_talk(db: Db, person: UUID) -> date | None:
    """The day at whose start the last message of the conversation is gone; None: no message."""
    found: date | None = db.value(SQL["last_day"], people=people.linked(db, person))
    return found
