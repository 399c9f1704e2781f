"""Requests that nobody confirmed in time end, and the one who asked is told."""

from __future__ import annotations

from datetime import datetime

from janji.channels import outbox
from janji.channels.mail import out
from janji.channels.mail.out import Mail
from janji.kit.db import Db, Row
from janji.kit.text import say
from janji.policy.business import Business
from janji.rights import codes, contacts, requests, words
from janji.vault.house import House, Vault


def work(house: House, business: Business, now: datetime) -> int:
    """End every unconfirmed request whose time is over; return how many."""
    with house.act(business) as db:
        rows = requests.not_confirmed(db, business, now)
        for row in rows:
            end(db, house.vault, business, row, now)
    return len(rows)


def end(db: Db, vault: Vault, business: Business, row: Row, now: datetime) -> None:
    """One request: nothing was held of the number, or nobody confirmed; told alike."""
    codes.forget(db, row.request_id)
    by_mail = row.channel == "email"
    state = "nothing_held" if by_mail and row.person_id is None else "lapsed"
    requests.finish(db, row.request_id, state, now)
    if by_mail:
        tell_by_mail(db, vault, business, row, now)
    elif row.person_id is not None:
        until = words.moment(
            business, requests.lapses_at(business, row.kind, row.received_at), row.language
        )
        text = say("rights.lapsed", row.language, ticket=row.ticket, until=until)
        outbox.enqueue(db, vault, business, row.person_id, text, now, author="system", lane=1)
    requests.notified(db, row.request_id, now)


def tell_by_mail(db: Db, vault: Vault, business: Business, row: Row, now: datetime) -> None:
    """The same words whether the number was known or not."""
    contact = contacts.opened(db, vault, business, row.contact_id) if row.contact_id else None
    if contact is None or contact.address is None:
        return
    kept = business.policy.file.retention["conversation"].keep
    body = words.mail_body(
        business,
        "rights.mail_lapsed",
        {"until": requests.lapses_at(business, row.kind, row.received_at)},
        ticket=row.ticket,
        kept=kept,
    )
    mail = Mail(contact.address, words.mail_subject(row.ticket), body, contact.answers)
    out.queue(db, vault, business, contact.person, mail, now, row.request_id)
