"""What is held of one person, until when, by which sentence, and who saw it: counts, days, words.

Nothing is opened here: index columns, the ledger and the policy answer all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from janji.consent import withdrawals
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.promise import Promise
from janji.rights import requests
from janji.vault import holds, merge, muting, people, restrictions
from janji.vault.places import FOREVER

SQL = named_sql(__file__)
SEEN_AT_ONCE = 25


@dataclass(frozen=True)
class Held:
    """Things of one kind. first_day, last_day: when the first and the last of them are gone; None:
    while a purpose lasts. promise: the sentence that says how long."""

    kind: str
    label: Any
    cls: str
    n: int
    oldest: datetime
    newest: datetime
    first_day: date | None
    last_day: date | None
    promise: Promise | None


@dataclass(frozen=True)
class Use:
    """One purpose of the policy for one person. basis: closed word of the law; off: not used now
    for another reason than a refusal."""

    name: str
    label: Any
    basis: str
    refused_at: datetime | None
    off: bool = False


@dataclass(frozen=True)
class Looked:
    """One line of the processing trail. staff: the number of who looked; None: the program."""

    at: datetime
    action: str
    staff: int | None
    purpose: Any
    what: str
    records: int


def is_here(db: Db, person: UUID) -> bool:
    """Whether this id still stands for somebody."""
    return bool(db.one(holds.SQL["is_here"], person=person))


def held(db: Db, business: Business, everyone: list[UUID]) -> list[Held]:
    """What is kept, by kind, each with its last day and the sentence that says so."""
    return [held_of(business, row) for row in db.all(SQL["held"], people=everyone)]


def held_of(business: Business, row: Row) -> Held:
    """One kind with the policy's words for it."""
    cls = business.policy.retention_class(row.kind)
    return Held(
        row.kind, business.policy.file.kinds[row.kind].label, cls, row.n, row.oldest, row.newest,
        None if row.first_day == FOREVER else row.first_day,
        None if row.last_day == FOREVER else row.last_day,
        sentence(business, cls),
    )  # fmt: skip


def sentence(business: Business, cls: str) -> Promise | None:
    """The published promise that the period of a class is bound to."""
    rules = (f"retention.{cls}.keep", f"retention.{cls}.ends_when", f"retention.{cls}")
    by_rule = {one.rule: one for one in reversed(business.policy.promises)}
    return next((by_rule[rule] for rule in rules if rule in by_rule), None)


def uses(business: Business, refused: list[Row], *, closed: bool) -> list[Use]:
    """What this person's data may be used for, on what each use rests, and what they refused.

    refused: their withdrawals; closed: restricted or blocked, so that only a duty of law is left.
    """
    since = {row.purpose: row.at for row in refused}
    return [
        Use(
            name, one.label, one.legal_basis, since.get(name),
            off=name in business.policy.asked or (closed and one.legal_basis != restrictions.DUTY),
        )
        for name, one in business.policy.file.purposes.items()
    ]  # fmt: skip


def looked(
    db: Db, business: Business, everyone: list[UUID], before: datetime | None
) -> list[Looked]:
    """Who opened or showed something of this person, newest first, a page before *before*."""
    rows = db.all(SQL["looked"], people=everyone, before=before, most=SEEN_AT_ONCE)
    purposes = business.policy.file.purposes
    return [
        Looked(
            row.at, row.action, row.staff,
            purposes[row.purpose].label if row.purpose in purposes else row.purpose,
            row.what or "", row.records or 0,
        )
        for row in rows
    ]  # fmt: skip


def facts(
    db: Db, business: Business, person: UUID, now: datetime, before: datetime | None = None
) -> dict[str, Any]:
    """Everything the person's page and the side pane show."""
    everyone = people.linked(db, person)
    purposes = business.policy.file.purposes
    refused = [row for one in everyone for row in withdrawals.of(db, one)]
    kept, restricted = held(db, business, everyone), restrictions.of(db, everyone)
    silences, asked = muting.of(db, everyone, now), requests.of_person(db, person)
    return {
        "person": person,
        "ids": everyone,
        "identifiers": db.all(SQL["identifier_kinds"], people=everyone),
        "held": kept,
        "held_all": sum(one.n for one in kept),
        "last_day": max((one.last_day for one in kept if one.last_day), default=None),
        "files": db.one(SQL["files"], people=everyone),
        "copies": db.one(SQL["copies"], people=everyone),
        "withdrawals": [
            {"label": purposes[row.purpose].label if row.purpose in purposes else row.purpose,
             "at": row.at}
            for row in refused
        ],
        "other_refusals": [
            {"purpose": row.purpose, "at": row.at} for row in refused if row.purpose not in purposes
        ],
        "uses": uses(business, refused, closed=bool(restricted or "block" in silences)),
        "restriction": restricted,
        "silences": silences,
        "requests": asked,
        "open_requests": sum(one.finished_at is None for one in asked),
        "joinings": merge.joinings(db, person),
        "holds": [
            {"row": row, "ground": business.policy.file.holds.get(row.clause)}
            for row in holds.standing(db, everyone)
        ],
        "looked": looked(db, business, everyone, before),
        "known_since": db.value(SQL["known_since"], people=everyone),
    }  # fmt: skip
