"""What a look at one thing found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["ok", "needs", "unknown"]


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: state, and a sentence that says what to do when it needs somebody.

    name: the key below [cli.doctor] in text.toml. values: facts for the sentence, never personal;
    words of another sentence as {language: words}.
    """

    state: State
    name: str
    values: dict[str, Any] = field(default_factory=dict)


def fine(name: str, **values: Any) -> Finding:
    """All is well with *name*."""
    return Finding("ok", name, values)


def needs(name: str, **values: Any) -> Finding:
    """Somebody must do something about *name*."""
    return Finding("needs", name, values)


def unsure(name: str, **values: Any) -> Finding:
    """It cannot be told from here."""
    return Finding("unknown", name, values)
