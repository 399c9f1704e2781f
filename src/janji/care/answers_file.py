"""Read answers.yaml and say everything that is wrong with it at once, each at line and column."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from janji.care.slang import normalise
from janji.kit import pii
from janji.kit.errors import Problem

LANGUAGES = ("id", "en")
KINDS = frozenset({"text", "policy", "hours", "handover", "rights", "none"})
REQUIRED = frozenset({"intent", "kind", "approved_by", "phrasings"})
FIELDS = REQUIRED | {"title", "answer", "valid_from", "valid_until"}
Node = yaml.Node
# The C reader is ten times quicker and marks places alike; not every build of PyYAML has it.
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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

    def text(self, node: Node) -> str:
        """The words of a scalar, whatever YAML takes them for (no, 7, 2026-01-01)."""
        if isinstance(node, yaml.ScalarNode) and str(node.value).strip():
            return str(node.value).strip()
        self.wrong(node, "not_text")
        return ""

    def both(self, node: Node) -> dict[str, str]:
        """Words in Indonesian and English."""
        found = self.fields(node)
        for language in LANGUAGES:
            if language not in found:
                self.wrong(node, "language_missing", language=language)
        return {language: self.text(found[language]) for language in LANGUAGES if language in found}

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
            title=self.both(found["title"]) if "title" in found else {},
            valid_from=self.day(found, "valid_from"),
            valid_until=self.day(found, "valid_until"),
        )

    def check_names(self, found: Mapping[str, Node], intent: str, kind: str) -> None:
        """An intent stands once; a kind is one of the known ones."""
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
        texts = self.both(found["answer"])
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
            rows[language] = tuple(self.phrase(item, intent) for item in self.items(listed))
        return rows

    def phrase(self, node: Node, intent: str) -> str:
        """One phrasing, checked."""
        text = self.text(node)
        if pii.find(text):
            self.wrong(node, "personal")
        other = self.phrases.setdefault(normalise(text), intent)
        if other != intent:
            self.wrong(node, "two_intents", other=other)
        return text

    def day(self, found: Mapping[str, Node], name: str) -> date | None:
        """The date of field *name*; None when it is not there."""
        if name not in found:
            return None
        try:
            return date.fromisoformat(self.text(found[name]))
        except ValueError:
            self.wrong(found[name], "not_a_date", name=name)
            return None


def read(
    path: Path, computed: frozenset[str]
) -> tuple[list[Entry], dict[str, dict[str, str]], list[Problem]]:
    """The entries, facts and problems of the file at *path*; *computed* are slots filled later."""
    reading = Reading(str(path), computed)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=QUICK)
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        return [], {}, [unreadable(path, broken)]
    except OSError:
        return [], {}, [Problem(str(path), 1, 1, "answers.missing", *sayings()["missing"])]
    if root is None:
        return [], {}, [Problem(str(path), 1, 1, "answers.empty", *sayings()["empty"])]
    found = reading.fields(root)
    if "facts" in found:
        reading.facts = {
            n: reading.both(node) for n, node in reading.fields(found["facts"]).items()
        }
    if "entries" not in found:
        reading.wrong(root, "field_missing", name="entries")
        return [], reading.facts, reading.problems
    entries = [reading.entry(node) for node in reading.items(found["entries"])]
    return entries, reading.facts, reading.problems


def unreadable(path: Path, broken: Exception) -> Problem:
    """YAML that does not parse, as a problem at the place where the parser stopped."""
    mark = getattr(broken, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(str(path), line, column, "answers.yaml", *sayings()["yaml"])


@cache
def sayings() -> dict[str, tuple[str, str]]:
    """The words of each problem: code → Indonesian, English."""
    table = tomllib.loads(
        Path(__file__).with_name("answers_problems.toml").read_text(encoding="utf-8")
    )
    return {code: (words["id"], words["en"]) for code, words in table.items()}
