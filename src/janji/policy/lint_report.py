"""The law's answers for one business, each at its place in the file, ready to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File
from typing import Any

from janji.policy.law import second_regime
from janji.policy.lint import Finding, lint
from janji.policy.lint_outcome import Verdict
from janji.policy.model import PolicyFile
from janji.policy.nodes import Path
from janji.policy.published import STATED_FILE, published_facts
from janji.policy.reader import Reading, read, shown_path
from janji.policy.stated import Stated
from janji.policy.stated_from import stated_from

WEIGHTS = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. severity: how it weighs on the day asked; later: once PP 33/2026 binds.

    file, line, column, path: where to look; printed: the line of the published text it quotes.
    """

    id: str
    verdict: Verdict
    severity: str | None
    later: str | None
    law: str
    since: date
    asks: dict[str, str]
    fix: dict[str, str]
    file: str
    line: int
    column: int
    path: str
    quote: str | None
    printed: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All answers for one text on one day. text: the name of the file that was asked."""

    business: str
    text: str
    on: date
    rows: tuple[Row, ...]

    def of(self, *severities: str) -> list[Row]:
        """The rows that failed, the heaviest first."""
        order = severities or WEIGHTS
        found = [row for row in self.rows if row.severity in order]
        return sorted(found, key=lambda row: order.index(row.severity or "info"))

    def count(self, verdict: Verdict) -> int:
        """How many answers came out so."""
        return sum(row.verdict == verdict for row in self.rows)


class NothingPublished(Exception):  # noqa: N818 - it reads as what happened
    """Nobody has written down what the published text states."""


def published_report(folder: File, on: date) -> Report:
    """The answers for the text as published. Raises: PolicyRefused, NothingPublished."""
    reading = published_facts(folder)
    if reading is None:
        raise NothingPublished(folder.name)
    rows = rows_of(reading.facts, on, lambda path: (STATED_FILE, reading, path))
    return Report(folder.name, STATED_FILE, on, rows)


def policy_report(folder: File, on: date, name: str = "policy.yaml") -> Report:
    """The answers for the complete policy.

    A fact that stands only in the published text is shown there. Raises: PolicyRefused.
    """
    return reading_report(read(folder / name, PolicyFile), folder, on, name)


def reading_report(
    promised: Reading[PolicyFile], folder: File, on: date, name: str = "policy.yaml"
) -> Report:
    """The answers for a policy that was read, from the folder or from a draft beside it.

    Raises: PolicyRefused when what the published text states cannot be read.
    """
    published = published_facts(folder)
    projected = stated_from(promised.facts, published.facts if published else None)

    def where(path: Path) -> Spot:
        here = projected.place(path)
        if published and not stands(promised, here) and stands(published, path):
            return STATED_FILE, published, path
        return name, promised, here

    return Report(folder.name, name, on, rows_of(projected.stated, on, where))


Spot = tuple[str, Reading[Any], Path]


def stands(reading: Reading[Any], path: Path) -> bool:
    """Whether the first step of *path* is a key of the file."""
    return bool(path) and path[:1] in reading.document.keys


def rows_of(stated: Stated, on: date, where: Any) -> tuple[Row, ...]:
    """Every answer as a row, with its place."""
    after = max(on, second_regime())
    pairs = zip(lint(stated, on), lint(stated, after), strict=True)
    return tuple(row_of(now, later.severity, where) for now, later in pairs)


def row_of(found: Finding, later: str | None, where: Any) -> Row:
    """One answer as a row."""
    file, reading, path = where(found.outcome.path)
    place = reading.document.value_place(path) if found.outcome.path else None
    said = found.outcome.said
    return Row(
        id=found.rule.id,
        verdict=found.outcome.verdict,
        severity=found.severity,
        later=later,
        law=found.rule.law,
        since=found.rule.since,
        asks=found.rule.asks,
        fix=found.rule.fix,
        file=file,
        line=place.line if place else 0,
        column=place.column if place else 0,
        path=shown_path(path) if found.outcome.path else "",
        quote=said.quote if said else None,
        printed=said.line if said else None,
    )


def counts(report: Report) -> dict[str, int]:
    """The answers counted: passed, failed (by weight), not applicable, not assessed."""
    return {
        "passed": report.count("passed"),
        "failed": report.count("failed"),
        "errors": len(report.of("error")),
        "warnings": len(report.of("warning")),
        "infos": len(report.of("info")),
        "not_applicable": report.count("not_applicable"),
        "not_assessed": report.count("cannot_tell"),
    }


def ids(rows: Iterable[Row]) -> str:
    """The ids of rows on one line."""
    return ", ".join(row.id for row in rows)
