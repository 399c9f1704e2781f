"""Mail out: queued as sealed records, sent by a duty, until it is sent or refused for good.

Delivery is at least once: a crash between "accepted" and our commit sends again under the same
Message-ID, which mail programs show once.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from janji.channels.mail.post import Post
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate, records
from janji.vault.house import Vault
from janji.vault.retention import Act

SQL = named_sql(__file__)
KIND = "request_email"
PURPOSE = "rights_requests"
TRIES_THAT_DOUBLE = 12


@dataclass(frozen=True)
class Mail:
    """One mail to send. answers: the Message-ID it replies to. purpose: what it is written for.

    ends: the last day of what it is about, when that is sooner than a letter's own.
    """

    to: str
    subject: str
    body: str
    answers: str | None = None
    purpose: str = PURPOSE
    ends: date | None = None


def queue(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    mail: Mail,
    now: datetime,
    request: UUID | None = None,
) -> UUID:
    """Queue *mail* with the caller's commit; it ends with *person*, or with its day."""
    content = {
        "direction": "out", "to": mail.to, "subject": mail.subject, "body": mail.body,
        "answers": mail.answers,
    }  # fmt: skip
    record = records.put(db, vault, business, person, KIND, content, now, ends=mail.ends)
    _, day = records.last_day(business, KIND, now)
    db.run(
        SQL["queue"], mail=record, day=min(day, mail.ends or day), person=person, request=request,
        purpose=mail.purpose, now=now,
    )  # fmt: skip
    db.note("mail.queued", person)
    return record


def send_due(act: Act, vault: Vault, business: Business, post: Post, now: datetime) -> int:
    """Send one due mail and return 1, or 0 when nothing is due. Repeat until 0."""
    with act() as db:
        row = db.one(SQL["claim"], now=now)
        if row is None:
            return 0
        message = written(db, vault, business, row)
        if message is None:
            db.run(SQL["failed"], mail=row.mail_id, reason="gone")
            return 1
        settle(db, business, row, attempt(post, message), now)
        return 1


def written(db: Db, vault: Vault, business: Business, row: Row) -> EmailMessage | None:
    """The mail as it goes out, marked as written by a machine (RFC 3834); None when it ended."""
    found = gate.read_records(db, vault, business, row.purpose, [row.mail_id])
    content = found[0].content if isinstance(found, list) and found else None
    if content is None:
        return None
    message = EmailMessage()
    message["From"] = business.contacts.email
    message["To"] = content["to"]
    message["Subject"] = " ".join(str(content["subject"]).split())
    message["Date"] = row.made_at
    message["Message-ID"] = f"<{row.mail_id}@{business.contacts.email.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-replied" if row.purpose == PURPOSE else "auto-generated"
    if content["answers"]:
        message["In-Reply-To"] = message["References"] = content["answers"]
    message.set_content(content["body"])
    return message


def attempt(post: Post, message: EmailMessage) -> str | None:
    """None when the server took it; "refused" for good, or "later". Its words are not kept."""
    try:
        post(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as no:
        return "refused" if code_of(no) >= 500 else "later"
    except (smtplib.SMTPException, OSError):
        return "later"
    return None


def code_of(fault: smtplib.SMTPException) -> int:
    """The reply code of a refusal (RFC 5321)."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in fault.recipients.values()), default=0)
    return int(fault.smtp_code) if isinstance(fault, smtplib.SMTPResponseException) else 0


def settle(db: Db, business: Business, row: Row, fault: str | None, now: datetime) -> None:
    """Write down what became of one attempt."""
    if fault is None:
        db.run(SQL["sent"], mail=row.mail_id)
        db.note("mail.sent", row.person_id)
    elif fault == "refused":
        db.run(SQL["failed"], mail=row.mail_id, reason=fault)
        db.note("mail.refused", row.person_id)
    else:
        db.run(SQL["again"], mail=row.mail_id, next_at=retry_at(business, row.tries, now))


def retry_at(business: Business, tries: int, now: datetime) -> datetime:
    """When to try again: twice as long each time, between the policy's first and longest wait."""
    waits = business.policy.provider_deletion
    first = waits.first_retry.seconds if waits else 1.0
    longest = waits.longest_retry.seconds if waits else 2.0**TRIES_THAT_DOUBLE
    return now + timedelta(seconds=min(first * 2.0 ** min(tries, TRIES_THAT_DOUBLE), longest))


def waiting_for(db: Db, person: UUID) -> int:
    """How many mails to *person* still wait to be sent."""
    return int(db.value(SQL["waiting_for"], person=person))


def forget_old(db: Db, today: date) -> int:
    """End envelopes whose letter's day is over."""
    return db.run(SQL["forget_old"], today=today)
