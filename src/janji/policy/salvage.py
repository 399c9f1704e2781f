"""What can still be said about a file with faults of form: its meaning, but for the faulty parts.

Each faulty value is taken out or gets a stand-in of its kind, so that quotes, references and
promises are looked at in the same reading. What is found in a part that holds a fault is not told:
there the fault itself is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from janji.policy.base import Span
from janji.policy.nodes import Document, Path

STAND_INS = {
    "not_a_span": str(Span(1, "day")), "impossible_day": "2000-01-01", "not_a_day": "2000-01-01",
    "not_yes_no": "false", "not_whole": "1", "not_a_fraction": "0.5", "not_a_time": "00:00",
}  # fmt: skip
TAKEN_OUT = frozenset({"extra_forbidden"})
ROUNDS = 3
FIRST_CHOICE = re.compile(r"'([^']+)'")


def salvaged(
    document: Document, shape: type[BaseModel], error: ValidationError
) -> tuple[Any, frozenset[int]] | None:
    """The facts without their faulty values, and the lines of every part that holds one.

    None when what is wrong cannot be taken out.
    """
    tree, faulty = deepcopy(document.tree), list[Path]()
    for _ in range(ROUNDS):
        for one in error.errors(include_url=False):
            path = tuple(one["loc"])
            if not mended(tree, path, one):
                return None
            faulty.append(path)
        try:
            return shape.model_validate(tree), lines_of(document, faulty)
        except ValidationError as again:
            error = again
    return None


def mended(tree: Any, path: Path, fault: ErrorDetails) -> bool:
    """Take out or replace the value at *path*; whether that was possible."""
    new = stand_in(fault)
    if not path or (new is None and fault["type"] not in TAKEN_OUT):
        return False
    part = tree
    for step in path[:-1]:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return False
    if new is None and isinstance(part, dict):
        part.pop(path[-1], None)
        return True
    try:
        part[path[-1]] = new
    except (IndexError, TypeError):
        return False
    return new is not None


def stand_in(fault: ErrorDetails) -> str | None:
    """A value of the kind that belongs there; None when none can be known."""
    if fault["type"] == "literal_error":
        found = FIRST_CHOICE.search(str(fault.get("ctx", {}).get("expected", "")))
        return found[1] if found else None
    return STAND_INS.get(fault["type"])


def lines_of(document: Document, faulty: Sequence[Path]) -> frozenset[int]:
    """Every line of the parts (two steps deep) in which something is faulty."""
    parts = {path[:2] for path in faulty if len(path) > 1} | set(faulty)
    places = [*document.keys.items(), *document.values.items()]
    return frozenset(place.line for path, place in places if path[:2] in parts or path in parts)
