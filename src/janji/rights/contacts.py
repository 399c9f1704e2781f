"""Who is told when a person is gone: a contact of its own, with its own key, that ends when told.

By WhatsApp it is a fresh random id that keeps the number sealed while its owner is erased; by
e-mail it is the one who wrote. Nothing connects it with the person erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from janji.channels import outbox
from janji.channels.mail import out
from janji.channels.mail.out import Mail
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.rights import words
from janji.vault import erasure, gate, people, records
from janji.vault.house import House, Vault
from janji.vault.people import Identifier

SQL = named_sql(__file__)
PURPOSE = "rights_requests"
KIND = "request_detail"
MAIL_KIND = "request_email"
APART = 0.2  # seconds: messages go out in the order of their moments


@dataclass(frozen=True)
class Contact:
    """How to reach the one who asked. number: whose data it was; identifier: the chat, or None."""

    person: UUID
    number: str | None
    identifier: Identifier | None
    address: str | None
    answers: str | None
    last_in_at: datetime | None


def make(
    db: Db, vault: Vault, business: Business, erased: Sequence[UUID], language: str, now: datetime
) -> UUID | None:
    """A contact for somebody about to be erased; None when no chat leads to them any more."""
    found: Identifier | None = None
    for kind in ("whatsapp", "wa_user"):
        for person in erased:
            value = gate.contact(db, vault, business, PURPOSE, person, kind)
            if found is None and isinstance(value, str):
                found = Identifier(kind, value)
    if found is None:
        return None
    last = db.value(SQL["last_heard"], people=list(erased))
    contact = people.make(db, vault, now)
    detail: dict[str, Any] = {
        "kind": found.kind,
        "value": found.value,
        "language": language,
        "last_in_at": last.isoformat() if last else None,
    }
    records.put(db, vault, business, contact, KIND, detail, now)
    return contact


def opened(db: Db, vault: Vault, business: Business, contact: UUID) -> Contact | None:
    """What a contact holds, or None when its day is over: then nobody can be told any more."""
    kinds = [KIND, MAIL_KIND]
    found = gate.read(db, vault, business, PURPOSE, person=contact, kinds=kinds)
    if not isinstance(found, list):
        return None
    for one in found:
        content = one.content or {}
        if one.kind == KIND and content.get("value"):
            return of_chat(contact, content)
        if one.kind == MAIL_KIND and content.get("direction") == "in" and content.get("number"):
            address, answers = content["address"], content.get("message_id")
            return Contact(contact, content["number"], None, address, answers, None)
    return None


def of_chat(contact: UUID, content: dict[str, Any]) -> Contact:
    """The contact that a chat leads to."""
    last = content.get("last_in_at")
    identifier = Identifier(content["kind"], content["value"])
    number = identifier.value if identifier.kind == "whatsapp" else None
    heard = datetime.fromisoformat(last) if last else None
    return Contact(contact, number, identifier, None, None, heard)


def tell(
    db: Db, vault: Vault, business: Business, contact: Contact, request: Row, texts: Sequence[str],
    now: datetime,
) -> None:  # fmt: skip
    """Queue the last words to the contact, in the channel the request came by."""
    if contact.address is not None:
        text = "\n\n".join(texts)
        mail = Mail(contact.address, words.mail_subject(request.ticket), text, contact.answers)
        out.queue(db, vault, business, contact.person, mail, now, request.request_id)
        return
    if contact.identifier is None:
        return
    holder = people.find(db, vault, [contact.identifier])
    if holder is None:
        people.lead_to(db, vault, contact.identifier, contact.person, None)
        heard = contact.last_in_at or now
        db.run(SQL["quiet_talk"], person=contact.person, language=request.language, heard=heard)
    # whoever holds the chat now wrote again after the erasure: the answer belongs to that talk
    to = holder or contact.person
    for number, text in enumerate(texts):
        at = now + timedelta(seconds=number * APART)
        outbox.enqueue(db, vault, business, to, text, at, author="system", lane=1)


def end_due(house: House, business: Business, now: datetime) -> int:
    """End one contact that has been told, or cannot be; return how many ended. Repeat until 0."""
    with house.act(business) as db:
        row = db.one(SQL["told"])
        if row is None:
            return 0
        # with writers held off: a message that comes from here on makes a person of its own
        db.run(people.SQL["hold_writers_off"])
        if db.one(SQL["came_back"], contact=row.contact_id):
            db.run(SQL["let_go"], request=row.request_id)
            return 1
        db.run(people.SQL["delete_identifiers"], people=[row.contact_id])
    everyone = [row.contact_id]
    end(house, business, everyone, now)
    with house.act(business) as db:
        db.run(SQL["let_go"], request=row.request_id)
        db.note("request.contact_ended", row.request_id)
    return 1


def end(house: House, business: Business, everyone: Sequence[UUID], now: datetime) -> None:
    """Erase contacts as thoroughly as anybody. Safe to repeat."""

    def act() -> Any:
        return house.act(business)

    erasure.make_unreadable(act, house.vault, house.journal, business, everyone, None, now)
    erasure.remove(act, house.vault, business, everyone, None, now)
    with act() as db:
        for contact in everyone:
            db.run(out.SQL["forget_of"], person=contact)
    house.journal.finish(business.id, everyone, now)
