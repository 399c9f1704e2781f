"""Answers from elsewhere than YAML, made nodes with places, so that one reader checks them all.

A form gives (row, number of the field) as its place, a CSV file its line and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml

from janji.care.answers_file import MOST_PHRASINGS, Entry, Reading

Node = yaml.Node
Facts = Mapping[str, Mapping[str, str]]
TEXT, MAP, LIST = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


def place(line: int, column: int) -> yaml.Mark:
    """A place as problems name it, both counted from 0."""
    return yaml.Mark("", 0, line, column, None, 0)


def scalar(words: str, at: yaml.Mark) -> Node:
    """A text."""
    return yaml.ScalarNode(TEXT, words, at, at)


def mapping(pairs: Iterable[tuple[str, Node]], at: yaml.Mark) -> Node:
    """Names with what they hold."""
    return yaml.MappingNode(MAP, [(scalar(name, at), node) for name, node in pairs], at, at)


def sequence(items: Iterable[Node], at: yaml.Mark) -> Node:
    """A list."""
    return yaml.SequenceNode(LIST, list(items), at, at)


def of_entry(entry: Entry, at: yaml.Mark) -> Node:
    """One entry, all of it at one place."""

    def words(texts: Mapping[str, str]) -> Node:
        return mapping(((name, scalar(text, at)) for name, text in texts.items()), at)

    pairs = [(name, scalar(getattr(entry, name), at)) for name in ("intent", "kind", "approved_by")]
    pairs += [(name, words(getattr(entry, name))) for name in ("title", "answer")
              if getattr(entry, name)]  # fmt: skip
    pairs += [(name, scalar(getattr(entry, name).isoformat(), at))
              for name in ("valid_from", "valid_until") if getattr(entry, name)]  # fmt: skip
    listed = (
        (language, sequence((scalar(one, at) for one in entry.phrasings[language]), at))
        for language in entry.phrasings
    )
    return mapping([*pairs, ("phrasings", mapping(listed, at))], at)


def read_all(entries: Sequence[Entry], facts: Facts, computed: frozenset[str]) -> Reading:
    """The whole set read again; each problem's file is the intent it is in."""
    reading = Reading("facts", computed)
    start = place(0, 0)
    for name, texts in facts.items():
        words = mapping(((one, scalar(text, start)) for one, text in texts.items()), start)
        reading.facts[name] = reading.both(words, "fact")
    for entry in entries:
        reading.file = entry.intent
        reading.entry(of_entry(entry, start))
    if sum(entry.size for entry in entries) > MOST_PHRASINGS:
        reading.wrong(scalar("", start), "too_many_in_all", most=MOST_PHRASINGS)
    return reading
