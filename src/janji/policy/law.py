"""The questions that the law asks of a policy, as data: src/janji/law/id/rules.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
WORDS = ("id", "en", "fix_id", "fix_en")
RULES_FILE = Path(__file__).parent.parent / "law" / "id" / "rules.toml"


@dataclass(frozen=True, slots=True)
class LawRule:
    """One question. since: the day its duty binds; until: how it weighs before that day.

    longer: how it weighs when the text says worse than nothing. hours, days: the most that passes.
    """

    id: str
    severity: Severity
    until: Severity | None
    longer: Severity | None
    hours: int
    days: int
    law: str
    since: date
    asks: dict[str, str]
    fix: dict[str, str]

    def weighs(self, on: date) -> Severity:
        """How heavy a failure is on a day."""
        return self.until if self.until and on < self.since else self.severity


@cache
def law_rules() -> dict[str, LawRule]:
    """Every question by id, in the order of the file."""
    read = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return {name: law_rule(name, row) for name, row in read.items()}


def law_rule(name: str, row: dict[str, Any]) -> LawRule:
    """One row of the file as a question."""
    hours = row.get("hours", 0)
    said = {key: str(row[key]).replace("{hours}", str(hours)) for key in WORDS}
    return LawRule(
        id=name,
        severity=row["severity"],
        until=row.get("until"),
        longer=row.get("longer"),
        hours=hours,
        days=row.get("days", 0),
        law=row["law"],
        since=row["since"],
        asks={"id": said["id"], "en": said["en"]},
        fix={"id": said["fix_id"], "en": said["fix_en"]},
    )


@cache
def second_regime() -> date:
    """The day PP 33/2026 binds: the latest day in the file."""
    return max(rule.since for rule in law_rules().values())
