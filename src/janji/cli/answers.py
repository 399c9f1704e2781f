"""janji answers: check a file of answers, write out what is in force, read a file in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from janji.cli.folders import settings
from janji.cli.main import language
from janji.cli.opening import house
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.care.answers_import import Plan
    from janji.policy.business import Business

COMMAND_LINE = 0  # stands for nobody of the staff: whoever has the machine


@click.group()
def answers() -> None:
    """Check, write out or read in the assistant's answers."""


def business_of(name: str) -> Business:
    """The business as it is bound now, whatever its folder says."""
    from janji.cli.standing import bound

    return bound(settings(), name, start=False)[0].business


@answers.command()
@click.argument("business")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(business: str, file: Path | None) -> None:
    """Say what is wrong with FILE (else with the answers of BUSINESS), and what is thin."""
    from janji.care.answers import COMPUTED
    from janji.care.answers_file import read_text
    from janji.care.answers_form import FEW, thin
    from janji.care.answers_shape import read_csv

    found = business_of(business)
    path = file or found.folder / "answers.yaml"
    text = read(path)
    entries, _, problems = (
        read_csv(path.name, text) if path.suffix == ".csv" else read_text(path.name, text, COMPUTED)
    )
    for problem in sorted(problems):
        click.echo(problem.said(language()), err=True)
    if problems:
        sys.exit(1)
    for entry in entries:
        for code, n in thin(entry).items():
            click.echo(say("cli.answers.thin", language(), intent=entry.intent, code=code, n=n,
                           few=FEW))  # fmt: skip
    click.echo(say("cli.answers.fine", language(), n=len(entries)))


@answers.command()
@click.argument("business")
@click.option("--csv", "as_csv", is_flag=True)
def export(business: str, *, as_csv: bool) -> None:
    """Write the answers in force to the terminal; which ones is said beside it."""
    from janji.care.answers_shape import to_csv, to_yaml
    from janji.cli.in_force import in_force

    found = in_force(settings(), business_of(business))
    click.echo(source_words(found.edition), err=True)
    click.echo((to_csv if as_csv else to_yaml)(found.answers), nl=False)


@answers.command(name="import")
@click.argument("business")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--whole", is_flag=True)
@click.option("--propose", is_flag=True)
def read_in(business: str, file: Path, *, whole: bool, propose: bool) -> None:
    """Show what FILE would change; with --propose it waits for approval at the desk."""
    from janji.care import answers_import, answers_store
    from janji.care.answers import load_answers
    from janji.kit.errors import JanjiError, Refused

    text = read(file)
    with house() as opened:
        here = opened.business(business)
        seed = load_answers(here.folder / "answers.yaml", here.zone)
        with opened.act(here) as db:
            plan = answers_import.plan(file.name, text, answers_store.published(db, seed),
                                       whole=whole)  # fmt: skip
            tell(plan)
            if propose and not plan.empty:
                made = answers_import.propose(db, plan, COMMAND_LINE, opened.clock.now())
                if isinstance(made, Refused):
                    raise JanjiError(made.code, 409)
                click.echo(say("cli.answers.proposed", language(), n=len(made)))


def tell(plan: Plan) -> None:
    """Print a plan; its problems end the command."""
    for problem in plan.problems:
        click.echo(problem.said(language()), err=True)
    if plan.problems:
        sys.exit(1)
    for step in plan.changes:
        act = say(f"cli.answers.{step.act}", language())
        click.echo(f"{act:<10} {step.entry.intent}  {step.entry.size}")
    if plan.facts is not None:
        click.echo(say("cli.answers.facts", language()))
    if plan.empty:
        click.echo(say("cli.answers.same", language()))


def read(path: Path) -> str:
    """The text of a file. Raises: JanjiError cli.answers.unreadable."""
    from janji.kit.errors import JanjiError

    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as broken:
        raise JanjiError("cli.answers.unreadable", 404, file=path.name) from broken


def source_words(edition: int | None) -> str:
    """Which answers are meant."""
    if edition is None:
        return say("cli.answers.from_file", language())
    return say("cli.answers.from_edition", language(), n=edition)
