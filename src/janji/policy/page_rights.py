"""What is so about each right beside how to use it, for the public page."""

from __future__ import annotations

from collections.abc import Iterator

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model_compliance import Compliance
from janji.policy.model_conduct import Right
from janji.policy.page import PageFact
from janji.policy.telling import fact, labels, said
from janji.policy.words import span_words

NO_DUTIES = Compliance()


def right_facts(business: Business, one: Right, language: str) -> Iterator[PageFact]:
    """Channels, what to give, how identity is checked, promised days, the end, what is left."""
    file = business.policy.file
    yield from fact("by_channel", language, labels(file.channels, one.channels, language))
    yield from fact("must_give", language, labels(file.data, one.must_give, language))
    yield from fact("verify", language, list(verified(one, language)))
    yield from answers(one, language)
    notice = one.notice_by
    yield from fact("notice_by", language, labels(file.channels, notice, language))
    for kept in one.keeps:
        words = [kept.why.said(language), *([kept.law] if kept.law else [])]
        yield from fact("left", language, (*labels(file.kinds, kept.kinds, language), *words))


def verified(one: Right, language: str) -> Iterator[str]:
    """How it is checked who asks, and how long a code counts."""
    yield say(f"policy.told.verified.{one.verify}", language)
    if one.code_lives:
        yield say("policy.told.code_lives", language, span=span_words(one.code_lives, language))
    if one.verify_within:
        span = span_words(one.verify_within, language)
        yield say("policy.told.verify_within", language, span=span)
    if one.approval != "none":
        yield say(f"policy.told.approval.{one.approval}", language)


def answers(one: Right, language: str) -> Iterator[PageFact]:
    """The clocks: acknowledgement, the law's hours, our own, promised working days."""
    if one.acknowledge_within:
        span = span_words(one.acknowledge_within, language)
        yield from fact("acknowledged", language, say("policy.page.at_most", language, span=span))
    answer = one.answer
    clocks = []
    if answer.law_hours is not None:
        values = {"hours": answer.law_hours, "law": answer.law}
        clocks.append(say("policy.told.clock_law", language, **values))
    if answer.within is not None:
        own = span_words(answer.within, language)
        clocks.append(say("policy.told.clock_own", language, span=own))
    if answer.working_days is not None:
        clocks.append(say("policy.told.clock_days", language, days=answer.working_days))
    clocks += [words for words in (said(answer.words, language),) if words]
    yield from fact("clocks", language, clocks)
    yield from fact("extension", language, said(answer.extension, language))


def rights_facts(business: Business, language: str) -> Iterator[PageFact]:
    """What holds for every right: the copy is free, where to complain."""
    duties = business.policy.file.compliance or NO_DUTIES
    for key, one in (("free_copy", duties.free_copy), ("complaints", duties.complaints)):
        yield from fact(key, language, said(one.says if one else None, language))
