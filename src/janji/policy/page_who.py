"""Who answers for the data, as it stands on the public page."""

from __future__ import annotations

from collections.abc import Iterator

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_compliance import Compliance, Officer
from janji.policy.model_conduct import Contact
from janji.policy.page import PageFact, PageTopic
from janji.policy.page_parts import phone_words
from janji.policy.telling import channel_words, country, fact, yes_no

NO_DUTIES = Compliance()


def who(business: Business, language: str) -> PageTopic:
    """The business itself: its form and seat, how to reach it, and what it decided about itself."""
    return PageTopic(
        anchor="who",
        title=say("policy.told.who", language),
        lead=None,
        facts=(*identity(business, language), *duties(business, language)),
        items=(),
    )


def identity(business: Business, language: str) -> Iterator[PageFact]:
    """Name, legal form, seat, contacts and the channels with who runs them."""
    file = business.policy.file
    one = file.controller
    form = say(f"policy.told.form.{one.legal_form.lower()}", language)
    yield from fact("controller", language, f"{one.name} ({form})", one.reason)
    yield from fact("country", language, country(one.country, language))
    yield from fact("address", language, one.address)
    yield from fact("affiliates", language, one.affiliates)
    for contact in one.contacts:
        words = reached(business, contact, language)
        yield from fact(f"contact.{contact.kind}", language, words, contact.relation)
    ways = [channel_words(business, way, language) for way in file.channels.values()]
    yield from fact("channels", language, ways)


def reached(business: Business, contact: Contact, language: str) -> str:
    """A contact as one can use it; for a masked one the address to write to instead."""
    if contact.masked or contact.value is None:
        return say("policy.told.masked", language, email=business.contacts.email)
    uses = [business.policy.file.purposes[name].label.said(language) for name in contact.purposes]
    value = phone_words(contact.value)
    return f"{value} ({', '.join(uses)})" if uses else value


def duties(business: Business, language: str) -> Iterator[PageFact]:
    """Officer, registration, assessment, languages and how the page can be read."""
    file = business.policy.file
    asked = file.compliance or NO_DUTIES
    yield from officer(asked.officer, file.controller.officer, language)
    if asked.registration:
        number = asked.registration.number or say("policy.told.no_number", language)
        yield from fact("registration", language, number, asked.registration.reason)
    if made := asked.impact_assessment:
        state = say(f"policy.told.impact_is.{made.status}", language)
        yield from fact("impact", language, (state, made.says.said(language)))
    spoken = [say(f"policy.told.in_{one}", language) for one in file.languages]
    yield from fact("languages", language, spoken)
    if file.prevailing_language:
        prevails = say(f"policy.told.in_{file.prevailing_language}", language)
        yield from fact("prevailing", language, prevails)
    if asked.accessible:
        yield from fact("accessible", language, asked.accessible.says.said(language))


def officer(decided: Officer | None, named: str | None, language: str) -> Iterator[PageFact]:
    """Whether there is a data protection officer, who, and why or why not."""
    if decided is None:
        yield from fact("officer", language, named)
        return
    words = [yes_no("officer_needed", language, decided.needed)]
    words += [one for one in (named, decided.contact) if one]
    yield from fact("officer", language, words, decided.reason)
