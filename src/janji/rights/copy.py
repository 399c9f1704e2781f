"""DATA SAYA: what is held, until when, for what, shared with whom, by which words; then a copy.

The copy goes out by conversation day, and each part ends with the day it copies: an answer about
old messages never keeps them longer (UU PDP 7, 32; PP 33/2026, 76-78).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from janji.channels import outbox
from janji.kit.clock import local_date, start_of_day
from janji.kit.dates import clock_time, full_date
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.kit.text import LANGUAGES, say
from janji.policy.business import Business
from janji.rights import requests
from janji.vault import gate, people
from janji.vault.gate import Opened
from janji.vault.house import Vault
from janji.vault.places import FOREVER

SQL = named_sql(__file__)
PURPOSE = "rights_requests"
MOST = 200  # records in one copy; the rest is asked for by ticket
CLOCK = "conversation"
APART = 0.2  # seconds between the days of a copy


def answer(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    language: str,
    now: datetime,
    *,
    channel: str = "whatsapp",
) -> str | Refused:
    """The summary; the copy is queued behind it. The request is recorded, and so answered.

    channel: where it was asked; an open request of that channel is joined.
    """
    kinds = held_kinds(business)
    held = gate.read(db, vault, business, PURPOSE, person=person, kinds=kinds, most=MOST)
    if isinstance(held, Refused):
        return held
    ticket = requests.start(
        db, business, person, "access", channel, language, now, verified_by="possession"
    )
    said = [one for one in held if one.content is not None and not is_copy(one)]
    words = summary(db, vault, business, person, ticket.ticket, language)
    if len(held) == MOST:
        words += "\n" + bounded(db, business, person, ticket.ticket, language)
    for number, (part, oldest) in enumerate(parts(business, said, language), 1):
        # messages go out in the order of their moments: behind the summary, newest day first
        at = now + timedelta(seconds=number * APART)
        outbox.enqueue(
            db, vault, business, person, part, at, author="system", lane=1, as_old_as=oldest
        )
    requests.notified(db, ticket.request, now)
    requests.finish(db, ticket.request, "fulfilled", now)
    return words


def bounded(db: Db, business: Business, person: UUID, ticket: str, language: str) -> str:
    """What to say when there is more than one copy holds."""
    rows = db.all(SQL["held_by_kind"], people=people.linked(db, person))
    return say(
        "rights.copy_bounded",
        language,
        n=MOST,
        all=sum(row.n for row in rows),
        contact=business.contacts.email,
        ticket=ticket,
    )


def held_kinds(business: Business) -> list[str]:
    """Record kinds that a person may see of themselves."""
    named = business.policy.kinds()
    return sorted(kind for kind in named if business.policy.may_use(kind, PURPOSE))


def summary(
    db: Db, vault: Vault, business: Business, person: UUID, ticket: str, language: str
) -> str:
    """What is held per kind and until when, for what, shared with whom, by which sentence."""
    policy = business.policy
    lines = [say("rights.data_head", language, ticket=ticket)]
    lines += kind_lines(db, business, person, language)
    lines += contact_lines(db, vault, business, person, language)
    if len(lines) == 1:
        return say("rights.data_nothing", language)
    purposes = ", ".join(getattr(one.label, language) for one in policy.file.purposes.values())
    lines.append(say("rights.data_purposes", language, purposes=purposes))
    shared = ", ".join(
        f"{one.named(language)} ({getattr(one.label, language)})"
        for one in policy.file.recipients.values()
    )
    key = "rights.data_recipients" if shared else "rights.data_recipients_none"
    lines.append(say(key, language, recipients=shared))
    if sentence := retention_sentence(business, language):
        lines.append(say("rights.data_sentence", language, sentence=sentence))
    lines.append(reads_line(db, business, person, language))
    lines.append(say("rights.data_next", language))
    return "\n".join(line for line in lines if line)


def kind_lines(db: Db, business: Business, person: UUID, language: str) -> list[str]:
    """One line per kind: how many, and by when the last is gone."""
    lines = []
    for row in db.all(SQL["held_by_kind"], people=people.linked(db, person)):
        label = getattr(business.policy.file.kinds[row.kind].label, language)
        if row.last_day == FOREVER:
            lines.append(say("rights.data_line_open", language, label=label, n=row.n))
        else:
            until = full_date(row.last_day, language)
            lines.append(say("rights.data_line", language, label=label, n=row.n, until=until))
    return lines


def contact_lines(
    db: Db, vault: Vault, business: Business, person: UUID, language: str
) -> list[str]:
    """The identifiers that lead to the person, to the person."""
    lines = []
    for kind in ("whatsapp", "wa_user", "email"):
        value = gate.contact(db, vault, business, PURPOSE, person, kind)
        if isinstance(value, str):
            label = getattr(business.policy.file.kinds[f"identifier_{kind}"].label, language)
            lines.append(say("rights.data_contact", language, label=label, value=value))
    return lines


def retention_sentence(business: Business, language: str) -> str:
    """The published sentence that the retention of conversations is bound to."""
    for promise in business.policy.promises:
        if promise.rule == f"retention.{CLOCK}.keep":
            return promise.quotes.get(language, "")
    return ""


def reads_line(db: Db, business: Business, person: UUID, language: str) -> str:
    """The processing trail (UU PDP 32(1)): how often the data was opened, and what for."""
    rows = db.all(SQL["reads"], people=people.linked(db, person))
    if not rows:
        return ""
    known = business.policy.file.purposes
    named = [row for row in rows if row.purpose in known]
    purposes = ", ".join(
        f"{getattr(known[row.purpose].label, language)} ({row.n})" for row in named
    )
    return say("rights.data_reads", language, n=sum(row.n for row in rows), purposes=purposes)


def is_copy(one: Opened) -> bool:
    """Whether a reply of ours is itself such a copy: copies are not copied again."""
    text = str((one.content or {}).get("text", ""))
    heads = (say("rights.copy_head", language, day="\0").split("\0")[0] for language in LANGUAGES)
    return one.kind == outbox.KIND and text.startswith(tuple(heads))


def parts(business: Business, held: list[Opened], language: str) -> list[tuple[str, datetime]]:
    """The copy, one part per conversation day, newest first, with the moment that ages the part."""

    def day_of(one: Opened) -> date:
        return local_date(one.made_at, business.zone)

    newest_first = sorted(held, key=lambda one: one.made_at, reverse=True)
    return [
        (day_words(business, day, list(of_day), language), start_of_day(day, business.zone))
        for day, of_day in groupby(newest_first, key=day_of)
    ]


def day_words(business: Business, day: date, of_day: list[Opened], language: str) -> str:
    """One day's records as lines."""
    lines = [say("rights.copy_head", language, day=full_date(day, language))]
    for one in of_day:
        label = getattr(business.policy.file.kinds[one.kind].label, language)
        at = clock_time(local(business, one.made_at), language)
        said = content_words(one, language)
        lines.append(say("rights.copy_line", language, at=at, label=label, text=said))
    return "\n".join(lines)


def local(business: Business, moment: datetime) -> datetime:
    """The moment on the wall clock of the business."""
    offset = moment - start_of_day(local_date(moment, business.zone), business.zone)
    day = local_date(moment, business.zone)
    return datetime(day.year, day.month, day.day, tzinfo=moment.tzinfo) + offset


def content_words(one: Opened, language: str) -> str:
    """What one record says, readable; provider ids and addresses of files stay out."""
    content = one.content or {}
    said = [str(content[key]) for key in ("name", "text", "subject", "body") if content.get(key)]
    if content.get("media"):
        said.append(say("rights.copy_media", language, n=len(content["media"])))
    if content.get("place"):
        said.append(say("rights.copy_place", language))
    return " – ".join(said)
