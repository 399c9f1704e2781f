"""Read a policy or business file and say everything wrong with it at once, where it stands.

bytes → text → plain strings with places (`nodes`) → the typed shape (pydantic). Every fault
becomes a `kit.errors.Problem` at file:line:column, in Indonesian and English. Whatever the bytes
are, the only exception is `PolicyRefused`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from janji.kit.errors import JanjiError, Problem
from janji.kit.text import say, sentences
from janji.policy.nodes import (
    MOST_FAULTS,
    Document,
    Fault,
    Place,
    ReadingError,
    parse,
    refuse_hidden,
    shown,
)
from janji.policy.nodes import Path as TreePath
from janji.policy.salvage import salvaged

MOST_BYTES = 1_000_000
MOST_WORDS = 200_000  # bytes of a published text; the longest of ours has a twentieth of it
OF_A_PART = frozenset(
    {
        "reason_missing",
        "one_end",
        "whole_days",
        "signed_without_evidence",
        "value_or_masked",
        "law_without_name",
        "no_deadline",
        "bound_or_statement",
        "settles_silently",
        "template_gaps",
        "twice_in_list",
    }
)
Shape = TypeVar("Shape", bound=BaseModel)


class PolicyRefused(JanjiError):  # noqa: N818 - it reads as what happened, in every room
    """A file of a business cannot be used; *problems* says all that is wrong, in file order.

    rest: what can be looked at all the same, so that everything wrong is said at once.
    """

    def __init__(self, problems: Iterable[Problem], rest: Rest | None = None) -> None:
        self.problems = sorted(set(problems))
        self.rest = rest
        super().__init__("policy.refused", status=500, count=len(self.problems))

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """All problems for a person, one per line, under one sentence of what is safe."""
        head = say("policy.refused", language, count=len(self.problems))
        return "\n".join([head, *(problem.said(language) for problem in self.problems)])


@dataclass(frozen=True)
class Reading(Generic[Shape]):
    """A file that has the right shape, with the place of every key and value in it."""

    file: str
    facts: Shape
    document: Document

    def problem(self, path: TreePath, code: str, *, at_key: bool = False, **values: Any) -> Problem:
        """A problem with what stands at *path* of this file."""
        find = self.document.key_place if at_key else self.document.value_place
        return to_problem(self.file, Fault(find(path), code, values))


class Rest(NamedTuple):
    """A reading without its faulty values, and the lines of the parts that hold one."""

    reading: Reading[Any]
    lines: frozenset[int]


def read(path: Path, shape: type[Shape], name: str | None = None) -> Reading[Shape]:
    """The file at *path* as *shape*, or PolicyRefused with every fault of its form.

    name: what to call the file in problems; the path as given when left out.
    """
    called = name or str(path)
    return understand(decode(load_bytes(path, called), called), shape, called)


def load_bytes(path: Path, called: str) -> bytes:
    """The bytes of a file, refused when it is missing, no file, or larger than MOST_BYTES."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise refusal(called, Place(1, 1), "policy.unreadable_file") from error
    if len(data) > MOST_BYTES:
        raise refusal(called, Place(1, 1), "policy.too_large", most=MOST_BYTES)
    return data


def decode(data: bytes, called: str) -> str:
    """UTF-8 text with or without a byte-order mark, refused at the first wrong byte."""
    if len(data) > MOST_BYTES:
        raise refusal(called, Place(1, 1), "policy.too_large", most=MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise refusal(called, place, "policy.not_utf8") from error


def readable(data: bytes, called: str) -> str:
    """Words that people read: UTF-8 without control characters, not longer than MOST_WORDS."""
    if len(data) > MOST_WORDS:
        raise refusal(called, Place(1, 1), "policy.too_large", most=MOST_WORDS)
    text = decode(data, called)
    try:
        refuse_hidden(text)
    except ReadingError as stop:
        raise PolicyRefused([to_problem(called, stop.fault)]) from None
    return text


def understand(text: str, shape: type[Shape], called: str) -> Reading[Shape]:
    """*text* as *shape*, or PolicyRefused with every fault of its form.

    The same text is not read twice: what was read never changes.
    """
    found: Reading[Shape] = _understood(text, shape, called)
    return found


@lru_cache(maxsize=16)
def _understood(text: str, shape: type[Any], called: str) -> Reading[Any]:
    document = parse(text)
    problems = [to_problem(called, fault) for fault in document.faults]
    if document.tree is None:
        raise PolicyRefused(problems)
    try:
        facts = shape.model_validate(document.tree)
    except ValidationError as error:
        left = salvaged(document, shape, error)
        raise PolicyRefused(
            [*problems, *shape_problems(called, document, error)],
            Rest(Reading(called, left[0], document), left[1]) if left else None,
        ) from None
    if problems:
        lines = frozenset(one.line for one in problems)
        raise PolicyRefused(problems, Rest(Reading(called, facts, document), lines))
    return Reading(called, facts, document)


def shape_problems(called: str, document: Document, error: ValidationError) -> list[Problem]:
    """Each complaint of the shape as a problem at its place; not more than MOST_FAULTS."""
    details = error.errors(include_url=False, include_context=True)[:MOST_FAULTS]
    return [to_problem(called, shape_fault(document, detail)) for detail in details]


def shape_fault(document: Document, detail: ErrorDetails) -> Fault:
    """One complaint of the shape: its sentence, its place, and the facts for the sentence."""
    path = tuple(detail["loc"])
    kind = detail["type"]
    if path and path[-1] == "[key]":
        path, kind = path[:-1], "strange_name"
    elif detail["input"] is None and kind != "missing" and not kind.startswith("value"):
        kind = "no_value"
    code = f"policy.{kind}"
    at_key = kind in ("missing", "extra_forbidden", "strange_name") or kind in OF_A_PART
    where = path[:-1] if kind == "missing" else path
    place = document.key_place(where) if at_key else document.value_place(where)
    values = {name: shown(value) for name, value in detail.get("ctx", {}).items()}
    values |= {"path": shown_path(path), "word": shown(path[-1] if path else "")}
    return Fault(place, code if code in sentences("policy") else "policy.not_fitting", values)


def shown_path(path: TreePath) -> str:
    """A path as people write it: retention.conversation.keep, promises[3].says."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return shown(words.lstrip("."), 120)


def to_problem(called: str, fault: Fault) -> Problem:
    """A fault as a problem of the file *called*, in both languages."""
    place = fault.place
    words = [say(fault.code, language, **fault.values) for language in ("id", "en")]
    return Problem(called, place.line, place.column, fault.code, words[0], words[1])


def refusal(called: str, place: Place, code: str, **values: Any) -> PolicyRefused:
    """A refusal with one problem: reading cannot go on."""
    return PolicyRefused([to_problem(called, Fault(place, code, values))])
