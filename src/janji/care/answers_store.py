"""Answers that staff write: drafts, proposals, approved versions over the file, and the way back.

The file is where a business begins: edition 0. Each approval checks the whole set as it would be,
under one lock, and gives it the next number; readers take one statement's view of everything in
force, so nobody ever hears half of a change. A version once written is never rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from janji.care.answers import COMPUTED, Answers
from janji.care.answers_file import Entry
from janji.care.answers_nodes import read_all
from janji.care.answers_shape import FACTS, from_plain, to_json
from janji.kit.db import Db, Row
from janji.kit.errors import Problem, Refused
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
OPEN = ("draft", "proposed")
Facts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Choice:
    """One version of one entry."""

    intent: str
    version: int


@dataclass(frozen=True)
class Approved:
    """What was approved is in force: its edition, and how many entries changed."""

    edition: int
    entries: int


def edition(db: Db) -> int:
    """The number of the edition in force; 0: the file alone."""
    return int(db.value(SQL["edition"]) or 0)


def four_eyes(db: Db) -> bool:
    """Whether somebody else than the writer must approve."""
    row = db.one(SQL["edition"])
    return bool(row and row.four_eyes)


def set_four_eyes(db: Db, staff: int, now: datetime, *, on: bool) -> None:
    """Ask for a second person, or no longer."""
    db.run(SQL["begin_editions"], now=now)
    db.run(SQL["set_four_eyes"], on=on)
    db.note("answers.four_eyes", None, on=on, staff=staff)


def published(db: Db, seed: Answers) -> Answers:
    """Everything in force: the file with the approved versions over it."""
    return overlaid(seed, db.all(SQL["published"]))


def overlaid(seed: Answers, rows: Iterable[Row]) -> Answers:
    """*seed* with versions over it: each replaces its entry, adds it, or takes it away."""
    entries = {entry.intent: entry for entry in seed.entries}
    facts: Facts = seed.facts
    for row in rows:
        if row.intent == FACTS:
            facts = json.loads(row.body)
        elif row.removes:
            entries.pop(row.intent, None)
        else:
            entries[row.intent] = entry_of(row)
    return replace(seed, entries=tuple(entries.values()), facts=facts)


def entry_of(row: Row) -> Entry:
    """The entry that a version holds; a member of staff stands for it."""
    return from_plain(json.loads(row.body), approved_by=f"staff {row.approver}")


def save(
    db: Db, entry: Entry, staff: int, now: datetime, *, removes: bool = False, base: int = 0
) -> int | Refused:
    """Write a draft of *entry*; its version. base: the newest version its writer had seen.

    Refused when somebody wrote another meanwhile: nobody's words are lost by a late save.
    The caller has checked the words.
    """
    return put(db, entry.intent, to_json(entry), staff, now, removes=removes, base=base)


def save_facts(db: Db, facts: Facts, staff: int, now: datetime, base: int) -> int | Refused:
    """Write a draft of the facts that fill gaps."""
    return put(db, FACTS, json.dumps(facts, ensure_ascii=False, sort_keys=True), staff, now,
               removes=False, base=base)  # fmt: skip


def put(
    db: Db, intent: str, body: str, staff: int, now: datetime, *, removes: bool, base: int
) -> int | Refused:
    """One more version as a draft, in place of an undecided one."""
    db.run(SQL["begin_editions"], now=now)
    db.one(SQL["hold_edition"])
    newest = int(db.value(SQL["newest"], intent=intent))
    if newest != base:
        return Refused("care.answers.moved_on")
    db.run(SQL["drop_open"], intent=intent)
    db.run(
        SQL["put"], intent=intent, version=newest + 1, state="draft", removes=removes, body=body,
        now=now, staff=staff,
    )  # fmt: skip
    db.note("answers.saved", None, version=newest + 1, removes=removes, staff=staff)
    return newest + 1


def newest(db: Db, intent: str) -> int:
    """The highest version of an entry; 0: only the file has it."""
    return int(db.value(SQL["newest"], intent=intent))


def propose(db: Db, one: Choice, staff: int) -> Refused | None:
    """Ask for approval of a draft."""
    if not db.run(SQL["propose"], intent=one.intent, version=one.version):
        return Refused("care.answers.moved_on")
    db.note("answers.proposed", None, version=one.version, staff=staff)
    return None


def decline(db: Db, one: Choice, staff: int, now: datetime) -> Refused | None:
    """Say no to a draft or proposal; it stays in the history."""
    decided = {"intent": one.intent, "version": one.version, "staff": staff, "now": now}
    if not db.run(SQL["decide"], state="declined", before=list(OPEN), **decided):
        return Refused("care.answers.moved_on")
    db.note("answers.declined", None, version=one.version, staff=staff)
    return None


def approve(
    db: Db, seed: Answers, chosen: Sequence[Choice], staff: int, now: datetime
) -> Approved | Refused | list[Problem]:
    """Let proposals speak, all of them together or none.

    Checks the whole set as it would be; its problems, each with the intent as its file, when it
    would not hold together. Refused when a proposal is gone, or its writer approves where two
    must agree.
    """
    db.run(SQL["begin_editions"], now=now)
    held = db.one(SQL["hold_edition"])
    waiting = {(row.intent, row.version): row for row in proposals(db) if row.state == "proposed"}
    rows = [waiting.get((one.intent, one.version)) for one in chosen]
    if not rows or None in rows:
        return Refused("care.answers.moved_on")
    if held and held.four_eyes and any(row and row.made_by == staff for row in rows):
        return Refused("care.answers.four_eyes")
    wrong = check(overlaid(published(db, seed), rows))
    return wrong or in_force(db, chosen, staff, now)


def in_force(db: Db, chosen: Sequence[Choice], staff: int, now: datetime) -> Approved:
    """Put checked proposals in the place of what was in force."""
    db.run(SQL["replace"], intents=[one.intent for one in chosen])
    for one in chosen:
        db.run(
            SQL["decide"], state="published", before=["proposed"], intent=one.intent,
            version=one.version, staff=staff, now=now,
        )  # fmt: skip
    number = int(db.value(SQL["next_edition"], now=now))
    db.one(SQL["wake"])
    db.note("answers.approved", None, edition=number, entries=len(chosen), staff=staff)
    return Approved(number, len(chosen))


def check(answers: Answers) -> list[Problem]:
    """Everything that keeps a whole set from being used."""
    return sorted(read_all(answers.entries, answers.facts, COMPUTED).problems)


def proposals(db: Db) -> list[Row]:
    """Drafts and proposals, oldest first."""
    return db.all(SQL["open"])


def versions(db: Db, intent: str) -> list[Row]:
    """Every version of one entry, newest first."""
    return db.all(SQL["versions"], intent=intent)


def again(db: Db, intent: str, version: int, staff: int, now: datetime) -> int | Refused:
    """An old version as a new draft: the way back keeps its history too."""
    rows = versions(db, intent)
    old = next((row for row in rows if row.version == version), None)
    if old is None:
        return Refused("care.answers.moved_on")
    return put(db, intent, old.body, staff, now, removes=old.removes, base=newest(db, intent))
