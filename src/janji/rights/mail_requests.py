"""Deletion requests by e-mail: two promised subjects, a number, a code that proves the number.

Whether a number is known to us is never told: the same words, by the same queue, at the same
time, for every number. The code goes to the number itself on WhatsApp.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from janji.channels import outbox
from janji.channels.mail import inbox, meaning, out
from janji.channels.mail.out import Mail
from janji.channels.mail.parse import Letter
from janji.kit import phone
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
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
STUMBLES = (ValueError, TypeError, LookupError, AttributeError, psycopg.DataError)


def take(house: House, business: Business, now: datetime) -> int:
    """Handle one waiting letter in one commit; 0 when none waits. Repeat until 0.

    A letter whose content we stumble over goes to quarantine, where people look; what fails for
    another reason (database, keyring) is raised, and the letter waits for the next round.
    """
    try:
        with house.act(business) as db:
            return handled(db, house.vault, business, now)
    except STUMBLES:
        with house.act(business) as db:
            return handled(db, house.vault, business, now, stumbled=True)


def handled(
    db: Db, vault: Vault, business: Business, now: datetime, *, stumbled: bool = False
) -> int:
    """Handle the oldest waiting letter, or set it aside if we *stumbled*; 0 when none waits."""
    found = inbox.waiting(db, vault, business)
    if found is None:
        return 0
    outcome, right = "gone", requests.right_of(business, "erasure")
    if found.letter is not None and not isinstance(right, Refused):
        reading = Reading(db, vault, business, right, found.letter, now)
        outcome = reading.aside("mail_fault") if stumbled else reading.handle()
    elif found.letter is not None:
        outcome = "not_offered"
    inbox.settle(db, found.mail_id, outcome, now)
    return 1


@dataclass(frozen=True)
class Reading:
    """One letter being handled in one transaction. right: what the policy says about deletion."""

    db: Db
    vault: Vault
    business: Business
    right: Right
    letter: Letter
    now: datetime

    def handle(self) -> str:
        """Understand the letter and answer it; the closed word says what was done."""
        letter = self.letter
        if letter.automatic or letter.sender is None:
            return self.aside(f"mail_{letter.automatic or 'no_sender'}")
        if letter.sender == self.business.contacts.email.lower():
            return self.aside("mail_own")
        asker = people.find(self.db, self.vault, [Identifier("email", letter.sender)])
        code = meaning.code_in(letter.text)
        waiting = self.db.one(SQL["waiting_of"], contact=asker) if asker and code else None
        if asker and code and waiting:
            return self.try_code(asker, waiting, code)
        subjects = self.business.contacts.deletion_subjects
        position = meaning.promised_subject(letter.subject, subjects)
        if position is None:
            return self.aside("mail_not_understood")
        return self.promised(letter.sender, position)

    def aside(self, reason: str) -> str:
        """Put the letter where people look at it: sealed, counted, gone with its day."""
        body = json.dumps(self.letter.facts(), ensure_ascii=False).encode()
        inbox.set_aside(self.db, self.vault, self.business, reason, body, self.now)
        return reason

    def promised(self, sender: str, position: int) -> str:
        """A letter with a promised subject: a request when it names exactly one number."""
        numbers = numbers_in(self.business, self.letter)
        asker = people.find_or_make(self.db, self.vault, [Identifier("email", sender)], self.now)
        if len(numbers) == 1:
            known = position < len(LANGUAGES)
            language = LANGUAGES[position] if known else self.business.languages[0]
            return self.open_request(asker, numbers[0], language)
        self.keep(asker, None)
        problem = "mail_many_numbers" if numbers else "mail_no_number"
        self.db.note("mail.number_unclear", None, numbers=len(numbers))
        self.answer(asker, "", words.mail_body(self.business, f"rights.{problem}", {}))
        return problem

    def open_request(self, asker: UUID, number: str, language: str) -> str:
        """Open or join the request of this address, alike whether the number is known or not.

        An address has one open request: another number takes the place of an unconfirmed one.
        """
        db, now = self.db, self.now
        earlier = contacts.opened(db, self.vault, self.business, asker)
        waiting = db.one(SQL["waiting_of"], contact=asker)
        if waiting is not None and earlier is not None and earlier.number != number:
            requests.finish(db, waiting.request_id, "lapsed", now, "asked_again")
        self.keep(asker, number)
        person = people.find(db, self.vault, [Identifier("whatsapp", number)])
        ticket = requests.start(
            db, self.business, person, "erasure", "email", language, now, contact=asker
        )
        db.note("mail.promised_subject", ticket.request, joined=ticket.joined)
        self.answer(asker, ticket.ticket, self.acknowledgement(ticket, language))
        return "joined" if ticket.joined else "opened"

    def acknowledgement(self, ticket: requests.Ticket, language: str) -> str:
        """What the asker reads: the ticket, what proves the number, by when."""
        moments = {"due": ticket.due_at}
        if ticket.state != "unverified":
            key = "rights.mail_in_progress"
        else:
            key = "rights.mail_opened"
            moments["until"] = requests.lapses_at(self.business, "erasure", ticket.received_at)
            moments["code_until"] = self.give_code(ticket, language) or moments["until"]
        return words.mail_body(self.business, key, moments, ticket=ticket.ticket)

    def give_code(self, ticket: requests.Ticket, language: str) -> datetime | None:
        """Make a code unless one still counts, and send it if the number leads to somebody.

        Returns until when it counts; None when no more are given.
        """
        db, now = self.db, self.now
        until = codes.open_until(db, ticket.request, now)
        if until is not None:
            return until
        code = codes.make(db, self.vault, self.business, self.right, ticket.request, now)
        if code is None:
            return None
        until = now + timedelta(seconds=codes.lives(self.right))
        person = db.value(SQL["person_of"], request=ticket.request)
        if person is not None and codes.may_send(db, self.right, person, now):
            self.send_code(ticket, person, code, until, language)
        return until

    def send_code(
        self, ticket: requests.Ticket, person: UUID, code: str, until: datetime, language: str
    ) -> None:
        """The code goes to the number itself: who can read it there, holds it."""
        text = say(
            "rights.code",
            language,
            business=self.business.name,
            ticket=ticket.ticket,
            code=code,
            until=words.moment(self.business, until, language),
        )
        sent = outbox.enqueue(
            self.db,
            self.vault,
            self.business,
            person,
            text,
            self.now,
            author="system",
            secret=code,
        )
        self.db.note("request.code_sent", ticket.request, sent=not isinstance(sent, Refused))

    def try_code(self, asker: UUID, waiting: Row, code: str) -> str:
        """A code came back: verified, or the same words for every way of not being so."""
        db, now, request = self.db, self.now, waiting.request_id
        late = requests.lapses_at(self.business, "erasure", waiting.received_at) <= now
        verdict = codes.check(db, self.vault, self.business, self.right, request, code, now)
        good = verdict == "right" and not late
        if good:
            requests.verify(db, request, "code_to_channel", now)
        db.note("request.code_tried", request, verdict="ended" if late else verdict)
        key = "rights.mail_code_right" if good else "rights.mail_code_wrong"
        moments = {"due": waiting.due_at}
        body = words.mail_body(self.business, key, moments, ticket=waiting.ticket)
        self.answer(asker, waiting.ticket, body)
        return "code_right" if good else "code_wrong"

    def keep(self, asker: UUID, number: str | None) -> None:
        """Keep what the answer needs, and no more: the address, the number, the mail's id."""
        content = {
            "direction": "in",
            "address": self.letter.sender,
            "number": number,
            "subject": self.letter.subject,
            "message_id": self.letter.message_id,
        }
        records.put(self.db, self.vault, self.business, asker, KIND, content, self.now)

    def answer(self, asker: UUID, ticket: str, body: str) -> None:
        """Queue the answer, unless this address already got as many as a person needs."""
        span = self.right.verify_within
        since = self.now - timedelta(seconds=span.seconds if span else 0.0)
        enough = 2 * (self.right.code_tries or 1) + 2
        if self.db.value(SQL["answers_since"], asker=asker, since=since) >= enough:
            self.db.note("mail.not_answered", None, reason="too_many")
            return
        subject = words.mail_subject(ticket)
        mail = Mail(str(self.letter.sender), subject, body, self.letter.message_id)
        out.queue(self.db, self.vault, self.business, asker, mail, self.now)


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
