"""Why something is so, ready to be shown: the words, the rule, who acts, who looks, what was seen.

The same facts stand behind a value at the desk and behind a row of the public page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from janji.audit.standing import Seen, standing
from janji.kit.text import catalogue, say
from janji.policy.because import actors, question
from janji.policy.behind import behind
from janji.policy.business import Business
from janji.policy.explain import Entry, declared, law_behind, of_places, reason
from janji.policy.grounds import Clause, clauses, line_of, line_of_promise
from janji.policy.law import LawRule
from janji.policy.model import PolicyFile
from janji.policy.page import PageFact
from janji.policy.promise import Promise
from janji.policy.reader import Reading

WORD = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@dataclass(frozen=True)
class Thing:
    """One declared thing: its place in the policy, its name, what it says, and why.

    line: of policy.yaml, where it is at hand. clauses: of the law. facts: what else is so.
    """

    path: str
    label: str
    words: str
    why: str
    basis: str
    line: int | None
    clauses: tuple[Clause, ...]
    facts: tuple[PageFact, ...]


@dataclass(frozen=True)
class Look:
    """One proof: what it looks for and what it saw last (verdict "unchecked": never asked)."""

    proof: str
    looks_for: str
    seen: Seen | None


@dataclass(frozen=True)
class Kept:
    """One promise with everything behind it. status: how it stands now.

    line, rule_line: of policy.yaml, where it is at hand. clauses: of the law, behind its rule.
    """

    promise: Promise
    sentence: str
    value: str
    actors: tuple[tuple[str, str], ...]
    looks: tuple[Look, ...]
    status: str
    line: int | None
    rule_line: int | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Because:
    """What stands behind one word."""

    word: str
    things: tuple[Thing, ...]
    kept: tuple[Kept, ...]
    law: LawRule | None


def because(
    business: Business,
    word: str,
    answers: Mapping[str, Seen],
    language: str,
    reading: Reading[PolicyFile] | None = None,
) -> Because | None:
    """What stands behind *word*, an id: of a promise, a proof, a rule of the law, a declared thing.

    reading: the file of the version in force, so that lines can be named. None when nothing is
    called so; sentences are not searched, so that no address holds them.
    """
    if not WORD.fullmatch(word):
        return None
    entries = [
        one for one in declared(business.policy) if word in (one.path, one.path.partition(".")[2])
    ]
    places, law = {one.path for one in entries}, question(word)
    promises = [
        one
        for one in business.policy.promises
        if one.id.casefold() == word.casefold()
        or word in one.proofs
        or of_places(one, places)
        or (law is not None and any(word.upper() == asked for asked in settled(business, one)))
    ]
    if not entries and not promises and law is None:
        return None
    things = tuple(thing(business, one, language, reading) for one in entries)
    told = tuple(stands(business, one, answers, language, reading) for one in promises)
    return Because(word, things, told, law)


def settled(business: Business, promise: Promise) -> tuple[str, ...]:
    """The law's questions that a published correction of *promise* answers."""
    return next((one.settles for one in business.policy.file.promises if one.id == promise.id), ())


def thing(
    business: Business, entry: Entry, language: str, reading: Reading[PolicyFile] | None
) -> Thing:
    """One declared thing in words."""
    value: dict[str, Any] = entry.value if isinstance(entry.value, dict) else {}
    name = entry.path.partition(".")[2]
    words, facts = behind(business, entry.path, language)
    return Thing(
        entry.path,
        (value.get("called") or {}).get(language)
        or value.get("name")
        or (value.get("label") or {}).get(language, name),
        words,
        (value.get("reason") or {}).get(language, ""),
        value.get("basis", ""),
        line_of(reading, entry.path),
        clauses(entry.path, entry.value),
        facts,
    )


def stands(
    business: Business,
    promise: Promise,
    answers: Mapping[str, Seen],
    language: str,
    reading: Reading[PolicyFile] | None,
) -> Kept:
    """One promise with what keeps it and what looked at it."""
    said = promise.quotes.get(language) or next(iter(promise.quotes.values()), "")
    value = reason(business.policy, promise).value
    return Kept(
        promise,
        said,
        str(value) if isinstance(value, str | int | float) else "",
        actors(promise),
        tuple(Look(name, looks_for(name, language), answers.get(name)) for name in promise.proofs),
        standing(promise, answers),
        line_of_promise(reading, promise.id),
        line_of(reading, promise.rule or ""),
        law_behind(business.policy, promise),
    )


def looks_for(proof: str, language: str) -> str:
    """What a proof looks for, in words; empty for one without."""
    key = f"audit.proof.{proof}"
    return say(key, language) if key in catalogue() else ""
