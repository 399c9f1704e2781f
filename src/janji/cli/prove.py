"""janji prove: ask every proof now. janji export-ledger: what anyone can check offline."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from janji.cli import opening
from janji.cli.main import language


@click.command()
@click.argument("business", required=False)
@click.option("--json", "as_json", is_flag=True)
def prove(business: str | None, as_json: bool) -> None:
    """Ask every proof of BUSINESS (all without it); exit 1 when a promise is broken."""
    from janji.audit import report
    from janji.channels.proving import ask_proofs
    from janji.cli.proof_table import print_proof

    broken = 0
    told = {}
    with opening.house() as house:
        for one in opening.named(house.businesses, business):
            verdicts = ask_proofs(house, one, house.clock.now())
            told[one.slug] = report.as_json(verdicts, one.policy.promises)
            if as_json:
                broken += report.exit_code(verdicts)
            else:
                broken += print_proof(one, verdicts, language())
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    sys.exit(1 if broken else 0)


@click.command()
@click.argument("business")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export_ledger(business: str, target: Path) -> None:
    """Write the ledger of BUSINESS to TARGET: random ids, numbers, words; signed at its end."""
    from janji.audit.export import export
    from janji.kit.text import say

    with opening.house() as house:
        one = house.business(business)
        with house.act(one) as db, target.open("wb") as file:
            lines = 0
            for line in export(db, house.signer, house.clock.now()):
                file.write(line)
                lines += 1
        click.echo(
            say("cli.exported", language(), lines=lines, file=target, key=house.signer.public)
        )
