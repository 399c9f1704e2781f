"""Why something is so: the sentence, the rule, who acts on it, who looks; found by id or by word.

"Why do you keep this, until when?" has one answer here, and every face of the product gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from janji.policy.business import Business
from janji.policy.grounds import Clause, clauses
from janji.policy.promise import Promise
from janji.policy.questions import Policy

DECLARED = (
    "data", "kinds", "purposes", "retention", "holds", "recipients", "rights", "consents",
    "cookies", "channels", "security",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One promise with what stands behind it. value: what the rule's place in the file says."""

    promise: Promise
    value: Any


@dataclass(frozen=True)
class Entry:
    """One declared thing of the policy that was asked about. path: "retention.conversation"."""

    path: str
    value: Any


def explain(business: Business, asked: str) -> tuple[list[Entry], list[Reason]]:
    """What *asked* means in the policy of *business*: declared entries, then promises.

    asked: a promise id ("R-24"), a place ("retention.conversation"), a declared name ("twilio"),
    or words that stand in a sentence. Both lists are empty when nothing matches.
    """
    policy, word = business.policy, " ".join(asked.split()).casefold()
    if not word:
        return [], []
    exact = [one for one in policy.promises if one.id.casefold() == word]
    if exact:
        return [], [reason(policy, one) for one in exact]
    entries = [one for one in declared(policy) if asked_for(one, word)]
    places = {one.path for one in entries}
    found = [
        one
        for one in policy.promises
        if of_places(one, places) or word in one.proofs or says(one, word)
    ]
    return entries, [reason(policy, one) for one in found]


def declared(policy: Policy) -> Iterator[Entry]:
    """Everything that the policy declares under a name of its own."""
    for table in DECLARED:
        for name, value in getattr(policy.file, table).items():
            yield Entry(f"{table}.{name}", plain(value))


def asked_for(entry: Entry, word: str) -> bool:
    """Whether *word* is the entry's place, its name, or stands in its label."""
    label = entry.value.get("label") or {} if isinstance(entry.value, dict) else {}
    words = [str(one).casefold() for one in label.values()]
    return word in (entry.path, entry.path.partition(".")[2]) or any(word in one for one in words)


def of_places(promise: Promise, places: set[str]) -> bool:
    """Whether the rule of *promise* lies at, above or below one of *places*."""
    rule = promise.rule or ""
    return any(rule == place or rule.startswith(f"{place}.") for place in places)


def says(promise: Promise, word: str) -> bool:
    """Whether *word* stands in the sentence, in our translation, or in what it is about."""
    texts = (*promise.quotes.values(), *promise.ours.values(), *promise.about.values())
    return any(word in text.casefold() for text in texts)


def reason(policy: Policy, promise: Promise) -> Reason:
    """*promise* with what its rule's place in the file says."""
    value: Any = policy.file.model_dump(mode="json", by_alias=True)
    for step in (promise.rule or "").split("."):
        value = value.get(step) if isinstance(value, dict) and step else None
    return Reason(promise, value)


def law_behind(policy: Policy, promise: Promise) -> tuple[Clause, ...]:
    """The clauses of the law that the rule of *promise* answers to."""
    place = ".".join((promise.rule or "").split(".")[:2])
    found = next((one.value for one in declared(policy) if one.path == place), None)
    return clauses(place, found) if place else ()


def plain(value: Any) -> Any:
    """A part of the policy as plain JSON values."""
    return value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
