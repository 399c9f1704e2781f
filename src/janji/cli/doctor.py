"""janji doctor: in plain words, what is missing before the promises can be kept here."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from janji.cli import opening
from janji.cli.doctor_database import database
from janji.cli.doctor_finding import Finding
from janji.cli.doctor_machine import machine
from janji.cli.doctor_outside import outside
from janji.cli.doctor_policies import policies
from janji.cli.main import language
from janji.kit.clock import SystemClock
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.vault.house import clock_of

MARKS = {"ok": "✓", "needs": "!", "unknown": "?"}


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--proxy", multiple=True, type=click.Path(path_type=Path))
def doctor(as_json: bool, proxy: tuple[Path, ...]) -> None:
    """Look at everything, change nothing; exit 1 when something needs you."""
    findings = examine(opening.settings(), proxy)
    if as_json:
        click.echo(json.dumps([as_facts(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        tell(findings)
    sys.exit(1 if any(one.state == "needs" for one in findings) else 0)


def examine(settings: Settings, proxies: Sequence[Path]) -> list[Finding]:
    """Every finding, those that need somebody first."""
    moved = settings.clock_file  # a trial's clock is made by whoever moves it, not by a look
    now = (SystemClock() if moved and not moved.exists() else clock_of(settings)).now()
    found, businesses = policies(settings)
    seen = database(settings, now)
    found += [*machine(settings, now, seen.backed_up), *seen.findings]
    found += outside(settings, businesses, proxies, now)
    return sorted(found, key=lambda one: one.state != "needs")


def tell(findings: Sequence[Finding]) -> None:
    """One line for each finding, and what it comes to."""
    for one in findings:
        click.echo(f" {MARKS[one.state]} {sentence(one, language())}")
    wanting = sum(1 for one in findings if one.state == "needs")
    key = "cli.doctor.total_needs" if wanting else "cli.doctor.total_ok"
    click.echo(say(key, language(), n=wanting))


def as_facts(one: Finding) -> dict[str, object]:
    """A finding for machines, with its words in both languages."""
    words = {each: sentence(one, each) for each in ("id", "en")}
    return {"name": one.name, "state": one.state, **words}


def sentence(one: Finding, told_in: str) -> str:
    """The finding in words."""
    values = {
        name: value[told_in] if isinstance(value, dict) else value
        for name, value in one.values.items()
    }
    return say(f"cli.doctor.{one.name}", told_in, **values)
