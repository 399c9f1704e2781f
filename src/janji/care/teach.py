"""What the assistant understood and why; and a generic phrasing proposed for it to learn.

A proposal holds no personal data: what kit.pii finds and the words of the person's own display
name must be gone before it is written. One that nobody approves ends with the message's day, and
with the person who wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from janji.care.assistant import Assistant
from janji.care.slang import normalise
from janji.kit import pii
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.policy.business import Business

SQL = named_sql(__file__)
LONGEST, SHORTEST, NEAREST = 160, 2, 3
WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Near:
    """An approved example that is like the message: percent of likeness."""

    text: str
    title: str
    percent: int


@dataclass(frozen=True)
class Why:
    """What one message was understood as. percent: how sure; others: what else it could be."""

    intent: str
    title: str
    band: str
    percent: int
    nearest: tuple[Near, ...]
    others: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Part:
    """A stretch of a text; personal: it must go before the text may be proposed."""

    text: str
    personal: bool = False


def why(assistant: Assistant, text: str, language: str) -> Why:
    """How *text* is understood by the answers in force, with the examples that led there."""
    seen = assistant.understand(text)
    title = assistant.answers.title
    examples = assistant.ear.explain(text, NEAREST).examples
    return Why(
        intent=seen.intent,
        title=title(seen.intent, language),
        band=seen.band,
        percent=round(seen.score * 100),
        nearest=tuple(
            Near(one.text, title(one.intent, language), round(one.cosine * 100))
            for one in examples
            if one.cosine > 0
        ),
        others=tuple(
            (title(intent, language), round(chance * 100))
            for intent, chance in seen.top3
            if intent != seen.intent
        ),
    )


def marked(text: str, name: str) -> list[Part]:
    """*text* in its parts, what points at a person marked: numbers, addresses, their own name."""
    spans = sorted([(one.begins, one.ends) for one in pii.find(text)] + own_name(text, name))
    parts, done = [], 0
    for begins, ends in spans:
        if begins >= done:
            parts += [Part(text[done:begins]), Part(text[begins:ends], personal=True)]
            done = ends
    return [one for one in [*parts, Part(text[done:])] if one.text]


def own_name(text: str, name: str) -> list[tuple[int, int]]:
    """Where words of the person's display name stand in *text*."""
    own = {word.casefold() for word in WORD.findall(name)}
    return [found.span() for found in WORD.finditer(text) if found[0].casefold() in own]


def cleaned(text: str, name: str) -> str:
    """*text* without what points at a person, as a first draft of a proposal."""
    kept = "".join(one.text if not one.personal else " " for one in marked(text, name))
    return " ".join(kept.split())[:LONGEST]


def propose(
    db: Db,
    business: Business,
    assistant: Assistant,
    *,
    person: UUID,
    intent: str,
    phrasing: str,
    language: str,
    name: str,
    staff: int,
    ends: date,
    now: datetime,
) -> UUID | Refused:
    """Put a generic phrasing into the queue for approval.

    person, ends: whose message gave the idea, and its day. Refused: personal data is left in it,
    it is too short or too long, no such intent, or the assistant knows it already.
    """
    words = " ".join(phrasing.split())
    wrong = problem(assistant, intent, words, name)
    if wrong:
        return Refused(wrong)
    same = db.value(SQL["same_proposal"], intent=intent, phrasing=words)
    if same is not None:
        return UUID(str(same))
    proposal = new_id(now)
    db.run(
        SQL["propose"], proposal=proposal, person=person, intent=intent, phrasing=words,
        language=language, staff=staff, now=now, ends=ends,
    )  # fmt: skip
    db.note("care.proposed", None, staff=staff, intent=intent)
    return proposal


def problem(assistant: Assistant, intent: str, words: str, name: str) -> str | None:
    """The key of what is wrong with a proposal, or None."""
    if not SHORTEST <= len(words) <= LONGEST:
        return "care.teach.length"
    if any(part.personal for part in marked(words, name)) or pii.closed(words) != words:
        return "care.teach.personal"
    if intent not in assistant.ear.intents:
        return "care.teach.no_intent"
    known = {normalise(one.text) for one in assistant.ear.examples if one.intent == intent}
    return "care.teach.known" if normalise(words) in known else None


def end_proposals(db: Db, business: Business, now: datetime) -> int:
    """Delete what nobody approved in the time its message was kept; how many."""
    return db.run(SQL["end_proposals"], today=local_date(now, business.zone))
