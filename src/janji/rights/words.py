"""What people are told on the way: tickets, dates and next steps, in the business's local time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from janji.kit.dates import moment_words
from janji.kit.text import LANGUAGES, say
from janji.policy.base import Span
from janji.policy.business import Business
from janji.rights.requests import RIGHTS, Ticket, lapses_at

BETWEEN = "\n\n— — —\n\n"


def moment(business: Business, at: datetime, language: str) -> str:
    """A moment as people there say it."""
    return moment_words(at, business.zone, language)


def span(length: Span, language: str) -> str:
    """A length of time in words: "30 hari", "30 days"."""
    unit = say(f"rights.unit.{length.unit}", language)
    plural = "s" if language == "en" and length.count != 1 else ""
    return f"{length.count} {unit}{plural}"


def clock(business: Business, kind: str, language: str) -> str:
    """The policy's own words for the time, beside what we count; empty when it has none."""
    deadline = business.policy.answer_within(RIGHTS[kind])
    spoken = deadline.words.get(language)
    if not spoken or deadline.hours is None:
        return ""
    return say("rights.clock_words", language, words=spoken, hours=deadline.hours)


def opened(business: Business, kind: str, ticket: Ticket, language: str) -> str:
    """The acknowledgement in the chat: number, what happens, what to do, by when."""
    until = moment(business, lapses_at(business, kind, ticket.received_at), language)
    values: dict[str, Any] = {
        "ticket": ticket.ticket,
        "due": moment(business, ticket.due_at, language),
        "until": until,
    }
    if ticket.state not in ("unverified", "verified") or (ticket.joined and kind != "erasure"):
        return say("rights.in_progress", language, **values)
    if kind == "erasure":
        return erasure_opened(business, ticket, language, values)
    if kind == "correction":
        return say("rights.correction_opened", language, **values)
    label = getattr(business.policy.right(RIGHTS[kind]).label, language)
    return say("rights.recorded", language, right=label, **values)


def erasure_opened(
    business: Business, ticket: Ticket, language: str, values: dict[str, Any]
) -> str:
    """What a deletion request is told, by how far it is."""
    if ticket.state == "verified":
        return say("rights.in_progress", language, **values)
    if ticket.joined:
        return say("rights.erasure_waits", language, **values)
    words = say("rights.erasure_opened", language, **values)
    beside = clock(business, "erasure", language)
    return f"{words}\n\n{beside}" if beside else words


def signature(business: Business, language: str) -> str:
    """Who writes and how to reach them."""
    contacts = business.contacts
    return say(
        "rights.mail_signature",
        language,
        business=business.name,
        email=contacts.email,
        phone=contacts.phone,
    )


def mail_body(business: Business, key: str, moments: dict[str, datetime], **values: Any) -> str:
    """One mail in both languages, the business's first language first.

    moments: values that are times, said in each language's own way.
    """
    ordered = sorted(LANGUAGES, key=lambda one: one != business.languages[0])
    return BETWEEN.join(
        say(
            key,
            language,
            signature=signature(business, language),
            clock=clock(business, "erasure", language),
            **{name: moment(business, at, language) for name, at in moments.items()},
            **{name: said(value, language) for name, value in values.items()},
        )
        for language in ordered
    )


def said(value: Any, language: str) -> Any:
    """A value as it is, or a span in words."""
    return span(value, language) if isinstance(value, Span) else value


def mail_subject(ticket: str) -> str:
    """The subject of our answers: both languages and the ticket, so that a reply finds its way."""
    both = " / ".join(say("rights.mail_subject", language) for language in LANGUAGES)
    return f"{both} [{ticket}]" if ticket else both
