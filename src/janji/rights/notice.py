"""The last words of an erasure: the six contents of PP 33/2026 87, each clock's truth, the receipt.

Nothing here says "gone everywhere": every holder has its own line, and what only the holder can
end is said with its longest time (policy: retention clocks).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from janji.audit.chain import stamp
from janji.kit.clock import local_date, start_of_day
from janji.kit.dates import full_date
from janji.kit.db import Row
from janji.kit.phone import masked, written
from janji.kit.text import LANGUAGES, say
from janji.policy.business import Business
from janji.policy.model_data import ClockOf
from janji.rights import words
from janji.rights.contacts import Contact

CLASS = "conversation"
ONE_DAY = timedelta(days=1)


def facts(business: Business, request: Row, left: int, now: datetime) -> dict[str, Any]:
    """What the receipt signs: ticket, times, counts by kind, each holder; nothing personal."""
    erased_at = request.residue_checked_at or now
    return {
        "business": business.name,
        "ticket": request.ticket,
        "policy_version": business.policy.version,
        "received_at": stamp(request.received_at),
        "verified_at": stamp(request.verified_at),
        "erased_at": stamp(erased_at),
        "residue_checked_at": stamp(erased_at),
        "planned": request.planned or {},
        "affected": request.affected or {},
        "residue": {},
        "zone": business.zone,
        "labels": {
            what: {one: label(business, what, one) for one in LANGUAGES}
            for what in request.affected or {}
        },
        "copies": [copy_facts(business, one, left, now) for one in elsewhere(business)],
    }


def elsewhere(business: Business) -> list[ClockOf]:
    """The copies that others hold."""
    clocks = business.policy.provider_clocks(CLASS)
    return [one for one in clocks if one.controlled_by != "us"]


def copy_facts(business: Business, one: ClockOf, left: int, now: datetime) -> dict[str, Any]:
    """How one holder's copy stands: gone, waiting, or gone by a day only they control."""
    named = {
        "holder": f"{one.holder} ({one.copy_})",
        "called": {language: getattr(one.label, language) for language in LANGUAGES},
    }
    if one.controlled_by == "holder":
        longest = start_of_day(
            one.at_most.after(local_date(now, business.zone)) + ONE_DAY, business.zone
        )
        return {**named, "state": "until", "until": stamp(longest)}
    return {**named, "state": "waiting" if left else "gone"}


def brief(request: Row, contact: Contact | None) -> str | None:
    """The language of a short receipt when the notice goes to the chat; None: the long one."""
    in_chat = contact is not None and contact.address is None
    return str(request.language) if in_chat else None


def text(
    business: Business,
    request: Row,
    contact: Contact,
    left: int,
    proof: tuple[str, str],
    now: datetime,
    kept: Sequence[Row] = (),
) -> list[str]:
    """The notice and the receipt: in the request's language in the chat, in both by e-mail.

    proof: the receipt, and the address of the page that checks it. kept: what holds in law keep
    beside the deletion (holds.kept_by_request).
    """
    receipt, page = proof
    languages = (request.language,) if contact.address is None else by_default(business)
    said = words.BETWEEN.join(
        "\n".join(
            [
                *lines(business, request, contact, left, now, language),
                *(kept_line(business, one, language) for one in kept),
            ]
        )
        for language in languages
    )
    last = say("rights.notice_receipt", languages[0], receipt=receipt, page=page)
    return [said, last]


def by_default(business: Business) -> tuple[str, ...]:
    """Both languages, the business's first one first."""
    return tuple(sorted(LANGUAGES, key=lambda one: one != business.languages[0]))


def lines(
    business: Business, request: Row, contact: Contact, left: int, now: datetime, language: str
) -> list[str]:
    """The notice in one language."""
    affected = {kind: n for kind, n in (request.affected or {}).items() if n}
    head = "rights.notice_waiting" if left else "rights.notice_done"
    last = "rights.notice_again" if left else "rights.notice_goodbye"
    contacts = business.contacts
    return [
        say(head, language, ticket=request.ticket, left=left),
        "",
        whose(contact, language),
        say("rights.notice_information", language, n=sum(affected.values())),
        kinds(business, affected, language),
        say(
            "rights.notice_reason",
            language,
            received=words.moment(business, request.received_at, language),
        ),
        say("rights.notice_effective", language, at=words.moment(business, now, language)),
        say("rights.notice_contact", language, email=contacts.email, phone=written(contacts.phone)),
        "",
        say("rights.notice_clocks", language),
        *(clock(one, left, language) for one in business.policy.provider_clocks(CLASS)),
        "",
        say(last, language, ticket=request.ticket),
    ]


def kept_line(business: Business, one: Row, language: str) -> str:
    """What a hold in law keeps, on which ground, and when it is looked at again."""
    ground = business.policy.file.holds.get(one.clause)
    return say(
        "rights.notice_held",
        language,
        n=one.n,
        ground=getattr(ground.label, language) if ground else one.clause,
        law=ground.law if ground else "",
        review=full_date(one.review_on, language),
    )


def whose(contact: Contact, language: str) -> str:
    """Whose data it was, without spelling out the number; by e-mail not even its end."""
    if contact.address is not None or contact.number is None:
        return say("rights.notice_subject_email", language)
    return say("rights.notice_subject", language, number=masked(contact.number))


def kinds(business: Business, affected: dict[str, int], language: str) -> str:
    """What was deleted, by kind, in the policy's own labels."""
    if not affected:
        return say("rights.notice_kinds_none", language)
    named = [f"{label(business, what, language)} ({n})" for what, n in sorted(affected.items())]
    return say("rights.notice_kinds", language, kinds=", ".join(named))


def label(business: Business, what: str, language: str) -> str:
    """The policy's label of one counted thing."""
    kind = what.removeprefix("record.")
    kind = "identifier_whatsapp" if kind == "identifier" else kind
    found = business.policy.file.kinds.get(kind)
    return str(getattr(found.label, language)) if found else kind


def clock(one: ClockOf, left: int, language: str) -> str:
    """How things stand with one holder's copy."""
    called = getattr(one.label, language)
    if one.controlled_by == "us":
        return say("rights.clock_ours", language, label=called)
    if one.controlled_by == "holder":
        return say(
            "rights.clock_theirs", language, label=called, span=words.span(one.at_most, language)
        )
    key = "rights.clock_left" if left else "rights.clock_checked"
    return say(key, language, label=called, left=left)
