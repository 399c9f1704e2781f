"""Change single values of a policy file in its text: everything else stays as it was written.

A value is found by its path and replaced at its place, so comments, order, quotes and blank lines
stay letter for letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from janji.policy.base import Span, span_of
from janji.policy.nodes import Document, Path, parse
from janji.policy.references import US

QUOTES = "\"'"


@dataclass(frozen=True)
class Easy:
    """A value that people change most. label: in both languages, of a retention class alone."""

    path: Path
    value: str
    label: dict[str, str]

    @property
    def span(self) -> Span | None:
        """How long a class is kept; None for what is no such length."""
        if self.path[-1] == "keep":
            with suppress(PydanticCustomError):
                return span_of(self.value)
        return None

    @property
    def name(self) -> str:
        """The path as one word of a form."""
        return ".".join(str(step) for step in self.path)


def easy_values(text: str) -> list[Easy]:
    """The few values that a form offers, in the order of the file; none where text is broken."""
    tree = parse(text).tree
    return list(found_in(tree)) if isinstance(tree, dict) else []


def found_in(tree: dict[str, Any]) -> Iterator[Easy]:
    """How long each class is kept, the notice before a change, how often offers may be sent."""
    for name, cls in part(tree, "retention").items():
        if isinstance(cls, dict) and isinstance(cls.get("keep"), str):
            label = {code: str(words) for code, words in part(cls, "label").items()}
            yield Easy(("retention", str(name), "keep"), cls["keep"], label)
    for path in (("changes", "notice_before"), ("marketing", "per_week"),
                 ("marketing", "quiet_hours")):  # fmt: skip
        value = part(tree, path[0]).get(path[1])
        if isinstance(value, str):
            yield Easy(path, value, {})


def part(tree: dict[str, Any], name: str) -> dict[str, Any]:
    """A mapping inside another; empty when there is none."""
    found = tree.get(name)
    return found if isinstance(found, dict) else {}


def replaced(text: str, path: Path, value: str) -> str:
    """*text* with the value at *path* written anew; what must say the same follows.

    Raises: LookupError when no single word stands there.
    """
    text = with_value(text, path, value)
    for other in same_as(text, path):
        text = with_value(text, other, value)
    return text


def with_value(text: str, path: Path, value: str) -> str:
    """*text* with one value written anew, in the quotes it has."""
    document = parse(text)
    old, start = word_at(document.tree, path), offset(text, document, path)
    mark = text[start : start + 1]
    before = f"{mark}{old}{mark}" if mark in QUOTES and mark else old
    if not text.startswith(before, start) or any(letter in value for letter in "\n\"'#"):
        raise LookupError(path)
    after = before.replace(old, value, 1) if old else value
    return text[:start] + after + text[start + len(before) :]


def word_at(tree: Any, path: Path) -> str:
    """The plain value at *path*. Raises: LookupError."""
    for step in path:
        if not isinstance(tree, dict | list):
            raise LookupError(path)
        tree = tree[step]  # type: ignore[index] # a mapping by name, a list by number
    if not isinstance(tree, str):
        raise LookupError(path)
    return tree


def offset(text: str, document: Document, path: Path) -> int:
    """Where the value at *path* begins in the text. Raises: LookupError."""
    place = document.values[path]
    lines = text.splitlines(keepends=True)
    return sum(len(line) for line in lines[: place.line - 1]) + place.column - 1


def same_as(text: str, path: Path) -> Iterator[Path]:
    """The other places that must say what *path* says: our own clock of a retention class."""
    if path[0] != "retention" or path[-1] != "keep":
        return
    tree = parse(text).tree
    cls = part(part(tree, "retention"), str(path[1])) if isinstance(tree, dict) else {}
    for index, clock in enumerate(cls.get("clocks") or ()):
        if isinstance(clock, dict) and clock.get("holder") == US:
            yield (*path[:-1], "clocks", index, "at_most")
