"""One base for faults, one shape for refusals, one for problems found in files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class JanjiError(Exception):
    """A fault with a code, whose words in both languages are in a text.toml under that code.

    values: facts for the sentence; never personal data.
    status: the HTTP status a door answers with.
    """

    def __init__(self, code: str, status: int = 500, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.status = status
        self.values = values


@dataclass(frozen=True)
class Refused:
    """An expected "no": returned, not raised. *code* names its words in a text.toml."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file, at its place, said in both languages.

    line and column count from 1; 0 means the whole file.
    """

    file: str
    line: int
    column: int
    code: str
    indonesian: str
    english: str

    def said(self, language: str) -> str:
        """The problem as one line for a person: file:line:column, then what to do."""
        words = self.indonesian if language == "id" else self.english
        return f"{self.file}:{self.line}:{self.column}: {words} [{self.code}]"
