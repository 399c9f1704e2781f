"""Labels: a business's own closed words for kinds of matters, put on conversations.

A label names a matter, never a human being: words that look like a number, an address or a card
are refused when the label is made, so that no list and no address holds personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from janji.care.queue import MOST_AT_ONCE, Changed, Why
from janji.kit import pii
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
Tone = Literal["plain", "warm", "kept", "unsure", "broken"]
TONES: tuple[Tone, ...] = get_args(Tone)
SHAPE = re.compile(r"[^\W\d_](?:[\w &/+-]{0,28}\w)?")
DIGITS = re.compile(r"\d[\d .-]{3,}")
MOST_LABELS = 60


@dataclass(frozen=True)
class Label:
    """One word. n: how many conversations carry it, where that was asked."""

    id: int
    name: str
    tone: Tone
    n: int = 0


def plain(name: str) -> str:
    """*name* in one spelling: NFC, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def problem(name: str) -> Refused | None:
    """Why *name* cannot stand where everybody reads it, or None: shape first, then people's data.

    Words about people (a proper name) cannot be told from words by a program: who makes labels is
    told so beside the field.
    """
    if not SHAPE.fullmatch(name):
        return Refused("care.labels.shape")
    if DIGITS.search(name) or "@" in name or pii.find(name):
        return Refused("care.labels.personal")
    return None


def everything(db: Db) -> list[Label]:
    """Every label of the business, by name."""
    return [Label(row.label_id, row.name, row.tone, row.n) for row in db.all(SQL["labels"])]


def make(db: Db, name: str, tone: str, by: int, now: datetime) -> Label | Refused:
    """A new label, or why not."""
    name = plain(name)
    if refused := problem(name):
        return refused
    if tone not in TONES:
        return Refused("care.labels.shape")
    db.one(SQL["one_at_a_time"])
    if len(everything(db)) >= MOST_LABELS:
        return Refused("care.labels.too_many", {"most": MOST_LABELS})
    made = db.value(SQL["make"], name=name, tone=tone, now=now)
    if made is None:
        return Refused("care.labels.there")
    db.note("care.label_made", None, label=int(made), staff=by)
    return Label(int(made), name, tone)


def end(db: Db, label: int, by: int) -> int:
    """End a label everywhere; return how many conversations carried it."""
    carried = db.run(SQL["take_everywhere"], label=label)
    if db.run(SQL["end"], label=label):
        db.note("care.label_ended", None, label=label, conversations=carried, staff=by)
    return carried


def put(db: Db, label: int, people: Sequence[UUID], by: int) -> Changed:
    """Put the label on these conversations."""
    return changed(db, "put", label, people, by)


def take(db: Db, label: int, people: Sequence[UUID], by: int) -> Changed:
    """Take the label from these conversations."""
    return changed(db, "take", label, people, by)


def changed(db: Db, step: str, label: int, people: Sequence[UUID], by: int) -> Changed:
    """Do one step and count what it changed. Raises: ValueError when too many."""
    if len(people) > MOST_AT_ONCE:
        raise ValueError(f"at most {MOST_AT_ONCE} at once")
    done = [row.person_id for row in db.all(SQL[step], label=label, people=list(people))]
    there = {row.person_id for row in db.all(SQL["there"], people=list(people))}
    left: dict[Why, int] = {}
    if already := len(there) - len(done):
        left["already"] = already
    if gone := len(set(people)) - len(there):
        left["gone"] = gone
    for person in done:
        db.note(
            "care.labelled" if step == "put" else "care.unlabelled", person, label=label, staff=by
        )
    return Changed(tuple(sorted(done)), left)


def of(db: Db, people: Sequence[UUID]) -> dict[UUID, list[Label]]:
    """The labels of these conversations."""
    found: dict[UUID, list[Label]] = {}
    for row in db.all(SQL["of"], people=list(people)):
        found.setdefault(row.person_id, []).append(Label(row.label_id, row.name, row.tone))
    return found
