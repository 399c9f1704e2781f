"""Deletion requests by e-mail: two promised subjects, a number, a code that proves the number.

Whether a number is known to us is never told: the same words, by the same queue, at the same
time, for every number. The code goes to the number itself on WhatsApp.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from janji.channels import outbox
from janji.channels.mail import inbox, meaning, out
from janji.channels.mail.out import Mail
from janji.channels.mail.parse import Letter
from janji.kit import phone
from janji.kit.db import Db, Row
from janji.kit.errors import JanjiError, Refused
from janji.kit.sql import named_sql
from janji.kit.text import LANGUAGES, say
from janji.policy.business import Business
from janji.policy.model_conduct import Right
from janji.rights import codes, contacts, requests, words
from janji.vault import people, records
from janji.vault.house import House, Vault
from janji.vault.people import Identifier

SQL = named_sql(__file__)
KIND = "request_email"


def take(house: House, business: Business, now: datetime) -> int:
    """Handle one waiting letter in one commit; 0 when none waits. Repeat until 0.

    A letter that our own fault keeps from being handled goes to quarantine, where people look.
    """
    mail: UUID | None = None
    try:
        with house.act(business) as db:
            found = inbox.waiting(db, house.vault, business)
            if found is None:
                return 0
            mail = found.mail_id
            outcome = "gone"
            if found.letter is not None:
                outcome = handle(db, house.vault, business, found.letter, now)
            inbox.settle(db, mail, outcome, now)
    except JanjiError:
        with house.act(business) as db:
            found = inbox.waiting(db, house.vault, business)
            if found is None or found.mail_id != mail or found.letter is None:
                return 1
            aside(db, house.vault, business, found.letter, "mail_fault", now)
            inbox.settle(db, found.mail_id, "mail_fault", now)
    return 1


def handle(db: Db, vault: Vault, business: Business, letter: Letter, now: datetime) -> str:
    """Understand one letter and answer it; the closed word says what was done."""
    right = requests.right_of(business, "erasure")
    if isinstance(right, Refused):
        return aside(db, vault, business, letter, "mail_not_offered", now)
    if letter.automatic or letter.sender is None:
        return aside(db, vault, business, letter, f"mail_{letter.automatic or 'no_sender'}", now)
    if letter.sender == business.contacts.email.lower():
        return aside(db, vault, business, letter, "mail_own", now)
    asker = people.find(db, vault, [Identifier("email", letter.sender)])
    if asker is not None and (code := meaning.code_in(letter.text)):
        waiting = db.one(SQL["waiting_of"], contact=asker)
        if waiting is not None:
            return try_code(db, vault, business, right, letter, asker, waiting, code, now)
    position = meaning.promised_subject(letter.subject, business.contacts.deletion_subjects)
    if position is None:
        return aside(db, vault, business, letter, "mail_not_understood", now)
    return promised(db, vault, business, right, letter, position, now)


def aside(
    db: Db, vault: Vault, business: Business, letter: Letter, reason: str, now: datetime
) -> str:
    """Put a letter where people look at it: sealed, counted, gone with its day."""
    body = json.dumps(letter.facts(), ensure_ascii=False).encode()
    inbox.set_aside(db, vault, business, reason, body, now)
    return reason


def promised(
    db: Db,
    vault: Vault,
    business: Business,
    right: Right,
    letter: Letter,
    position: int,
    now: datetime,
) -> str:
    """A letter with a promised subject: a request when it names exactly one number."""
    numbers = numbers_in(business, letter)
    asker = people.find_or_make(db, vault, [Identifier("email", str(letter.sender))], now)
    if len(numbers) == 1:
        language = LANGUAGES[position] if position < len(LANGUAGES) else business.languages[0]
        return open_request(db, vault, business, right, letter, asker, numbers[0], language, now)
    keep(db, vault, business, asker, letter, None, now)
    problem = "mail_many_numbers" if numbers else "mail_no_number"
    db.note("mail.number_unclear", None, numbers=len(numbers))
    body = words.mail_body(business, f"rights.{problem}", {})
    answer(db, vault, business, right, letter, asker, "", body, now)
    return problem


def numbers_in(business: Business, letter: Letter) -> list[str]:
    """The numbers a letter names, first in the sender's own words, else also in what they quote."""
    ours = {business.contacts.phone, business.channel.sender.partition(":")[2]}
    own = meaning.own_words(letter.text)
    found: list[str] = []
    for text in (f"{letter.subject}\n{own}", letter.text):
        found = [number for number in phone.find(text) if number not in ours]
        if found:
            break
    return found


def open_request(
    db: Db,
    vault: Vault,
    business: Business,
    right: Right,
    letter: Letter,
    asker: UUID,
    number: str,
    language: str,
    now: datetime,
) -> str:
    """Open or join the request of this address; the same answer whether the number is known or not.

    An address has one open request: another number takes the place of an unconfirmed one.
    """
    earlier = contacts.opened(db, vault, business, asker)
    waiting = db.one(SQL["waiting_of"], contact=asker)
    if waiting is not None and earlier is not None and earlier.number != number:
        requests.finish(db, waiting.request_id, "lapsed", now, "asked_again")
    keep(db, vault, business, asker, letter, number, now)
    person = people.find(db, vault, [Identifier("whatsapp", number)])
    ticket = requests.start(db, business, person, "erasure", "email", language, now, contact=asker)
    db.note("mail.promised_subject", ticket.request, joined=ticket.joined)
    moments = {"due": ticket.due_at}
    if ticket.state != "unverified":
        body = words.mail_body(business, "rights.mail_in_progress", moments, ticket=ticket.ticket)
    else:
        moments["until"] = requests.lapses_at(business, "erasure", ticket.received_at)
        until = give_code(db, vault, business, right, ticket, language, now)
        moments["code_until"] = until or moments["until"]
        body = words.mail_body(business, "rights.mail_opened", moments, ticket=ticket.ticket)
    answer(db, vault, business, right, letter, asker, ticket.ticket, body, now)
    return "joined" if ticket.joined else "opened"


def give_code(
    db: Db,
    vault: Vault,
    business: Business,
    right: Right,
    ticket: requests.Ticket,
    language: str,
    now: datetime,
) -> datetime | None:
    """Make a code unless one still counts, and send it if the number leads to somebody.

    Returns until when it counts; None when no more are given.
    """
    until = codes.open_until(db, ticket.request, now)
    if until is not None:
        return until
    code = codes.make(db, vault, business, right, ticket.request, now)
    if code is None:
        return None
    until = now + timedelta(seconds=codes.lives(right))
    person = db.value(SQL["person_of"], request=ticket.request)
    if person is not None and codes.may_send(db, right, person, now):
        text = say(
            "rights.code",
            language,
            business=business.name,
            ticket=ticket.ticket,
            code=code,
            until=words.moment(business, until, language),
        )
        sent = outbox.enqueue(db, vault, business, person, text, now, author="system", lane=0)
        db.note("request.code_sent", ticket.request, sent=not isinstance(sent, Refused))
    return until


def try_code(
    db: Db,
    vault: Vault,
    business: Business,
    right: Right,
    letter: Letter,
    asker: UUID,
    waiting: Row,
    code: str,
    now: datetime,
) -> str:
    """A code came back: verified, or the same words for every way of not being so."""
    late = requests.lapses_at(business, "erasure", waiting.received_at) <= now
    verdict = codes.check(db, vault, business, right, waiting.request_id, code, now)
    good = verdict == "right" and not late
    if good:
        requests.verify(db, waiting.request_id, "code_to_channel", now)
    db.note("request.code_tried", waiting.request_id, verdict="ended" if late else verdict)
    key = "rights.mail_code_right" if good else "rights.mail_code_wrong"
    body = words.mail_body(business, key, {"due": waiting.due_at}, ticket=waiting.ticket)
    answer(db, vault, business, right, letter, asker, waiting.ticket, body, now)
    return "code_right" if good else "code_wrong"


def keep(
    db: Db,
    vault: Vault,
    business: Business,
    asker: UUID,
    letter: Letter,
    number: str | None,
    now: datetime,
) -> None:
    """Keep what the answer needs, and no more: the address, the number, the mail's id."""
    content = {
        "direction": "in", "address": letter.sender, "number": number, "subject": letter.subject,
        "message_id": letter.message_id,
    }  # fmt: skip
    records.put(db, vault, business, asker, KIND, content, now)


def answer(
    db: Db,
    vault: Vault,
    business: Business,
    right: Right,
    letter: Letter,
    asker: UUID,
    ticket: str,
    body: str,
    now: datetime,
) -> None:
    """Queue the answer, unless this address already got as many as a person needs."""
    since = now - timedelta(seconds=right.verify_within.seconds if right.verify_within else 0.0)
    enough = 2 * (right.code_tries or 1) + 2
    if db.value(SQL["answers_since"], asker=asker, since=since) >= enough:
        db.note("mail.not_answered", None, reason="too_many")
        return
    subject = words.mail_subject(ticket)
    mail = Mail(str(letter.sender), subject, body, letter.message_id)
    out.queue(db, vault, business, asker, mail, now)
