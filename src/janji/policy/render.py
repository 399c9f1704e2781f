"""The public policy page and the bot's short answers, both said from the policy itself.

Nothing here is written twice: a changed number in policy.yaml changes the page and the answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_conduct import Right
from janji.policy.page import (
    PageBinding,
    PageClause,
    PageRight,
    PageSection,
    PolicyPage,
)
from janji.policy.page_conduct import conduct
from janji.policy.page_data import data, purposes
from janji.policy.page_parts import phone_words, recipient, retention
from janji.policy.page_rights import right_facts, rights_facts
from janji.policy.page_short import short
from janji.policy.page_who import who
from janji.policy.promise import Promise
from janji.policy.promises import coverage
from janji.policy.telling import said
from janji.policy.words import day_words, listed


def page(business: Business, language: str) -> PolicyPage:
    """The whole public page of *business* in *language* ("id" or "en")."""
    policy, file = business.policy, business.policy.file
    count = coverage(policy)
    return PolicyPage(
        language=language,
        title=say("policy.page.title", language),
        controller=file.controller.name,
        contacts=contacts(business, language),
        effective=policy.effective,
        effective_words=day_words(policy.effective, language),
        version=policy.version,
        hash=policy.hash,
        short=tuple(short(business, language)),
        about=(who(business, language), data(business, language), purposes(business, language)),
        conduct=tuple(conduct(business, language)),
        sections=tuple(sections(business, language)),
        retention=tuple(
            retention(business, name, cls, language) for name, cls in file.retention.items()
        ),
        recipients=tuple(
            recipient(business, name, other, language) for name, other in file.recipients.items()
        ),
        rights=tuple(right(business, name, one, language) for name, one in file.rights.items()),
        rights_facts=tuple(rights_facts(business, language)),
        wider=tuple((p.id, p.honest[language]) for p in policy.promises if p.honest),
        enforced=count.enforced,
        proven=count.proven,
        statements=count.statement,
        planned=count.planned,
        total=count.total,
    )


def contacts(business: Business, language: str) -> tuple[tuple[str, str], ...]:
    """Label and value of each way to reach the business."""
    known = (("email", business.contacts.email), ("phone", phone_words(business.contacts.phone)))
    whatsapp = business.channel.sender.partition(":")[2]
    rows = (*known, ("whatsapp", phone_words(whatsapp)))
    return tuple((say(f"policy.page.contact.{kind}", language), value) for kind, value in rows)


def sections(business: Business, language: str) -> Iterator[PageSection]:
    """Each heading of the published policy with the clauses under it."""
    policy = business.policy
    for name, section in policy.file.sections.items():
        mine = [promise for promise in policy.promises if promise.section == name]
        yield PageSection(
            anchor=f"section-{name}",
            title=section.title.said(language),
            clauses=tuple(clauses(mine, language)),
        )


def clauses(promises: list[Promise], language: str) -> Iterator[PageClause]:
    """Promises that share one sentence as one clause, in the order of the policy."""
    other = "en" if language == "id" else "id"
    for _, group in groupby(promises, key=lambda promise: tuple(sorted(promise.quotes.items()))):
        together = list(group)
        quotes = together[0].quotes
        mine = language if language in quotes else other
        translated = together[0].ours if len(quotes) == 1 else {}
        twins = {**translated, **{code: words for code, words in quotes.items() if code != mine}}
        twin = next(iter(twins), None)
        yield PageClause(
            anchor=f"clause-{together[0].id.lower()}",
            quote=quotes[mine],
            other_language=twin,
            other_quote=twins[twin] if twin else None,
            ours=twin in translated,
            bindings=tuple(binding(promise, language) for promise in together),
        )


def binding(promise: Promise, language: str) -> PageBinding:
    """How one promise is kept, for the page."""
    return PageBinding(
        id=promise.id,
        anchor=promise.id.lower(),
        about=promise.about[language],
        rule=promise.rule,
        by=promise.by,
        proof=promise.proof,
        proofs=promise.proofs,
        statement=not promise.bound and not promise.planned,
        planned=promise.planned.get(language),
        implied=promise.implied,
        honest=promise.honest.get(language),
    )


def right(business: Business, name: str, one: Right, language: str) -> PageRight:
    """One right: how to use it here, and by when it is answered."""
    return PageRight(
        anchor=f"right-{name}",
        label=one.label.said(language),
        how=tuple(ways(business, name, one, language)),
        within=within(business, name, language),
        law=one.answer.law,
        why=said(one.reason, language),
        facts=tuple(right_facts(business, one, language)),
        place=f"rights.{name}",
    )


def ways(business: Business, name: str, one: Right, language: str) -> Iterator[str]:
    """One sentence per channel through which a right can be used."""
    for channel in one.channels:
        if channel == "whatsapp":
            yield say(f"policy.page.how.whatsapp.{name}", language)
        elif channel == "email":
            subject = one.subjects.languages() if one.subjects else {}
            words = subject.get(language) or next(iter(subject.values()), None)
            key = "email_subject" if words else "email"
            email = business.contacts.email
            yield say(f"policy.page.how.{key}", language, email=email, subject=words)
        else:
            yield business.policy.file.channels[channel].label.said(language)


def within(business: Business, name: str, language: str) -> str:
    """By when a right is answered, in words: hours by the clock, or promised working days."""
    deadline = business.policy.answer_within(name)
    if deadline.hours is not None:
        return say("policy.page.within_hours", language, hours=deadline.hours)
    return say("policy.page.within_working_days", language, days=deadline.working_days)


def answer_retention(business: Business, language: str) -> str:
    """How long chats are kept, for the bot: our time and everyone else's, none left out."""
    sentences = []
    for name, cls in business.policy.file.retention.items():
        part = retention(business, name, cls, language)
        key = "policy.answer.kept" if cls.keep else "policy.answer.kept_while"
        values = {"what": part.label, "keep": part.keep, "since": part.counted_from}
        sentences.append(say(key, language, **values))
        sentences.extend(
            say(
                "policy.answer.other_clock",
                language,
                copy=one.copy,
                at_most=one.at_most,
                starts=one.starts,
            )
            for one in part.clocks
            if not one.covered
        )
    return " ".join(sentences)


def answer_sharing(business: Business, language: str) -> str:
    """Who else sees a message, for the bot; and that nobody else does."""
    others = business.policy.file.recipients.values()
    names = [f"{other.named(language)} ({other.label.said(language)})" for other in others]
    if not names:
        return say("policy.answer.shared_with_nobody", language)
    return say("policy.answer.shared", language, names=listed(names, language))


def answer_access(business: Business, language: str) -> str:
    """How to see, correct or erase one's data, for the bot, with the time for an answer."""
    file = business.policy.file
    sentences = [say("policy.answer.rights", language)]
    for name, one in file.rights.items():
        if name in ("access", "correction", "deletion"):
            way = next(ways(business, name, one, language), "")
            if "whatsapp" in one.channels:
                way = say(f"policy.page.how.whatsapp.{name}", language)
            sentences.append(f"{way} {within(business, name, language)}")
    return " ".join(sentences)


def gone_by(business: Business, at: datetime, language: str, cls: str = "conversation") -> str:
    """The day at whose start a chat of moment *at* is gone, in words; empty without a fixed end."""
    day = business.policy.keep_until(cls, at, business.zone)
    return day_words(day, language) if day else ""
