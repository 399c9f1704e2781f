"""Read answers.yaml and say everything that is wrong with it at once, each at line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter

import yaml

from janji.care.answers_problems import problem, sayings
from janji.care.answers_safe import MOST_BYTES, Unsafe, tree
from janji.care.slang import normalise
from janji.kit import pii
from janji.kit.errors import Problem

LANGUAGES = ("id", "en")
KINDS = frozenset({"text", "policy", "hours", "handover", "rights", "none"})
REQUIRED = frozenset({"intent", "kind", "approved_by", "phrasings"})
FIELDS = REQUIRED | {"title", "answer", "valid_from", "valid_until"}
Node = yaml.Node
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # an intent is counted under its name: a plain word
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST = {"phrasing": 300, "answer": 1500, "title": 60, "fact": 500}  # an answer is one message
MOST_PER_LANGUAGE = 200
MOST_PHRASINGS = 6000  # of a whole business; training grows with the cube of it


@dataclass(frozen=True)
class Entry:
    """One intent as the file has it."""

    intent: str
    kind: str
    approved_by: str
    answer: Mapping[str, str]
    phrasings: Mapping[str, tuple[str, ...]]
    title: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def size(self) -> int:
        """How many phrasings it has."""
        return sum(len(rows) for rows in self.phrasings.values())


class Reading:
    """A reader that remembers every problem instead of stopping at the first."""

    def __init__(self, file: str, computed: frozenset[str]) -> None:
        self.file = file
        self.computed = computed
        self.facts: dict[str, dict[str, str]] = {}
        self.problems: list[Problem] = []
        self.phrases: dict[str, str] = {}
        self.intents: set[str] = set()

    def wrong(self, node: Node, code: str, **values: object) -> None:
        """Note one problem at the place of *node*, in both languages."""
        indonesian, english = (words.format(**values) for words in sayings()[code])
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.problems.append(
            Problem(self.file, line, column, f"answers.{code}", indonesian, english)
        )

    def fields(self, node: Node, code: str = "not_a_map") -> dict[str, Node]:
        """The fields of a mapping; a field that stands twice is a problem."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, code)
            return {}
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                self.wrong(key, "twice", name=name)
            found[name] = value
        return found

    def items(self, node: Node) -> list[Node]:
        """The items of a list."""
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.wrong(node, "not_a_list")
        return []

    def text(self, node: Node, most: int = 80) -> str:
        """The words of a scalar, whatever YAML takes them for (no, 7, 2026-01-01)."""
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            self.wrong(node, "not_text")
            return ""
        words = str(node.value).strip()
        if CONTROL.search(words):
            self.wrong(node, "control")
        if len(words) > most:
            self.wrong(node, "too_long", most=most)
        return words

    def both(self, node: Node, what: str) -> dict[str, str]:
        """Words in Indonesian and English. what: a name of LONGEST."""
        found = self.fields(node)
        for language in LANGUAGES:
            if language not in found:
                self.wrong(node, "language_missing", language=language)
        most = LONGEST[what]
        return {one: self.text(found[one], most) for one in LANGUAGES if one in found}

    def entry(self, node: Node) -> Entry:
        """One entry of the file, with everything wrong about it noted."""
        found = self.fields(node)
        for name in sorted(REQUIRED - set(found)):
            self.wrong(node, "field_missing", name=name)
        for name in sorted(set(found) - FIELDS):
            self.wrong(found[name], "field_unknown", name=name)
        said = {n: self.text(found[n]) for n in ("intent", "kind", "approved_by") if n in found}
        intent, kind = said.get("intent", ""), said.get("kind", "")
        self.check_names(found, intent, kind)
        return Entry(
            intent=intent,
            kind=kind,
            approved_by=said.get("approved_by", ""),
            answer=self.answer(found, node, kind),
            phrasings=self.phrasings(found["phrasings"], intent) if "phrasings" in found else {},
            title=self.both(found["title"], "title") if "title" in found else {},
            **self.days(found),
        )

    def check_names(self, found: Mapping[str, Node], intent: str, kind: str) -> None:
        """An intent stands once; a kind is one of the known ones."""
        if intent and not NAME.fullmatch(intent):
            self.wrong(found["intent"], "intent_name")
        if intent in self.intents:
            self.wrong(found["intent"], "intent_twice", name=intent)
        self.intents.add(intent)
        if kind and kind not in KINDS:
            self.wrong(found["kind"], "kind_unknown", name=kind, kinds=", ".join(sorted(KINDS)))

    def answer(self, found: Mapping[str, Node], node: Node, kind: str) -> dict[str, str]:
        """The answer in both languages; every kind but none has one, with known slots only."""
        if "answer" not in found:
            if kind != "none":
                self.wrong(node, "field_missing", name="answer")
            return {}
        texts = self.both(found["answer"], "answer")
        for language, text in texts.items():
            place = self.fields(found["answer"])[language]
            for slot in self.slots(place, text) - self.computed - set(self.facts):
                self.wrong(place, "slot_unknown", name=slot)
        return texts

    def slots(self, place: Node, text: str) -> set[str]:
        """The slots of *text*; a brace out of place is a problem."""
        try:
            return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            self.wrong(place, "brace")
            return set()

    def phrasings(self, node: Node, intent: str) -> dict[str, tuple[str, ...]]:
        """The phrasings by language: no personal data in any, none that stands for two intents."""
        rows: dict[str, tuple[str, ...]] = {}
        for language, listed in self.fields(node).items():
            if language not in LANGUAGES:
                self.wrong(listed, "field_unknown", name=language)
            items = self.items(listed)
            if len(items) > MOST_PER_LANGUAGE:
                self.wrong(listed, "too_many", most=MOST_PER_LANGUAGE)
                items = []
            rows[language] = tuple(self.phrase(item, intent) for item in items)
        return rows

    def phrase(self, node: Node, intent: str) -> str:
        """One phrasing, checked."""
        text = self.text(node, LONGEST["phrasing"])
        if pii.find(text):
            self.wrong(node, "personal")
        other = self.phrases.setdefault(normalise(text), intent)
        if other != intent:
            self.wrong(node, "two_intents", other=other)
        return text

    def days(self, found: Mapping[str, Node]) -> dict[str, date | None]:
        """From when until when it may be said; the end is not before the beginning."""
        days = {name: self.day(found, name) for name in ("valid_from", "valid_until")}
        first, last = days.values()
        if first and last and last < first:
            self.wrong(found["valid_until"], "dates_crossed")
        return days

    def day(self, found: Mapping[str, Node], name: str) -> date | None:
        """The date of field *name*; None when it is not there."""
        if name not in found:
            return None
        try:
            return date.fromisoformat(self.text(found[name]))
        except ValueError:
            self.wrong(found[name], "not_a_date", name=name)
            return None


Found = tuple[list[Entry], dict[str, dict[str, str]], list[Problem]]


def read(path: Path, computed: frozenset[str]) -> Found:
    """The entries, facts and problems of the file at *path*; *computed* are slots filled later."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], {}, [problem(str(path), "yaml")]
    except OSError:
        return [], {}, [problem(str(path), "missing")]
    return read_text(str(path), text, computed)


def read_text(name: str, text: str, computed: frozenset[str]) -> Found:
    """The entries, facts and problems of YAML from anywhere; *name* is what problems call it."""
    reading = Reading(name, computed)
    try:
        root = tree(text)
    except Unsafe as unsafe:
        return [], {}, [problem(name, unsafe.code, unsafe)]
    except (yaml.YAMLError, ValueError) as broken:
        return [], {}, [problem(name, "yaml", broken)]
    if root is None:
        return [], {}, [problem(name, "empty")]
    found = reading.fields(root)
    if "facts" in found:
        reading.facts = {
            n: reading.both(node, "fact") for n, node in reading.fields(found["facts"]).items()
        }
    if "entries" not in found:
        reading.wrong(root, "field_missing", name="entries")
        return [], reading.facts, reading.problems
    entries = [reading.entry(node) for node in reading.items(found["entries"])]
    phrasings = sum(entry.size for entry in entries)
    if phrasings > MOST_PHRASINGS:
        reading.wrong(root, "too_many_in_all", most=MOST_PHRASINGS)
    if not phrasings and not reading.problems:
        reading.wrong(found["entries"], "nothing_to_answer")
    return entries, reading.facts, reading.problems
