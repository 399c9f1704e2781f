"""A file of answers read in: first the plan of what it would change, then proposals, never more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.care import answers_store
from janji.care.answers import COMPUTED, Answers
from janji.care.answers_file import Entry, read_text
from janji.care.answers_shape import FACTS, from_plain, read_csv, same, to_plain
from janji.care.answers_store import SQL, Choice
from janji.kit.db import Db
from janji.kit.errors import Problem, Refused
from janji.kit.ids import new_id


@dataclass(frozen=True)
class Step:
    """What the file would do to one entry: add, change, remove or keep."""

    act: str
    entry: Entry
    before: Entry | None


@dataclass(frozen=True)
class Plan:
    """Everything a file would change, or why it cannot be used."""

    steps: tuple[Step, ...] = ()
    facts: Mapping[str, Mapping[str, str]] | None = None  # None: they stay as they are
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.act != "keep")

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes and self.facts is None


def plan(name: str, text: str, now: Answers, *, whole: bool = False) -> Plan:
    """What the file called *name* would change in the answers in force.

    whole: the file is everything, what it lacks is removed; else it only adds and changes.
    A name that ends in .csv is read as a table, any other as YAML.
    """
    table = name.lower().endswith(".csv")
    read = read_csv(name, text) if table else read_text(name, text, COMPUTED)
    entries, facts, problems = read
    if problems:
        return Plan(problems=tuple(sorted(problems)))
    old = {entry.intent: entry for entry in now.entries}
    steps = [step(entry, old.get(entry.intent)) for entry in entries]
    if whole:
        named = {entry.intent for entry in entries}
        steps += [Step("remove", one, one) for one in now.entries if one.intent not in named]
    changed = {**({} if whole else now.facts), **facts}
    return Plan(tuple(steps), None if not facts or changed == dict(now.facts) else changed)


def step(entry: Entry, before: Entry | None) -> Step:
    """What becomes of one entry."""
    if before is None:
        return Step("add", entry, None)
    return Step("keep" if same(entry, before) else "change", entry, before)


def keep(db: Db, found: Plan, staff: int, now: datetime) -> UUID:
    """Keep a plan until its reader has looked at it; an older one of theirs is forgotten."""
    import_id = new_id(now)
    body = {
        "steps": [[one.act, to_plain(one.entry)] for one in found.changes],
        "facts": found.facts,
    }
    db.run(SQL["forget_imports"], staff=staff)
    db.run(SQL["put_import"], **{"import": import_id}, staff=staff, now=now,
           body=json.dumps(body, ensure_ascii=False))  # fmt: skip
    return import_id


def kept(db: Db, import_id: UUID, now: Answers, staff: int) -> Plan | None:
    """The plan its reader looks at; None when it is gone."""
    row = db.one(SQL["import_of"], **{"import": import_id}, staff=staff)
    if row is None:
        return None
    body = json.loads(row.body)
    old = {entry.intent: entry for entry in now.entries}
    steps = [Step(act, from_plain(data), old.get(data["intent"])) for act, data in body["steps"]]
    return Plan(tuple(steps), body["facts"])


def propose(db: Db, found: Plan, staff: int, now: datetime) -> list[Choice] | Refused:
    """Make every change of a plan a proposal; the plan is used up."""
    chosen: list[Choice] = []
    for one in found.changes:
        intent = one.entry.intent
        made = answers_store.save(
            db, one.entry, staff, now, removes=one.act == "remove",
            base=answers_store.newest(db, intent),
        )  # fmt: skip
        if isinstance(made, Refused):
            return made
        chosen.append(Choice(intent, made))
    if found.facts is not None:
        made = answers_store.save_facts(
            db, found.facts, staff, now, answers_store.newest(db, FACTS)
        )
        if isinstance(made, Refused):
            return made
        chosen.append(Choice(FACTS, made))
    db.run(SQL["forget_imports"], staff=staff)
    return proposed(db, chosen, staff)


def proposed(db: Db, chosen: Sequence[Choice], staff: int) -> list[Choice] | Refused:
    """Every draft of *chosen* as a proposal."""
    for one in chosen:
        refused = answers_store.propose(db, one, staff)
        if refused:
            return refused
    return list(chosen)
