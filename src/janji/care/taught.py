"""Phrasings that staff proposed out of conversations: into the next version of an entry, or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from janji.care import answers_store
from janji.care.answers import Answers
from janji.care.answers_store import Approved, Choice
from janji.kit.db import Db, Row
from janji.kit.errors import Problem, Refused
from janji.kit.sql import named_sql

SQL = named_sql(__file__)


def waiting(db: Db, today: date) -> list[Row]:
    """What waits for a decision, oldest first."""
    return db.all(SQL["taught"], today=today)


def take(
    db: Db, seed: Answers, proposal: UUID, staff: int, now: datetime, today: date
) -> Approved | Refused | list[Problem]:
    """Let a proposed phrasing be learned: a new version of its entry, in force at once.

    It is the version of who proposed it, so that a second person approves where two must agree.
    Refused when it is gone, or its entry has a draft that would be lost.
    """
    row = db.one(SQL["taught_one"], proposal=proposal, today=today)
    if row is None:
        return Refused("care.answers.moved_on")
    current = answers_store.published(db, seed)
    entry = next((one for one in current.entries if one.intent == row.intent), None)
    if entry is None:
        return Refused("care.answers.no_entry")
    if any(one.intent == row.intent for one in answers_store.proposals(db)):
        return Refused("care.answers.draft_first")
    learned = (*entry.phrasings.get(row.language, ()), row.phrasing)
    fuller = replace(entry, phrasings={**entry.phrasings, row.language: learned})
    base = answers_store.newest(db, row.intent)
    version = answers_store.save(db, fuller, row.proposed_by, now, base=base)
    if isinstance(version, Refused):
        return version
    choice = Choice(row.intent, version)
    answers_store.propose(db, choice, row.proposed_by)
    db.run(SQL["decide_taught"], proposal=proposal, state="approved")
    return answers_store.approve(db, seed, [choice], staff, now)


def refuse(db: Db, proposal: UUID, staff: int, today: date) -> Refused | None:
    """Say no to a proposed phrasing."""
    if db.one(SQL["taught_one"], proposal=proposal, today=today) is None:
        return Refused("care.answers.moved_on")
    db.run(SQL["decide_taught"], proposal=proposal, state="refused")
    db.note("answers.taught_refused", None, staff=staff)
    return None
