"""janji check: whether the files of a business hold together, then what the law asks of it."""

from __future__ import annotations

import gc
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from janji.cli.folders import folder_of, settings
from janji.cli.main import language
from janji.kit.clock import SharedClock, SystemClock, local_date
from janji.kit.errors import JanjiError, Problem
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.lint_report import Report, Row


@click.command()
@click.argument("business")
@click.option("--published", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--on", metavar="DATE")
def check(business: str, published: bool, as_json: bool, on: str | None) -> None:
    """Read the files of BUSINESS; say what is wrong with them and what the law asks of them."""
    gc.disable()  # a command this short makes nothing worth collecting
    from janji.policy.lint_report import NothingPublished, policy_report, published_report

    folder = folder_of(settings(), business)
    promises = 0 if published else well_formed(folder)
    day = day_of(on)
    try:
        report = published_report(folder, day) if published else policy_report(folder, day)
    except NothingPublished:
        raise JanjiError("cli.law.nothing_published", name=business) from None
    if as_json:
        click.echo(json.dumps(as_data(report), ensure_ascii=False, indent=2))
    else:
        tell(report, promises)
    sys.exit(1 if report.of("error") else 0)


def well_formed(folder: Path) -> int:
    """How many promises the business makes. Raises: PolicyRefused with all wrong in all files."""
    from janji.audit.proof_names import known_proofs
    from janji.care.answers import AnswersRefused, load_answers
    from janji.policy.business import load_business
    from janji.policy.published import published_facts
    from janji.policy.reader import PolicyRefused

    problems: list[Problem] = []
    found: Business | None = None
    try:
        found = load_business(folder, known_proofs())
    except PolicyRefused as refused:
        problems += refused.problems
    for look in (lambda: load_answers(folder / "answers.yaml"), lambda: published_facts(folder)):
        try:
            look()
        except (AnswersRefused, PolicyRefused) as refused:
            problems += refused.problems
    if found is None or problems:
        raise PolicyRefused(problems)
    return len(found.policy.promises)


def day_of(on: str | None) -> date:
    """The day asked for, else today in Jakarta: the law is Indonesian.

    Raises: JanjiError cli.law.no_day.
    """
    if on is None:
        moved = settings().clock_file
        clock = SharedClock(moved) if moved else SystemClock()
        return local_date(clock.now(), "Asia/Jakarta")
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise JanjiError("cli.law.no_day", on=on) from None


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, every answer with its words in both languages."""
    from janji.policy.lint_report import counts

    return {
        "business": report.business,
        "text": report.text,
        "on": report.on.isoformat(),
        "note": {code: say("cli.law.note", code) for code in ("id", "en")},
        "counts": counts(report),
        "answers": [answer(row) for row in report.rows],
    }


def answer(row: Row) -> dict[str, Any]:
    """One answer as plain JSON values."""
    return {
        "id": row.id, "verdict": row.verdict, "severity": row.severity,
        "severity_from_2027_01_16": row.later, "law": row.law, "since": row.since.isoformat(),
        "asks": row.asks, "fix": row.fix, "file": row.file, "line": row.line,
        "column": row.column, "path": row.path, "quote": row.quote, "published_line": row.printed,
    }  # fmt: skip


def tell(report: Report, promises: int) -> None:
    """The report for a person at the terminal."""
    from janji.policy.lint_report import counts, ids

    spoken = language()
    if promises:
        click.echo(say("cli.check_ok", spoken, name=report.business, promises=promises))
    click.echo(say("cli.law.head", spoken, file=report.text, on=report.on.isoformat()))
    unclear = [row for row in report.rows if row.verdict == "cannot_tell"]
    for row in [*report.of(), *unclear]:
        click.echo("\n" + told(row, spoken))
    good = [row for row in report.rows if row.verdict == "passed"]
    click.echo("\n" + say("cli.law.good", spoken, ids=ids(good)))
    click.echo(say("cli.law.counts", spoken, **counts(report)))
    click.echo(say("cli.law.note", spoken))


def told(row: Row, spoken: str) -> str:
    """One answer in a few lines: where, how heavy, which law, the words, what to do."""
    weight = say(f"cli.law.{row.severity or 'unclear'}", spoken)
    head = say("cli.law.line", spoken, place=f"{row.file}:{row.line}:{row.column}", weight=weight,
               id=row.id, law=row.law, since=row.since.isoformat())  # fmt: skip
    lines = [head, f"    {row.asks[spoken]}"]
    if row.quote:
        printed = say("cli.law.printed", spoken, line=row.printed) if row.printed else row.path
        lines.append(f"    “{row.quote}” ({printed})")
    else:
        lines.append("    " + say("cli.law.silent", spoken, path=row.path))
    if row.severity != "error" and row.later == "error":
        lines.append("    " + say("cli.law.grows", spoken))
    lines.append(f"    → {row.fix[spoken]}")
    return "\n".join(lines)
