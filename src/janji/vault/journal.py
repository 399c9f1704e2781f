"""The erasure journal: who must stay erased, outside the database and its backups.

One line per step, appended and fsynced before the first destructive act. It holds random ids and
times, nothing else. `janji restore` replays it, so a restored backup never brings anyone back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from janji.audit.chain import stamp
from janji.vault import lines
from janji.vault.durable import make_folder


class Journal:
    """One append-only file for all businesses of this installation."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)  # a restore looks whether it is there: nobody erased is not "unknown"
        self.path = folder / "erasures.jsonl"

    def begin(self, business: int, people: Sequence[UUID], now: datetime) -> None:
        """Make the intent durable."""
        self._append(
            {"act": "begin", "business": business, "people": spelled(people), "at": stamp(now)}
        )

    def finish(self, business: int, people: Sequence[UUID], now: datetime) -> None:
        """Note that nothing of these people is left."""
        self._append(
            {"act": "finish", "business": business, "people": spelled(people), "at": stamp(now)}
        )

    def open_intents(self, business: int) -> list[list[UUID]]:
        """Erasures begun and not finished."""
        finished = {tuple(line["people"]) for line in self._lines() if line["act"] == "finish"}
        return [
            [UUID(person) for person in line["people"]]
            for line in self._lines()
            if line["act"] == "begin"
            and line["business"] == business
            and tuple(line["people"]) not in finished
        ]

    def everyone(self, business: int) -> list[UUID]:
        """Every id ever erased: what a restore must take out again."""
        return [
            UUID(person)
            for line in self._lines()
            if line["act"] == "begin" and line["business"] == business
            for person in line["people"]
        ]

    def _append(self, line: dict[str, object]) -> None:
        lines.add(self.path, line)

    def _lines(self) -> list[dict[str, Any]]:
        return lines.read(self.path, "vault.journal_damaged")


def spelled(people: Sequence[UUID]) -> list[str]:
    """Ids in one order, so that begin and finish name the same set."""
    return sorted(str(person) for person in people)
