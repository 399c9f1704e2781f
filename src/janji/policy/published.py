"""policy.published.yaml: what a published text states, each quote checked on its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

from pydantic import BaseModel

from janji.kit.errors import Problem
from janji.policy.check import edged, plain
from janji.policy.nodes import Path
from janji.policy.reader import PolicyRefused, Reading, decode, load_bytes, read
from janji.policy.stated import Stated
from janji.policy.stated_parts import Said

STATED_FILE = "policy.published.yaml"
WORDS_FILE = "published.txt"


def published_facts(folder: File) -> Reading[Stated] | None:
    """What the published text in *folder* states; None when nobody has written it down.

    Raises: PolicyRefused with every quote that does not stand on its line, and every wrong shape.
    """
    path = folder / STATED_FILE
    if not path.exists():
        return None
    reading = read(path, Stated)
    words = decode(load_bytes(folder / WORDS_FILE, WORDS_FILE), WORDS_FILE)
    problems = sorted(misquoted(reading, words))
    if problems:
        raise PolicyRefused(problems)
    return reading


def misquoted(reading: Reading[Stated], words: str) -> Iterator[Problem]:
    """A problem for each quote that does not stand, word for word, on the line it names."""
    lines = [edged(plain(line)) for line in words.splitlines()]
    for path, said in all_said(reading.facts):
        line = said.line or 0
        if not 1 <= line <= len(lines) or edged(plain(said.quote)) not in lines[line - 1]:
            yield reading.problem((*path, "quote"), "policy.quote_not_on_line", line=line)


def all_said(part: Any, path: Path = ()) -> Iterator[tuple[Path, Said]]:
    """Every quote in a piece of what is stated, with its place."""
    if isinstance(part, Said):
        yield path, part
    for name, value in inside(part):
        yield from all_said(value, (*path, name))


def inside(part: Any) -> Iterator[tuple[str | int, Any]]:
    """What a piece holds: named parts, table rows, list items; nothing inside plain values."""
    if isinstance(part, BaseModel):
        yield from ((name, getattr(part, name)) for name in type(part).model_fields)
    elif isinstance(part, dict):
        yield from part.items()
    elif isinstance(part, tuple):
        yield from enumerate(part)
