"""The newest answers of the proofs, ready to be shown to anyone.

A promise looked at by several proofs is worth its weakest: one broken proof breaks it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.promise import Promise

SQL = named_sql(__file__)
WEAKEST_FIRST = ("broken", "cannot_tell", "unchecked", "kept")
SHOWN_ORDER = ("kept", "cannot_tell", "unchecked", "broken", "planned", "statement")


@dataclass(frozen=True)
class Seen:
    """What one proof found last. verdict: kept, broken, cannot_tell."""

    proof: str
    verdict: str
    evidence: Mapping[str, Any]
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Part:
    """One stretch of the bar: how many promises stand like this, and where it starts."""

    status: str
    count: int
    start: int


@dataclass(frozen=True)
class Tally:
    """All promises of a business counted by how they stand."""

    parts: tuple[Part, ...]
    total: int
    provable: int
    kept: int
    broken: int
    checked_at: datetime | None


def latest(db: Db) -> dict[str, Seen]:
    """The newest answer of every proof that ever ran for the business of *db*."""
    return {row.proof: seen(row) for row in db.all(SQL["latest"])}


def seen(row: Any) -> Seen:
    """One saved answer; evidence that is no JSON object is shown as words."""
    try:
        facts = json.loads(row.evidence)
    except ValueError:
        facts = row.evidence
    known = dict(facts) if isinstance(facts, dict) else {"note": str(facts)}
    missing = tuple(str(word) for word in known.pop("missing", ()))
    return Seen(row.proof, row.verdict, known, missing, row.at)


def history(db: Db, proof: str, most: int) -> list[Seen]:
    """How one proof answered over time, newest first."""
    rows = db.all(SQL["history"], proof=proof, most=most)
    return [seen(NamedAnswer(proof, row.verdict, row.evidence, row.at)) for row in rows]


class NamedAnswer(NamedTuple):
    """A saved answer with the name of its proof."""

    proof: str
    verdict: str
    evidence: str
    at: datetime


def last_run(db: Db) -> datetime | None:
    """When any proof was asked last; None: never."""
    found: datetime | None = db.value(SQL["last_run"])
    return found


def standing(promise: Promise, answers: Mapping[str, Seen]) -> str:
    """How a promise stands: its weakest proof, "planned" or "statement" when nothing keeps it."""
    if not promise.bound:
        return "planned" if promise.planned else "statement"
    found = {answers[name].verdict if name in answers else "unchecked" for name in promise.proofs}
    return next((word for word in WEAKEST_FIRST if word in found), "unchecked")


def standings(business: Business, answers: Mapping[str, Seen]) -> dict[str, str]:
    """Promise id → how it stands."""
    return {one.id: standing(one, answers) for one in business.policy.promises}


def tally(verdicts: Mapping[str, str], answers: Iterable[Seen]) -> Tally:
    """Count how the promises stand, and when they were last looked at."""
    count = Counter(verdicts.values())
    parts: list[Part] = []
    start = 0
    for status in SHOWN_ORDER:
        if count[status]:
            parts.append(Part(status, count[status], start))
            start += count[status]
    return Tally(
        parts=tuple(parts),
        total=len(verdicts),
        provable=len(verdicts) - count["statement"] - count["planned"],
        kept=count["kept"],
        broken=count["broken"],
        checked_at=max((one.at for one in answers), default=None),
    )


def named_by(business: Business) -> dict[str, list[Promise]]:
    """Proof → the promises it looks at, in the order of the policy."""
    found: dict[str, list[Promise]] = {}
    for promise in business.policy.promises:
        for name in promise.proofs:
            found.setdefault(name, []).append(promise)
    return found
