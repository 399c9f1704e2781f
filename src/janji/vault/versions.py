"""The versions of a business's policy: what was applied, by whom, from which day.

The file in the folder is a proposal. What runs is the newest version whose day has come, in the
business's own zone. Versions are only added; their words are read when somebody asks for them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from janji.kit.clock import start_of_day
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business, policy_hash
from janji.policy.model import PolicyFile
from janji.policy.questions import Policy, compile_policy
from janji.policy.reader import PolicyRefused, Reading, understand

SQL = named_sql(__file__)


@dataclass(frozen=True)
class Version:
    """One version of a policy, without its words.

    hash: over facts and published words, as when it was applied. label: what the file calls itself.
    plan: the plan that was taken ({} for the first): hash, class, channels, notice_before.
    """

    number: int
    hash: str
    label: str
    author: str
    applied_at: datetime
    effective_on: date
    plan: Mapping[str, Any]


class Words(NamedTuple):
    """What a version says: policy.yaml and the published text, as they were applied."""

    source: str
    published: str


def all_of(db: Db) -> list[Version]:
    """Every version, newest first."""
    return [to_version(row) for row in db.all(SQL["all"])]


def one(db: Db, number: int) -> Version | None:
    """The version with this number."""
    return next((version for version in all_of(db) if version.number == number), None)


def newest(db: Db) -> Version | None:
    """The version that was applied last, in force or coming."""
    return next(iter(all_of(db)), None)


def in_force(db: Db, today: date) -> Version | None:
    """The version that binds on *today*, a local day; None when nothing was ever applied."""
    number = standing(db, today)
    return None if number is None else one(db, number)


def coming(db: Db, today: date) -> Version | None:
    """The version that takes over on a later day than *today*; None when none waits."""
    last = newest(db)
    return last if last and last.number != standing(db, today) else None


def never_bound(known: Sequence[Version], zone: str) -> set[int]:
    """The numbers of those that a newer one replaced before their day. known: newest first."""
    return {
        one.number
        for place, one in enumerate(known)
        if any(
            newer.effective_on <= one.effective_on
            and newer.applied_at < start_of_day(one.effective_on, zone)
            for newer in known[:place]
        )
    }


def standing(db: Db, today: date) -> int | None:
    """The number of the version that binds on *today*."""
    number: int | None = db.value(SQL["standing"], today=today)
    return number


def words_of(db: Db, number: int) -> Words:
    """The words of one version. Raises: LookupError when there is no such version."""
    row = db.one(SQL["text"], number=number)
    if row is None:
        raise LookupError(number)
    return Words(row.source, row.published)


def reading_of(db: Db, version: Version, business: Business) -> Reading[PolicyFile]:
    """The file of one version with its lines. Raises: PolicyRefused when we cannot read it."""
    called = f"{business.slug}/policy.yaml (v{version.number})"
    return understand(words_of(db, version.number).source, PolicyFile, called)


def reading_in_force(db: Db, business: Business, today: date) -> Reading[PolicyFile] | None:
    """The file of the version that binds on *today* with its lines; None when there is none."""
    version = in_force(db, today)
    try:
        return reading_of(db, version, business) if version else None
    except PolicyRefused:  # an older program applied what this one cannot read
        return None


def policy_of(db: Db, version: Version, business: Business) -> Policy:
    """The policy of one version, ready to be asked; it is effective from its own day on.

    Raises: PolicyRefused when this program cannot read what an older one applied.
    """
    if business.policy.hash == version.hash:
        found = business.policy
    else:
        found = compile_policy(reading_of(db, version, business).facts, version.hash)
    return replace(
        found, effective=version.effective_on, since=uses_since(version),
        asked=frozenset(version.plan.get("asked", ())),
    )  # fmt: skip


def uses_since(version: Version) -> dict[tuple[str, str], date]:
    """(kind, purpose) → the day this use began, where not with the first version."""
    told: Mapping[str, str] = version.plan.get("uses_since", {})
    pairs = ((use.partition(" "), day) for use, day in told.items())
    return {(kind, purpose): date.fromisoformat(day) for (kind, _, purpose), day in pairs}


def record(
    db: Db,
    policy: Policy,
    words: Words,
    *,
    author: str,
    now: datetime,
    effective_on: date,
    plan: Mapping[str, Any],
) -> int:
    """Add a version, with its ledger line; return its number."""
    number = int(
        db.value(
            SQL["add"], hash=policy.hash, label=policy.version, source=words.source,
            published=words.published, author=author, now=now, effective_on=effective_on,
            plan=json.dumps(plan, ensure_ascii=False),
        )
    )  # fmt: skip
    db.note(
        "policy.applied", None, number=number, version=policy.version, hash=policy.hash,
        effective_on=effective_on.isoformat(),
    )  # fmt: skip
    return number


def digest(words: Words) -> str:
    """The hash of *words* as this program counts it (a newer one may know more fields).

    Raises: PolicyRefused.
    """
    return policy_hash(understand(words.source, PolicyFile, "policy.yaml").facts, words.published)


def to_version(row: Row) -> Version:
    """A row as the shape that rooms share."""
    return Version(
        row.number, row.hash, row.label, row.author, row.applied_at, row.effective_on, row.plan
    )
