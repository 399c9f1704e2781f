"""Where a thing stands in policy.yaml, and which clauses of the law it answers to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from janji.policy.law import RULES_FILE, law_rules
from janji.policy.model import PolicyFile
from janji.policy.reader import Reading

PRACTICE = "practice"  # what is asked without a law behind it
PLACES_FILE = RULES_FILE.with_name("places.toml")


@dataclass(frozen=True)
class Clause:
    """A clause of the law. id, asks: the question about it, nothing when the file names the law."""

    law: str
    id: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def laws(self) -> dict[str, str]:
        """The articles in both languages."""
        return {"id": self.law.replace("explanation", "penjelasan"), "en": self.law}


@cache
def asked_of() -> dict[str, tuple[str, ...]]:
    """Place of policy.yaml → ids of the law's questions that it answers."""
    read = tomllib.loads(PLACES_FILE.read_text(encoding="utf-8"))
    return {place: tuple(ids) for place, ids in read.items()}


def clauses(path: str, value: Any) -> tuple[Clause, ...]:
    """The clauses behind one place, "retention.conversation"; value: what stands there.

    First the laws that the policy names itself, then what the law's questions ask of it.
    """
    table, _, name = path.partition(".")
    wanted = [table, f"{table}.{name.partition('.')[0]}"]
    if isinstance(value, dict):
        wanted += [f"{table}.*.{key}" for key, said in value.items() if said]
    rules = law_rules()
    asked = (one for place in wanted for one in asked_of().get(place, ()))
    ids = dict.fromkeys(one for one in asked if not rules[one].law.startswith(PRACTICE))
    named = tuple(Clause(law) for law in dict.fromkeys(laws_in(value)))
    return named + tuple(Clause(rules[one].law, one, rules[one].asks) for one in ids)


def laws_in(value: Any) -> Iterator[str]:
    """Every law that a part of the policy names, wherever in it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "law" and isinstance(inner, str):
                yield inner
            else:
                yield from laws_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from laws_in(inner)


def line_of(reading: Reading[PolicyFile] | None, path: str) -> int | None:
    """The line of policy.yaml at which *path* stands; None where the file is not at hand."""
    if reading is None or not path:
        return None
    return reading.document.key_place(tuple(path.split("."))).line


def line_of_promise(reading: Reading[PolicyFile] | None, promise: str) -> int | None:
    """The line at which the promise with this id stands."""
    if reading is None:
        return None
    ids = [one.id for one in reading.facts.promises]
    if promise not in ids:
        return None
    return reading.document.value_place(("promises", ids.index(promise))).line
