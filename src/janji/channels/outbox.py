"""Messages to send: sealed, queued, sent once, in order for each person.

Twilio has no idempotency key for messages, so the order is: mark "sending" and commit, call, store
the provider's id. A message found "sending" with an ended lease is looked for at the provider
first and only sent again when it is not there. Window, withdrawal and purpose are asked again at
the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from janji.channels.twilio import split
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Accepted, Failed
from janji.consent import withdrawals
from janji.kit.db import Row
from janji.kit.errors import JanjiError, Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate, records, search
from janji.vault.house import House, Vault

SQL = named_sql(__file__)
KIND = "message_out"
PURPOSE = {
    "bot": "answer_questions",
    "agent": "customer_support",
    "system": "rights_requests",
    "notice": "tell_changes",
}
# WhatsApp's customer-service window: free text only within 24 hours of the person's last message
# (Twilio error 63016). The platform's rule, not a promise of any policy.
COVER = "•"
WINDOW = timedelta(hours=24)
LEASE = timedelta(seconds=60)
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = 2.0, 900.0, 12
OUTSIDE_WINDOW = 63016


@dataclass(frozen=True)
class Template:
    """An approved template: the only way to write outside the window."""

    content_sid: str
    variables: dict[str, str]


def enqueue(
    db: Any,
    vault: Vault,
    business: Business,
    person: UUID,
    text: str,
    now: datetime,
    *,
    author: str = "bot",
    lane: int = 0,
    author_id: int | None = None,
    template: Template | None = None,
    message: UUID | None = None,
    as_old_as: datetime | None = None,
    secret: str = "",
) -> UUID | Refused:
    """Queue *text* for *person*, split where the provider needs it; return the first id.

    author: bot, agent, system or notice; says which purpose the sending has. message: an id of the
    caller's own: the same id given twice is one message. as_old_as: the moment of what it quotes,
    so that a copy never outlives what it is a copy of. secret: words in *text* for the person
    alone, such as a code: whoever else opens the message sees that something stood there.
    """
    parts = split.split(text) if template is None else [text]
    if not any(part.strip() for part in parts):
        return Refused("channels.nothing_to_send")
    first: UUID | None = None
    cls, day = records.last_day(business, KIND, as_old_as or now)
    records.ready_day(db, vault, cls, day)
    for number, part in enumerate(parts):
        record = message if message is not None and number == 0 else new_id(spaced(now, number))
        first = first or record
        put = db.run(
            SQL["put"], message=record, expires_on=day, person=person, now=now, lane=lane,
            author=author,
        )  # fmt: skip
        if not put:
            return first
        content = content_of(part, author_id, template, secret)
        sealed = vault.sealer(business.id).seal_json(person, cls, day, KIND, record, content)
        db.run(
            records.SQL["put"], record=record, expires_on=day, person=person, kind=KIND, at=now,
            sealed=sealed,
        )  # fmt: skip
        if author == "agent":  # what colleagues wrote is looked for; what the bot says is known
            search.keep(db, vault, records.Place(cls, day, day), record, person, part)
    db.note("message.queued", person, author=author, parts=len(parts))
    return first if first is not None else Refused("channels.nothing_to_send")


def content_of(
    part: str, author_id: int | None, template: Template | None, secret: str
) -> dict[str, Any]:
    """What is sealed of one message. sends: the words as they go out, where *secret* is in them."""
    content: dict[str, Any] = {"text": part}
    if secret and secret in part:
        content = {"text": part.replace(secret, COVER * len(secret)), "sends": part}
    if author_id is not None:
        content["author_id"] = author_id
    if template is not None:
        content["template"] = {"sid": template.content_sid, "variables": template.variables}
    return content


def spaced(now: datetime, number: int) -> datetime:
    """A moment of its own for each part: messages go out in the order of their ids."""
    return now + timedelta(milliseconds=number)


@dataclass(frozen=True)
class Letter:
    """A claimed message, opened for sending. why_not: the reason it must not be sent."""

    row: Row
    to: str = ""
    text: str = ""
    template: Template | None = None
    why_not: Refused | None = None


def claim(house: House, business: Business, now: datetime, most: int) -> list[Letter]:
    """Take up to *most* due messages under a lease and open those that may be sent now."""
    with house.act(business) as db:
        rows = db.all(SQL["claim"], now=now, lease_until=now + LEASE, most=most)
        return [openable(db, house.vault, business, row, now) for row in rows]


def openable(db: Any, vault: Vault, business: Business, row: Row, now: datetime) -> Letter:
    """The letter, or why it cannot be opened: one that cannot must not hold up all others."""
    try:
        return letter(db, vault, business, row, now)
    except JanjiError as fault:
        return Letter(row, why_not=Refused(fault.code))


def letter(db: Any, vault: Vault, business: Business, row: Row, now: datetime) -> Letter:
    """Open one claimed message after asking everything again: purpose, withdrawal, window."""
    purpose = PURPOSE.get(row.author, "answer_questions")
    opened = gate.read_records(db, vault, business, purpose, [row.message_id])
    if isinstance(opened, Refused):
        return Letter(row, why_not=opened)
    content = opened[0].content if opened else None
    if content is None:
        return Letter(row, why_not=Refused("channels.words_gone"))
    template = template_of(content)
    last = db.value(SQL["window"], person=row.person_id)
    if template is None and (last is None or now - last > WINDOW):
        return Letter(row, why_not=Refused("channels.window_closed", {"code": OUTSIDE_WINDOW}))
    for kind in ("whatsapp", "wa_user"):
        address = gate.contact(db, vault, business, purpose, row.person_id, kind)
        if isinstance(address, str):
            words = content.get("sends") or content["text"]
            return Letter(row, f"whatsapp:{address}", words, template)
    return Letter(row, why_not=Refused("channels.no_address"))


def template_of(content: dict[str, Any]) -> Template | None:
    """The template a message uses, if any."""
    found = content.get("template")
    return Template(found["sid"], found["variables"]) if found else None


def send(
    house: House, business: Business, twilio: Twilio, callback: str, one: Letter
) -> Accepted | Failed | Refused:
    """Hand one letter to the provider. No transaction is open while the network is waited for."""
    if one.why_not is not None:
        return one.why_not
    if one.row.was == "sending":  # no answer came to an earlier try, whatever became of it
        found = find_sent(house, business, twilio, one)
        if found is not None:
            return found
    back = f"{callback}?m={one.row.message_id}"
    if one.template is not None:
        return twilio.send_template(
            one.to, business.channel.sender, one.template.content_sid, one.template.variables, back
        )
    return twilio.send_text(one.to, business.channel.sender, one.text, back)


def find_sent(
    house: House, business: Business, twilio: Twilio, one: Letter
) -> Accepted | Failed | None:
    """Whether an earlier try did reach the provider: the same words since then, not yet ours.

    A template's words are the provider's: there any unknown message to the person since counts.
    """
    since = one.row.at - timedelta(minutes=1)
    try:
        for record in twilio.list_messages(to=one.to, sender=business.channel.sender, since=since):
            same = one.template is not None or record.body == one.text
            if (
                record.direction.startswith("outbound")
                and same
                and not known(house, business, record.sid)
            ):
                return Accepted(record.sid, record.status)
    except JanjiError:
        return Failed(None, "unsure", "channels.twilio_error.unsure")
    return None


def known(house: House, business: Business, sid: str) -> bool:
    """Whether a message of ours already has this provider id."""
    digest = house.vault.sealer(business.id).find_hash("sid", sid)
    with house.act(business) as db:
        return db.one(SQL["known_sid"], sid_hash=digest) is not None


def settle(
    house: House,
    business: Business,
    one: Letter,
    result: Accepted | Failed | Refused,
    now: datetime,
) -> None:
    """Write what became of a letter, with its ledger line."""
    with house.act(business) as db:
        message = one.row.message_id
        if isinstance(result, Accepted):
            sealer = house.vault.sealer(business.id)
            cls, day, _ = records.beside(house.vault, business, KIND, message, one.row.expires_on)
            sealed = sealer.seal_sid(day, message, result.sid, cls)
            stored = db.run(
                SQL["accepted"], message=message, sid_sealed=sealed,
                sid_hash=sealer.find_hash("sid", result.sid),
            )  # fmt: skip
            if not stored:  # erased while it was on its way: the provider's copy must go too
                db.run(SQL["owe"], debt=message, day=day, sid_sealed=sealed, now=now)
            db.note("message.out", one.row.person_id, author=one.row.author)
        elif isinstance(result, Refused):
            code = result.values.get("code")
            db.run(SQL["refused"], message=message, state="refused", code=code, now=now)
            db.note("message.refused", one.row.person_id, reason=result.code)
        else:
            settle_failure(db, business, one, result, now)


def settle_failure(db: Any, business: Business, one: Letter, failed: Failed, now: datetime) -> None:
    """Wait and try again, look first, or give up, as the provider's error table says.

    "Too fast" is no fault of the message: it is tried until it may not be sent any more.
    """
    message = one.row.message_id
    wait = min(FIRST_WAIT * 2 ** min(one.row.tries, 10), LONGEST_WAIT)
    if failed.retry_after is not None:
        wait = failed.retry_after if one.row.tries == 1 else max(wait, failed.retry_after)
    later = now + timedelta(seconds=wait)
    if failed.reaction == "unsure":
        db.run(SQL["unsure"], message=message, next_at=later)
    elif failed.reaction == "throttle" or (
        failed.reaction == "retry" and one.row.tries < MOST_TRIES
    ):
        db.run(SQL["again"], message=message, next_at=later, code=failed.code)
    else:
        db.run(SQL["refused"], message=message, state="failed", code=failed.code, now=now)
        db.note(
            "message.failed", one.row.person_id, code=failed.code or 0, reaction=failed.reaction
        )
        if failed.reaction == "optout":  # they told the provider to stop: the same as telling us
            withdrawals.stop_marketing(db, business, one.row.person_id, now)
