"""After an outage: what the provider has and no webhook brought is fetched from its own list.

Twilio calls a webhook for some seconds and then never again. Its list of messages is compared
with ours from where the last comparison ended, so a lost message is found on the next round,
whatever was down and for how long. Statuses are not repeated: a reply's own words are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from janji.channels.twilio import fields
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Record
from janji.channels.twilio.sealed import content
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import people, records
from janji.vault.house import House
from janji.vault.people import Identifier

SQL = named_sql(__file__)
KIND = "message_in"
SETTLED = timedelta(minutes=2)  # Twilio's webhook retries end within 15 seconds
OVERLAP = timedelta(minutes=5)  # their clock and ours
AT_ONCE = 100


def reconcile(house: House, business: Business, twilio: Twilio, now: datetime) -> int:
    """Take in every message that no webhook brought; return how many were missing.

    One request when nothing is missing. Younger messages than SETTLED are left to the webhook.
    Raises: JanjiError channels.twilio_list when the provider's list cannot be read to its end:
    what was found until then is kept, and the next round begins where this one began.
    """
    with house.act(business) as db:
        since = db.value(SQL["compared_until"])
    if since is None:
        return 0
    until, found = now - SETTLED, 0
    for batch in batches(inbound(twilio, business, since - OVERLAP, until)):
        found += sum(
            take(house, business, twilio, one, now) for one in unknown(house, business, batch)
        )
    with house.act(business) as db:
        db.run(SQL["keep_until"], until=until)
        if found:
            db.note("channel.reconciled", None, found=found)
    return found


def inbound(
    twilio: Twilio, business: Business, since: datetime, until: datetime
) -> Iterator[Record]:
    """The messages to us that the provider lists, sent between the two moments."""
    for one in twilio.list_messages(to=business.channel.sender, since=since):
        at = one.sent_at or one.created_at
        if one.direction == "inbound" and at is not None and at <= until:
            yield one


def batches(found: Iterator[Record]) -> Iterator[list[Record]]:
    """*found* in bounded pieces."""
    while piece := list(islice(found, AT_ONCE)):
        yield piece


def unknown(house: House, business: Business, listed: Sequence[Record]) -> list[Record]:
    """Those that never arrived here and were not erased, oldest first."""
    sealer = house.vault.sealer(business.id)
    by_hash = {sealer.find_hash("sid", one.sid): one for one in listed}
    with house.act(business) as db:
        rows = db.all(SQL["known_sids"], sids=list(by_hash))
    for row in rows:
        by_hash.pop(bytes(row.sid_hash), None)
    return list(by_hash.values())[::-1]


def take(house: House, business: Business, twilio: Twilio, one: Record, now: datetime) -> int:
    """Take in one message; 1 when it was missing, 0 when it is known or may not be kept."""
    at = one.sent_at or one.created_at or now
    _, day = records.last_day(business, KIND, at)
    if day <= local_date(now, business.zone):
        return owe(house, business, one, now)
    read = as_webhook(business, twilio, one)
    if isinstance(read, Refused):
        with house.act(business) as db:
            db.note("channel.unreadable", None, reason=read.code)
        return 0
    with house.act(business) as db:
        db.run(people.SQL["write_along"])
        return keep(db, house, business, read, at, now)


def keep(
    db: Db, house: House, business: Business, read: fields.Inbound, at: datetime, now: datetime
) -> int:
    """Seal and keep a message as the door does, dated by when it was sent."""
    vault, sealer = house.vault, house.vault.sealer(business.id)
    cls, day = records.last_day(business, KIND, at)
    records.ready_day(db, vault, cls, day)
    given = sorted(read.identifiers)
    person = people.find_or_make(db, vault, [Identifier(*one) for one in given], at)
    record, files = new_id(at), len(read.content.media)
    kept = db.run(
        SQL["keep_message"], id=record, expires_on=day, person=person, at=at, media=files,
        sid=sealer.find_hash("sid", read.sid),
        sid_sealed=sealer.seal_sid(day, record, read.sid, cls),
        kind=KIND, sealed=sealer.seal_json(person, cls, day, KIND, record, content(read)),
    )  # fmt: skip
    if kept:
        if files:
            db.run(SQL["put_media"], id=record, expires_on=day, person=person, media=files, now=now)
        db.note("message.in", person, media=files, recovered=True)
    return kept


def owe(house: House, business: Business, one: Record, now: datetime) -> int:
    """Have the provider's copy of a message deleted that is too old to be taken in."""
    vault = house.vault
    cls, day = records.last_day(business, KIND, now)
    debt = new_id(now)
    with house.act(business) as db:
        records.ready_day(db, vault, cls, day)
        sealed = vault.sealer(business.id).seal_sid(day, debt, one.sid, cls)
        db.run(SQL["owe"], id=debt, day=day, sid_sealed=sealed, now=now)
        db.note("channel.too_old", None, found=1)
    return 0


def as_webhook(business: Business, twilio: Twilio, one: Record) -> fields.Inbound | Refused:
    """The listed message read like a webhook: the same list of fields, the same policy."""
    params = [
        ("MessageSid", one.sid), ("AccountSid", twilio.account), ("From", one.sender),
        ("To", one.to), ("Body", one.body), ("NumMedia", str(one.media)),
    ]  # fmt: skip
    files = twilio.list_media(one.sid) if one.media else []
    if isinstance(files, list):
        for n, file in enumerate(files):
            url = twilio.media_url(one.sid, file.sid)
            params += [(f"MediaUrl{n}", url), (f"MediaContentType{n}", file.content_type)]
    read = fields.read(params, business.policy.collects)
    return Refused("channels.twilio_no_sid") if isinstance(read, fields.StatusUpdate) else read
