"""Answers as data: for the database (JSON), for people (YAML as in the file, CSV) and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from janji.care.answers import COMPUTED, Answers
from janji.care.answers_file import LANGUAGES, Entry, Found, Reading
from janji.care.answers_nodes import mapping, place, scalar, sequence
from janji.care.answers_problems import problem
from janji.care.answers_safe import MOST_BYTES
from janji.kit import csv_text

HEAD = ("intent", "kind", "field", "language", "text")
FACTS = "_facts"
BOTH, ONE = ("title", "answer"), ("approved_by", "valid_from", "valid_until")
FIELDS = (*BOTH, "phrasing", *ONE)


def to_plain(entry: Entry) -> dict[str, Any]:
    """One entry as plain data, in the order and with the names of the file; nothing empty."""
    data: dict[str, Any] = {"intent": entry.intent, "kind": entry.kind}
    data["title"] = dict(entry.title)
    data["approved_by"] = entry.approved_by
    for name in ("valid_from", "valid_until"):
        day = getattr(entry, name)
        data[name] = day.isoformat() if day else None
    data["answer"] = dict(entry.answer)
    data["phrasings"] = {one: list(rows) for one, rows in entry.phrasings.items() if rows}
    return {name: value for name, value in data.items() if value or name == "phrasings"}


def from_plain(data: Mapping[str, Any], approved_by: str = "") -> Entry:
    """The entry that *to_plain* wrote."""
    days = {name: date.fromisoformat(data[name]) if data.get(name) else None
            for name in ("valid_from", "valid_until")}  # fmt: skip
    return Entry(
        intent=data["intent"],
        kind=data["kind"],
        approved_by=approved_by or data.get("approved_by", ""),
        answer=data.get("answer", {}),
        phrasings={one: tuple(rows) for one, rows in data.get("phrasings", {}).items()},
        title=data.get("title", {}),
        **days,
    )


def to_json(entry: Entry) -> str:
    """One entry for the database; equal entries give equal text."""
    return json.dumps(to_plain(entry), ensure_ascii=False, sort_keys=True)


def same(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same, whoever approved them."""
    plain, beside = to_plain(one), to_plain(other)
    return {**plain, "approved_by": ""} == {**beside, "approved_by": ""}


def to_yaml(answers: Answers) -> str:
    """The whole set in the shape of businesses/<name>/answers.yaml."""
    data = {
        "facts": {name: dict(words) for name, words in answers.facts.items()},
        "entries": [to_plain(entry) for entry in answers.entries],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def to_csv(answers: Answers) -> str:
    """The whole set as a table: one line for each text."""
    return csv_text.table(HEAD, lines(answers))


def lines(answers: Answers) -> Iterator[tuple[str, str, str, str, str]]:
    """Facts first, then each entry: its fields, then its phrasings."""
    for name, words in answers.facts.items():
        for language, text in words.items():
            yield FACTS, "", name, language, text
    for entry in answers.entries:
        for field, language, text in texts(to_plain(entry)):
            yield entry.intent, entry.kind, field, language, text


def texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, language and words of everything in one entry."""
    yield from ((name, "", data[name]) for name in ONE if name in data)
    for name in BOTH:
        yield from ((name, language, text) for language, text in data.get(name, {}).items())
    for language, rows in data["phrasings"].items():
        yield from (("phrasing", language, text) for text in rows)


def read_csv(name: str, text: str) -> Found:
    """The entries, facts and problems of such a table; places are lines and columns of it."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return [], {}, [problem(name, "too_big")]
    reading = Reading(name, COMPUTED)
    gathered, facts = gather(reading, text.removeprefix(csv_text.BOM))
    reading.facts = {one: reading.both(node, "fact") for one, node in facts.items()}
    entries = [reading.entry(one.node()) for one in gathered.values()]
    return entries, reading.facts, reading.problems


class Gathered:
    """The lines of one intent, until all are there."""

    def __init__(self, intent: str, kind: str, line: int) -> None:
        self.at = place(line, 0)
        self.single = {"intent": scalar(intent, self.at), "kind": scalar(kind, place(line, 1))}
        self.both: dict[str, dict[str, yaml.Node]] = {}
        self.phrasings: dict[str, list[yaml.Node]] = {}

    def add(self, field: str, language: str, node: yaml.Node) -> None:
        """One more line."""
        if field == "phrasing":
            self.phrasings.setdefault(language, []).append(node)
        elif field in BOTH:
            self.both.setdefault(field, {})[language] = node
        else:
            self.single[field] = node

    def node(self) -> yaml.Node:
        """All of it, as the file would hold it."""
        self.single.setdefault("approved_by", scalar("import", self.at))
        listed = [(one, sequence(rows, self.at)) for one, rows in self.phrasings.items()]
        pairs = [*self.single.items(), ("phrasings", mapping(listed, self.at))]
        pairs += [(name, mapping(found.items(), self.at)) for name, found in self.both.items()]
        return mapping(pairs, self.at)


def gather(reading: Reading, text: str) -> tuple[dict[str, Gathered], dict[str, yaml.Node]]:
    """The lines by intent, and the facts; lines that cannot be read are problems."""
    entries: dict[str, Gathered] = {}
    facts: dict[str, dict[str, yaml.Node]] = {}
    for line, row in rows_of(reading, text):
        intent, kind, field, language, words = row
        node = scalar(csv_text.meant(words), place(line, 4))
        if intent == FACTS:
            facts.setdefault(field, {})[language] = node
        elif field not in FIELDS or (field not in ONE and language not in LANGUAGES):
            named = field if field not in FIELDS else language
            fields = ", ".join(LANGUAGES if field in FIELDS else FIELDS)
            reading.wrong(scalar("", place(line, 2)), "csv_field", name=named[:40], fields=fields)
        else:
            entries.setdefault(intent, Gathered(intent, kind, line)).add(field, language, node)
    start = place(0, 0)
    return entries, {name: mapping(found.items(), start) for name, found in facts.items()}


def rows_of(reading: Reading, text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line after the first, with its number from 0; a broken one ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        if [one.strip().lower() for one in next(reader, [])] != list(HEAD):
            reading.wrong(scalar("", place(0, 0)), "csv_head", head=", ".join(HEAD))
            return
        line = reader.line_num
        for row in reader:
            if len(row) == len(HEAD):
                yield line, row
            elif row:
                reading.wrong(scalar("", place(line, 0)), "csv_row")
            line = reader.line_num
    except csv.Error:
        reading.wrong(scalar("", place(line, 0)), "csv_row")
