"""janji register: the record of processing and the registers, as words, JSON, CSV or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from janji.cli.main import language
from janji.cli.plan import day_of
from janji.kit.errors import JanjiError
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.register import Register

PARTS = ("processing", "processors", "transfers", "waiting", "figures")


@click.command()
@click.argument("business")
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--part", type=click.Choice(PARTS), default="processing")
@click.option("--pdf", "pdf_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--on")
def register(
    business: str,
    as_json: bool,
    csv_file: Path | None,
    part: str,
    pdf_file: Path | None,
    on: str | None,
) -> None:
    """Show or write the record of processing of BUSINESS (UU PDP 31)."""
    from janji.cli import opening
    from janji.policy import register_tables
    from janji.policy.register_paper import pdf
    from janji.vault.holdings import register_of

    day = day_of(on)
    with opening.house(connections=2) as house:
        here = opening.named(house.businesses, business)[0]
        with house.act(here) as db:
            found, then = register_of(db, here, day, house.clock.now(), language())
            written = "csv" if csv_file else "pdf" if pdf_file else "json" if as_json else "words"
            db.note("register.told", None, form=written, part=part if csv_file else "all")
    if csv_file:
        table = register_tables.table(found, then, part)
        kept(csv_file, register_tables.as_csv(table).encode())
    if pdf_file:
        kept(pdf_file, pdf(found, then))
    if as_json:
        click.echo(register_tables.as_json(found))
    elif not csv_file and not pdf_file:
        click.echo("\n".join(words(found, then)))


def kept(file: Path, content: bytes) -> None:
    """Write one file whole. Raises: JanjiError cli.register_unwritten."""
    try:
        file.write_bytes(content)
    except OSError:
        raise JanjiError("cli.register_unwritten", file=str(file)) from None
    click.echo(say("cli.register_written", language(), file=str(file)))


def words(found: Register, business: Business) -> list[str]:
    """The register for a person at the terminal."""
    from janji.policy.register_paper import lines
    from janji.policy.register_tables import tables

    told = [found.controller, *lines(found, business)]
    for one in tables(found, business):
        told += ["", one.title]
        for row in one.rows:
            told.append(f"  {row[0]}")
            for head, cell in zip(one.head[1:], row[1:], strict=True):
                told += [f"      {head}: {cell.replace(chr(10), f'{chr(10)}        ')}"]
    return told
