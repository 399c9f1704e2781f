"""Consent, cookies, security, and what is told when something happens, for the public page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_compliance import Compliance
from janji.policy.model_conduct import Consent, Cookie
from janji.policy.page import PageFact, PageItem, PageTopic
from janji.policy.telling import fact, labels, said, yes_no
from janji.policy.words import span_words

NO_DUTIES = Compliance()


def conduct(business: Business, language: str) -> Iterator[PageTopic]:
    """The topics that follow the rights."""
    yield consents(business, language)
    yield cookies(business, language)
    yield security(business, language)
    yield events(business, language)


def topic(
    anchor: str,
    language: str,
    facts: Iterable[PageFact],
    items: tuple[PageItem, ...] = (),
    lead: str | None = None,
) -> PageTopic:
    """A topic titled policy.told.<anchor>."""
    return PageTopic(anchor, say(f"policy.told.{anchor}", language), lead, tuple(facts), items)


def consents(business: Business, language: str) -> PageTopic:
    """Every yes that is asked for, and how selling is done."""
    asked = business.policy.file.consents
    items = tuple(consent(business, name, one, language) for name, one in asked.items())
    lead = say(f"policy.told.consents_{'some' if asked else 'none'}", language)
    return topic("consents", language, selling(business, language), items, lead)


def selling(business: Business, language: str) -> Iterator[PageFact]:
    """What happens without a yes, and whether, when and how often offers may come."""
    file = business.policy.file
    refusal = (file.compliance or NO_DUTIES).refusal
    yield from fact("refusal", language, said(refusal.says if refusal else None, language))
    marketing = file.marketing
    words = [yes_no("marketing_allowed", language, marketing.allowed)]
    if marketing.allowed and marketing.per_week is not None:
        words.append(say("policy.told.per_week", language, count=marketing.per_week))
    if marketing.allowed and marketing.quiet_hours:
        words.append(say("policy.told.quiet_hours", language, hours=marketing.quiet_hours))
    yield from fact("marketing", language, words, marketing.reason)


def consent(business: Business, name: str, one: Consent, language: str) -> PageItem:
    """One yes: the words it is asked in and what must be told with them."""
    return PageItem(
        anchor=f"consent-{name}",
        title=one.label.said(language),
        words=one.words.said(language),
        facts=tuple(consent_facts(business, one, language)),
        place=f"consents.{name}",
    )


def consent_facts(business: Business, one: Consent, language: str) -> Iterator[PageFact]:
    """Where it is asked, how long it counts, how fast it stops, and what it tells."""
    file = business.policy.file
    yield from fact("asked_on", language, labels(file.channels, one.channels, language))
    lasts = span_words(one.lasts, language) if one.lasts else None
    yield from fact("lasts", language, lasts)
    stops = say("policy.page.at_most", language, span=span_words(one.stop_within, language))
    yield from fact("stop_within", language, stops)
    names = [file.recipients[other].named(language) for other in one.recipients]
    yield from fact("given_to", language, names)
    if tells := one.tells:
        yield from fact("tells_recipients", language, tells.recipients.said(language))
        yield from fact("tells_form", language, tells.form.said(language))
        ways = [
            f"{file.channels[way].label.said(language)}: {words.said(language)}"
            for way, words in tells.stop.items()
        ]
        yield from fact("tells_stop", language, ways)
        yield from fact("tells_report", language, tells.report.said(language))


def cookies(business: Business, language: str) -> PageTopic:
    """Every cookie of the site; none is said too."""
    listed = business.policy.file.cookies
    items = tuple(cookie(business, name, one, language) for name, one in listed.items())
    lead = say(f"policy.told.cookies_{'some' if listed else 'none'}", language)
    return topic("cookies", language, (), items, lead)


def cookie(business: Business, name: str, one: Cookie, language: str) -> PageItem:
    """One cookie: what for, how long, who else reads it, and what it waits for."""
    file = business.policy.file
    use = file.purposes[one.purpose]
    needs = "essential" if one.essential else "optional"
    facts = [
        *fact("used_for", language, use.label.said(language)),
        *fact("waits_for", language, say(f"policy.told.cookie.{needs}", language)),
        *fact("basis", language, say(f"policy.told.basis_is.{use.legal_basis}", language)),
        *fact("lasts", language, span_words(one.lasts, language)),
    ]
    if one.recipient:
        facts += fact("given_to", language, file.recipients[one.recipient].named(language))
    title, place = one.label.said(language), f"cookies.{name}"
    return PageItem(f"cookie-{name}", title, facts=tuple(facts), place=place)


def security(business: Business, language: str) -> PageTopic:
    """The measures, each with the proof that looks, and what happens when they fail."""
    file = business.policy.file
    items = tuple(
        PageItem(
            f"measure-{name}", one.label.said(language), proof=one.proof, place=f"security.{name}"
        )
        for name, one in file.security.items()
    )
    return topic("security", language, breach(business, language), items)


def breach(business: Business, language: str) -> Iterator[PageFact]:
    """Whom a failure of protection is told, and how fast."""
    one = business.policy.file.breach
    whom = [say(f"policy.told.notify.{who}", language) for who in one.notify]
    whom += [one.agency] if one.agency else []
    span = say("policy.page.at_most", language, span=span_words(one.notify_within, language))
    yield from fact("breach", language, (span, *whom), one.reason)


def events(business: Business, language: str) -> PageTopic:
    """Children, a change of this policy, a change of hands."""
    told = (children, changes, merger)
    facts = chain.from_iterable(one(business, language) for one in told)
    return topic("events", language, facts)


def children(business: Business, language: str) -> Iterator[PageFact]:
    """Whether children are meant, from which age one is none, and what a parent must do."""
    kids = business.policy.file.children
    words = [yes_no("children_offered", language, kids.offered)]
    if kids.below_age:
        words.append(say("policy.told.below_age", language, age=kids.below_age))
    words.append(yes_no("parent_consent", language, kids.parent_consent))
    yield from fact("children", language, words, kids.reason)


def changes(business: Business, language: str) -> Iterator[PageFact]:
    """How long before a change it is told, and where."""
    file = business.policy.file
    told = file.changes
    before = span_words(told.notice_before, language)
    words = [say("policy.told.changes_before", language, span=before)]
    words += labels(file.channels, told.channels, language)
    yield from fact("changes", language, words, told.reason)


def merger(business: Business, language: str) -> Iterator[PageFact]:
    """When people are told that the business changes hands."""
    if one := business.policy.file.merger:
        before = span_words(one.notice_before, language)
        words = [say("policy.told.merger_before", language, span=before)]
        if one.notice_after:
            after = span_words(one.notice_after, language)
            words.append(say("policy.told.merger_after", language, span=after))
        yield from fact("merger", language, words, one.reason)
