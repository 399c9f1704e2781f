"""Retention clocks and recipients as they stand on the public page."""

from __future__ import annotations

import re

from janji.kit.text import say
from janji.policy.base import Both
from janji.policy.business import Business
from janji.policy.model_data import ClockOf, Recipient, RetentionClass
from janji.policy.page import PageClock, PageRecipient, PageRetention
from janji.policy.references import US
from janji.policy.words import span_words


def retention(business: Business, name: str, cls: RetentionClass, language: str) -> PageRetention:
    """One retention class with the clocks of everyone who holds a copy."""
    return PageRetention(
        anchor=f"retention-{name}",
        label=cls.label.said(language),
        keep=kept(cls, language),
        counted_from=say(f"policy.page.counted_from.{cls.counted_from}", language),
        why=said(cls.reason, language),
        clocks=tuple(clock(business, one, language) for one in cls.clocks),
    )


def kept(cls: RetentionClass, language: str) -> str:
    """How long a class is kept, in words."""
    if cls.keep is not None:
        return say("policy.page.at_most", language, span=span_words(cls.keep, language))
    return said(cls.ends_when, language) or ""


def clock(business: Business, one: ClockOf, language: str) -> PageClock:
    """One holder's clock, said plainly."""
    return PageClock(
        anchor=f"clock-{one.holder}-{one.copy_}",
        holder=holder_name(business, one.holder),
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


def holder_name(business: Business, holder: str) -> str:
    """The name of who holds a copy: ours, or the recipient's."""
    file = business.policy.file
    return file.controller.name if holder == US else file.recipients[holder].name


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
        name=other.name,
        label=other.label.said(language),
        role=say(f"policy.page.role.{other.role}", language),
        country=other.country,
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
    )


def said(words: Both | None, language: str) -> str | None:
    """Words in a language, or nothing."""
    return words.said(language) if words else None


def phone_words(number: str) -> str:
    """An Indonesian number in groups ("+62 813 3307 1930"); any other as it is."""
    return re.sub(r"^\+62(\d{3})(\d{4})(\d{3,5})$", r"+62 \1 \2 \3", number)
