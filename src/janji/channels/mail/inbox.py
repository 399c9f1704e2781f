"""Letters wait here, sealed, from before the sending server hears "received" until understood.

What cannot be understood goes to quarantine: sealed, counted, seen by the owner, gone with its
day. Each letter is taken once, though it may arrive by IMAP and SMTP both.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from janji.channels.mail.parse import Letter, read
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.house import Vault
from janji.vault.key_names import Gone
from janji.vault.places import HOUSE
from janji.vault.records import last_day, ready_day

SQL = named_sql(__file__)
KIND = "request_email"
HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:.*\n?(?:[ \t].*\n?)*", re.MULTILINE)  # RFC 5322, 2.2
LARGEST = 1_000_000  # bytes of a mail we read; a deletion request is a few lines
KEPT_OF_UNREADABLE = 20_000  # bytes of the body that the owner may look at

Taken = Literal["stored", "duplicate", "quarantined"]


@dataclass(frozen=True)
class Waiting:
    """One letter not handled yet. letter is None when its day ended before that."""

    mail_id: UUID
    at: datetime
    letter: Letter | None


def keep(db: Db, vault: Vault, business: Business, raw: bytes, now: datetime) -> Taken:
    """Make a mail durable with the caller's commit, or set it aside in quarantine.

    raw: the whole mail. Only the facts an answer needs are kept (parse.Letter).
    """
    if len(raw) > LARGEST:
        set_aside(db, vault, business, "mail_too_large", raw, now)
        return "quarantined"
    letter = read(raw)
    if isinstance(letter, Refused):
        set_aside(db, vault, business, letter.code, raw, now)
        return "quarantined"
    cls, day = last_day(business, KIND, now)
    ready_day(db, vault, cls, day)
    mail, places = new_id(now), vault.sealer(business.id)
    stored = db.run(
        SQL["keep"],
        mail=mail,
        day=day,
        now=now,
        hash=places.find_hash("mail", once(letter)),
        bytes=len(raw),
        sealed=places.seal_json(HOUSE, cls, day, KIND, mail, letter.facts()),
    )
    db.note("mail.received" if stored else "mail.duplicate", None, bytes=len(raw))
    return "stored" if stored else "duplicate"


def once(letter: Letter) -> str:
    """What makes a letter the same letter: its id, its writer and its words, not its way here."""
    facts = (letter.message_id, letter.sender, letter.subject, letter.text)
    return hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()


def waiting(db: Db, vault: Vault, business: Business) -> Waiting | None:
    """The oldest letter not handled, held by this transaction; None when there is none."""
    row = db.one(SQL["claim"])
    if row is None:
        return None
    cls = business.policy.retention_class(KIND)
    places = vault.sealer(business.id)
    found = places.open_json(HOUSE, cls, row.expires_on, KIND, row.mail_id, bytes(row.sealed))
    return Waiting(row.mail_id, row.at, None if isinstance(found, Gone) else Letter(**found))


def settle(db: Db, mail: UUID, outcome: str, now: datetime) -> None:
    """Empty a handled letter; only that it came stays until its day ends. outcome: closed word."""
    db.run(SQL["settle"], mail=mail, outcome=outcome, now=now)
    db.note("mail.handled", None, outcome=outcome)


def set_aside(
    db: Db, vault: Vault, business: Business, reason: str, raw: bytes, now: datetime
) -> None:
    """Quarantine what a mail says, without its headers: they name computers and devices."""
    cls, day = last_day(business, "quarantine", now)
    ready_day(db, vault, cls, day)
    body = body_of(raw)[:KEPT_OF_UNREADABLE]
    found = new_id(now)
    sealed = vault.sealer(business.id).seal(HOUSE, cls, day, "quarantine", found, body)
    db.run(
        SQL["quarantine"], id=found, day=day, now=now, reason=reason, bytes=len(raw), sealed=sealed
    )
    db.note("mail.quarantined", None, reason=reason, bytes=len(raw))


def body_of(raw: bytes) -> bytes:
    """All that follows the first empty line; without one, the lines that are no headers."""
    head, blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return body if blank else HEADER.sub(b"", head)


def forget_old(db: Db, today: date) -> int:
    """End the rows of letters whose day is over: their keys are gone, now the traces go too."""
    return db.run(SQL["forget_old"], today=today)
