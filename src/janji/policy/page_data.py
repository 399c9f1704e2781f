"""Which data is collected and what for, as it stands on the public page."""

from __future__ import annotations

from collections.abc import Iterator

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_data import Category, Purpose
from janji.policy.page import PageFact, PageItem, PageTopic
from janji.policy.telling import fact, labels, said


def data(business: Business, language: str) -> PageTopic:
    """The closed list of data, and what is never collected."""
    file = business.policy.file
    never = [one.label.said(language) for one in file.never_collected.values()]
    return PageTopic(
        anchor="data",
        title=say("policy.told.data", language),
        lead=say("policy.told.data_lead", language),
        facts=tuple(fact("never", language, never)),
        items=tuple(category(business, name, one, language) for name, one in file.data.items()),
    )


def category(business: Business, name: str, one: Category, language: str) -> PageItem:
    """One kind of data: where it comes from, what it is used for, how one learns of it."""
    marks = {"specific": one.specific, "optional": one.optional, "not_personal": not one.personal}
    return PageItem(
        anchor=f"data-{name}",
        title=one.label.said(language),
        marks=tuple(say(f"policy.told.mark.{mark}", language) for mark, on in marks.items() if on),
        facts=tuple(category_facts(business, name, one, language)),
        why=said(one.reason, language),
        place=f"data.{name}",
    )


def category_facts(
    business: Business, name: str, one: Category, language: str
) -> Iterator[PageFact]:
    """Source, purposes, and how a person learns of data that others gave."""
    file = business.policy.file
    yield from fact("source", language, say(f"policy.told.source_is.{one.source}", language))
    yield from fact("told", language, said(one.told, language))
    kinds = {kind for kind, held in file.kinds.items() if name in held.data}
    uses = [use for use, why in file.purposes.items() if name in why.data or kinds & set(why.kinds)]
    yield from fact("used_for", language, labels(file.purposes, uses, language))


def purposes(business: Business, language: str) -> PageTopic:
    """The closed list of purposes with their legal bases."""
    file = business.policy.file
    return PageTopic(
        anchor="purposes",
        title=say("policy.told.purposes", language),
        lead=say("policy.told.purposes_lead", language),
        facts=(),
        items=tuple(purpose(business, name, one, language) for name, one in file.purposes.items()),
    )


def purpose(business: Business, name: str, one: Purpose, language: str) -> PageItem:
    """One purpose: its basis, its data, how interests were weighed and how people are judged."""
    marks = {
        "marketing": one.marketing,
        "profiling": one.profiling,
        "objection": one.objection,
    }
    return PageItem(
        anchor=f"purpose-{name}",
        title=one.label.said(language),
        marks=tuple(say(f"policy.told.mark.{mark}", language) for mark, on in marks.items() if on),
        facts=tuple(purpose_facts(business, one, language)),
        why=said(one.reason, language),
        place=f"purposes.{name}",
    )


def purpose_facts(business: Business, one: Purpose, language: str) -> Iterator[PageFact]:
    """Legal basis, the consent it asks for, its data, its weighing and its logic."""
    file = business.policy.file
    basis = [say(f"policy.told.basis_is.{one.legal_basis}", language)]
    if one.consent:
        asked = file.consents[one.consent].label.said(language)
        basis.append(say("policy.told.asked_as", language, consent=asked))
    yield from fact("basis", language, basis)
    used = [name for kind in one.kinds for name in file.kinds[kind].data]
    yield from fact("data_used", language, labels(file.data, (*used, *one.data), language))
    yield from fact("assessment", language, said(one.assessment, language))
    yield from fact("logic", language, said(one.logic, language))
