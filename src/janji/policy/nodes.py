"""YAML as plain strings with places: nothing is guessed, nothing is expanded, nothing is executed.

The C parser is asked for events only. Anchors, aliases, tags, tabs and second documents are
refused, so `NO` stays a country, `010` stays text, and a small file cannot grow into a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
Tree = dict[str, Any] | list[Any] | str | None

DEEPEST = 24
MOST_VALUES = 20_000
MOST_FAULTS = 200
EMPTY_WORDS = frozenset({"", "~", "null"})
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
TAB = re.compile("\t")


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place; *code* names its words in text.toml."""

    place: Place
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Document:
    """What a file says: plain values, and where each key and each value stands."""

    tree: Tree = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def key_place(self, path: Path) -> Place:
        """Where the key that leads to *path* stands; the nearest known ancestor if it does not."""
        return self._nearest(path, (self.keys, self.values))

    def value_place(self, path: Path) -> Place:
        """Where the value at *path* starts; the nearest known ancestor if there is none."""
        return self._nearest(path, (self.values, self.keys))

    def _nearest(self, path: Path, tables: tuple[dict[Path, Place], ...]) -> Place:
        for end in range(len(path), -1, -1):
            for table in tables:
                if path[:end] in table:
                    return table[path[:end]]
        return Place(1, 1)


class ReadingError(Exception):
    """Reading cannot go on: everything after this place would be guesswork."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def parse(text: str) -> Document:
    """Read *text* completely and say every fault found; never raises for any text."""
    document = Document()
    try:
        refuse_characters(text)
        Builder(document, text).build()
    except ReadingError as stop:
        document.faults.append(stop.fault)
    return document


def refuse_characters(text: str) -> None:
    """Refuse tabs and control characters where they stand: editors hide them."""
    refuse_hidden(text)
    refuse(TAB, text, "policy.tab")


def refuse_hidden(text: str) -> None:
    """Refuse control characters where they stand; no database keeps a NUL."""
    refuse(FORBIDDEN, text, "policy.control_character")


def refuse(pattern: re.Pattern[str], text: str, code: str) -> None:
    """Stop at the first place where *pattern* stands."""
    found = pattern.search(text)
    if found:
        before = text[: found.start()]
        line = before.count("\n") + 1
        raise ReadingError(Fault(Place(line, found.start() - before.rfind("\n")), code))


class Builder:
    """Builds one document from the parser's events, with a limit on depth and number."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.events = self._events(text)
        self.count = 0

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            raise ReadingError(Fault(place, "policy.syntax")) from error
        except (yaml.YAMLError, UnicodeError) as error:
            raise ReadingError(Fault(Place(1, 1), "policy.syntax")) from error

    def build(self) -> None:
        """Fill the document from the first, and only, YAML document of the text."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise ReadingError(Fault(Place(1, 1), "policy.empty_file"))
        self.document.tree = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise ReadingError(Fault(place_of(after), "policy.second_document"))
        if self.document.tree is None:
            raise ReadingError(Fault(Place(1, 1), "policy.empty_file"))

    def _node(self, event: Any, path: Path) -> Tree:
        self._guard(event, path)
        self.document.values[path] = place_of(event)
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style and event.value in EMPTY_WORDS
            return None if plain else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        return None

    def _guard(self, event: Any, path: Path) -> None:
        self.count += 1
        if len(path) > DEEPEST:
            raise ReadingError(Fault(place_of(event), "policy.too_deep", {"most": DEEPEST}))
        if self.count > MOST_VALUES or len(self.document.faults) >= MOST_FAULTS:
            raise ReadingError(Fault(place_of(event), "policy.too_many", {"most": MOST_VALUES}))
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._fault(event, "policy.alias")
        if getattr(event, "tag", None) is not None:
            self._fault(event, "policy.tag")

    def _fault(self, event: Any, code: str, **values: Any) -> None:
        self.document.faults.append(Fault(place_of(event), code, values))

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise ReadingError(Fault(place_of(event), "policy.strange_key"))
            self._guard(event, path)
            key, where = str(event.value), (*path, str(event.value))
            twice = key in found
            if twice:
                first = self.document.keys[where].line
                self._fault(event, "policy.duplicate_key", word=shown(key), first=first)
            else:
                self.document.keys[where] = place_of(event)
            value = self._node(next(self.events), where)
            found.setdefault(key, value)
        return found


def place_of(event: Any) -> Place:
    """Where an event starts, counted from 1."""
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def shown(word: object, most: int = 60) -> str:
    """A word of a file made safe to print: no control characters, not longer than a line."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in str(word))
    return clean if len(clean) <= most else clean[:most] + "…"
