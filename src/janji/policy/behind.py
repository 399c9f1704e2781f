"""What a declared thing says, in words: its main point and the facts beside it, for any page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.page import PageFact
from janji.policy.page_conduct import consent, cookie
from janji.policy.page_data import category, purpose
from janji.policy.page_parts import kept, recipient, retention_facts
from janji.policy.render import right
from janji.policy.telling import fact

Said = tuple[str, tuple[PageFact, ...]]
NOTHING: Said = ("", ())


def behind(business: Business, path: str, language: str) -> Said:
    """The words and the facts of the thing at *path*, "recipients.twilio"."""
    table, _, name = path.partition(".")
    told = TABLES.get(table)
    return told(business, name, language) if told else NOTHING


def of_retention(business: Business, name: str, language: str) -> Said:
    """How long and from when; what is held for so long, and which law asks for it."""
    cls = business.policy.file.retention[name]
    since = say(f"policy.page.counted_from.{cls.counted_from}", language)
    words = say("policy.register.kept_from", language, keep=kept(cls, language), since=since)
    return words, tuple(retention_facts(business, name, cls, language))


def of_kind(business: Business, name: str, language: str) -> Said:
    """The same for one kind of records."""
    return of_retention(business, business.policy.retention_class(name), language)


def of_purpose(business: Business, name: str, language: str) -> Said:
    """Its legal basis, its data."""
    one = business.policy.file.purposes[name]
    words = say(f"policy.register.basis_{one.legal_basis}", language)
    return words, purpose(business, name, one, language).facts


def of_recipient(business: Business, name: str, language: str) -> Said:
    """Who it is, where, which data it gets and what for."""
    one = recipient(business, name, business.policy.file.recipients[name], language)
    words = " · ".join((one.label, one.role, *([one.country] if one.country else [])))
    data = tuple(fact("data_used", language, one.data))
    return words, (*data, *one.facts)


def of_right(business: Business, name: str, language: str) -> Said:
    """By when it is answered, and how it is used."""
    one = right(business, name, business.policy.file.rights[name], language)
    return one.within, one.facts


def of_data(business: Business, name: str, language: str) -> Said:
    """Where it comes from and what it is used for."""
    return "", category(business, name, business.policy.file.data[name], language).facts


def of_consent(business: Business, name: str, language: str) -> Said:
    """The words it is asked in, and what is told with them."""
    one = consent(business, name, business.policy.file.consents[name], language)
    return one.words or "", one.facts


def of_cookie(business: Business, name: str, language: str) -> Said:
    """What for and how long."""
    return "", cookie(business, name, business.policy.file.cookies[name], language).facts


TABLES: Mapping[str, Callable[[Business, str, str], Said]] = {
    "retention": of_retention,
    "kinds": of_kind,
    "purposes": of_purpose,
    "recipients": of_recipient,
    "rights": of_right,
    "data": of_data,
    "consents": of_consent,
    "cookies": of_cookie,
}
