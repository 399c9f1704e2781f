"""The policy in a folder, as a proposal: the same as what was applied, another, or broken.

Nothing here changes anything. A broken proposal keeps nobody from working: what was applied runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from janji.audit.proof_names import known_proofs
from janji.kit.db import Db
from janji.kit.errors import Problem
from janji.policy.business import Business, load_business, policy_hash, published_words
from janji.policy.check import check, check_business
from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.reader import (
    PolicyRefused,
    Reading,
    Rest,
    decode,
    load_bytes,
    read,
    readable,
    understand,
)
from janji.vault import policy_drafts, versions
from janji.vault.versions import Version, Words


@dataclass(frozen=True)
class Standing:
    """How the folder stands to what was applied last; version: that one. problems: what is broken.

    state: "same"; "changed": nothing of it counts until it is applied; "broken": it cannot be;
    "desk": what was applied was written at the desk, the folder still holds the words before it.
    """

    state: Literal["same", "changed", "broken", "desk"]
    version: Version | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A policy that somebody would like to apply: its text, its lines, its hash."""

    words: Words
    reading: Reading[PolicyFile]
    hash: str


def look(db: Db, folder: Path) -> Standing:
    """How *folder* stands to the newest version of the business that *db* is bound to."""
    version = versions.newest(db)
    try:
        proposed = load_business(folder).policy.hash
    except PolicyRefused as refused:
        return Standing("broken", version, tuple(refused.problems))
    if version is None or proposed in (version.hash, counted(db, version)):
        return Standing("same", version)
    draft = policy_drafts.standing_in(db, folder)
    if draft and draft.words == versions.words_of(db, version.number):
        return Standing("desk", version)
    return Standing("changed", version)


def counted(db: Db, version: Version) -> str | None:
    """The hash of an applied version as this program counts it; None when it cannot read it."""
    try:
        return versions.digest(versions.words_of(db, version.number))
    except PolicyRefused:
        return None


def of_words(business: Business, words: Words) -> Proposal:
    """*words* in place of the two files of the folder, whole and checked. Raises: PolicyRefused."""
    problems = wrong_with(business, words)
    if problems:
        raise PolicyRefused(problems)
    reading = understand(words.source, PolicyFile, "policy.yaml")
    return Proposal(words, reading, policy_hash(reading.facts, words.published))


def wrong_with(business: Business, words: Words) -> list[Problem]:
    """Everything wrong with *words* as the policy of *business*, in file order."""
    problems: list[Problem] = []
    try:
        readable(words.published.encode("utf-8", "replace"), "published.txt")
    except PolicyRefused as refused:
        problems += refused.problems
    rest = understood(problems, words.source)
    if rest is None:
        return sorted(set(problems))
    meant = check(rest.reading, words.published, known_proofs())
    problems += [one for one in meant if one.line not in rest.lines]
    try:
        facts = read(business.folder / "business.yaml", BusinessFile, "business.yaml")
        problems += check_business(facts, rest.reading, business.folder.resolve().name)
    except PolicyRefused as refused:
        problems += refused.problems
    return sorted(set(problems))


def understood(problems: list[Problem], source: str) -> Rest | None:
    """What can be looked at of *source*; its faults of form go to *problems*."""
    try:
        return Rest(understand(source, PolicyFile, "policy.yaml"), frozenset())
    except PolicyRefused as refused:
        problems += refused.problems
        return refused.rest


def proposed(business: Business) -> Proposal:
    """What the folder of *business* says now, whole and checked. Raises: PolicyRefused."""
    load_business(business.folder)  # everything wrong with all of its files is said at once
    path = business.folder / "policy.yaml"
    source = decode(load_bytes(path, str(path)), str(path))
    reading = understand(source, PolicyFile, str(path))
    words = Words(source, published_words(business.folder, reading))
    return Proposal(words, reading, policy_hash(reading.facts, words.published))
