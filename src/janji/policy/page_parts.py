"""Retention clocks and recipients as they stand on the public page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_data import Agreement, ClockOf, Recipient, RetentionClass
from janji.policy.page import PageClock, PageFact, PageRecipient, PageRetention
from janji.policy.references import US
from janji.policy.telling import country, fact, labels, place, said
from janji.policy.words import day_words, span_words


def retention(business: Business, name: str, cls: RetentionClass, language: str) -> PageRetention:
    """One retention class with the clocks of everyone who holds a copy."""
    return PageRetention(
        anchor=f"retention-{name}",
        label=cls.label.said(language),
        line=kept_since(cls, language),
        keep=kept(cls, language),
        counted_from=say(f"policy.page.counted_from.{cls.counted_from}", language),
        why=said(cls.reason, language),
        clocks=tuple(clock(business, one, language) for one in cls.clocks),
        facts=tuple(retention_facts(business, name, cls, language)),
        place=f"retention.{name}",
    )


def retention_facts(
    business: Business, name: str, cls: RetentionClass, language: str
) -> Iterator[PageFact]:
    """What is held for so long, the law that asks for it, what the end reaches, who may stop it."""
    file = business.policy.file
    kinds = [kind for kind, one in file.kinds.items() if one.retention == name]
    nothing = say("policy.told.nothing_held", language)
    yield from fact("holds_kinds", language, labels(file.kinds, kinds, language) or nothing)
    if floor := cls.legal_floor:
        span = span_words(floor.keep, language)
        yield from fact(
            "floor", language, say("policy.told.floor_words", language, span=span, law=floor.law)
        )
    reach = [place(one, language) for one in cls.scope]
    yield from fact("scope", language, reach)
    for one in file.holds.values():
        if set(one.kinds) & set(kinds):
            values = {
                "what": one.label.said(language),
                "law": one.law,
                "purpose": file.purposes[one.purpose].label.said(language),
                "span": span_words(one.review_within, language),
            }
            yield from fact("hold", language, say("policy.told.hold_words", language, **values))


def kept_since(cls: RetentionClass, language: str) -> str:
    """How long and from when; where the end is an event, the event and what it counts from."""
    since = say(f"policy.page.counted_from.{cls.counted_from}", language)
    key = "policy.told.kept_while" if cls.keep is None else "policy.told.kept_since"
    return say(key, language, keep=kept(cls, language), since=since)


def kept(cls: RetentionClass, language: str) -> str:
    """How long a class is kept, in words."""
    if cls.keep is not None:
        return say("policy.page.at_most", language, span=span_words(cls.keep, language))
    return said(cls.ends_when, language) or ""


def clock(business: Business, one: ClockOf, language: str) -> PageClock:
    """One holder's clock, said plainly."""
    return PageClock(
        anchor=f"clock-{one.holder}-{one.copy_}",
        holder=holder_name(business, one.holder, language),
        copy=one.label.said(language),
        at_most=say("policy.page.at_most", language, span=span_words(one.at_most, language)),
        starts=say(f"policy.page.starts.{one.starts}", language),
        controlled_by=say(f"policy.page.controlled_by.{one.controlled_by}", language),
        covered=one.promised_words_cover,
        why=said(one.reason, language),
        source=one.source,
        cases=tuple(
            (case.when.said(language), span_words(case.keep, language)) for case in one.cases
        ),
    )


def holder_name(business: Business, holder: str, language: str) -> str:
    """The name of who holds a copy: ours, or the recipient's."""
    file = business.policy.file
    return file.controller.name if holder == US else file.recipients[holder].named(language)


def recipient(business: Business, name: str, other: Recipient, language: str) -> PageRecipient:
    """One recipient, with the state of its agreements."""
    data = business.policy.file.data
    papers = other.agreements
    pairs = (
        (("data_processing", papers.data_processing), ("confidentiality", papers.confidentiality))
        if papers
        else ()
    )
    return PageRecipient(
        anchor=f"recipient-{name}",
        name=other.named(language),
        label=other.label.said(language),
        role=say(f"policy.page.role.{other.role}", language),
        country=country(other.country, language) if other.country else None,
        transfer=other.transfer.note.said(language) if other.transfer else None,
        data=tuple(data[category].label.said(language) for category in other.data),
        agreements=tuple(
            (
                say(f"policy.page.agreement.{kind}", language),
                say(f"policy.page.agreement.{paper.status}", language),
            )
            for kind, paper in pairs
        ),
        named=other.basis == "promised",
        why=said(other.reason, language),
        waits=said(other.waits.why if other.waits else None, language),
        facts=tuple(recipient_facts(business, name, other, language)),
        place=f"recipients.{name}",
    )


def recipient_facts(
    business: Business, name: str, other: Recipient, language: str
) -> Iterator[PageFact]:
    """What for, on what ground abroad, how long it keeps a copy, its papers, its conditions."""
    file = business.policy.file
    yield from fact("used_for", language, labels(file.purposes, other.purposes, language))
    if other.transfer:
        ground = say(f"policy.told.ground.{other.transfer.basis}", language)
        yield from fact("transfer", language, ground)
    copies = [
        say(
            "policy.told.copy", language, copy=one.label.said(language),
            span=span_words(one.at_most, language),
        )
        for cls in file.retention.values() for one in cls.clocks if one.holder == name
    ]  # fmt: skip
    yield from fact("its_copies", language, copies)
    papers = other.agreements
    signed = (papers.data_processing, papers.confidentiality) if papers else ()
    yield from fact("papers", language, [paper_words(one, language) for one in signed
                                         if one.evidence])  # fmt: skip
    conditions = {
        "consent": other.requires_consent,
        "anonymised": other.anonymised,
        "law": other.legal_duty_only,
    }
    words = [say(f"policy.told.only_if.{key}", language) for key, on in conditions.items() if on]
    yield from fact("only", language, words)


def paper_words(paper: Agreement, language: str) -> str:
    """Where a signed contract is, and since when."""
    since = day_words(paper.since, language) if paper.since else "–"
    return say("policy.told.paper", language, evidence=paper.evidence, since=since)


def phone_words(number: str) -> str:
    """An Indonesian number in groups ("+62 813 3307 1930"); any other as it is."""
    return re.sub(r"^\+62(\d{3})(\d{4})(\d{3,5})$", r"+62 \1 \2 \3", number)
