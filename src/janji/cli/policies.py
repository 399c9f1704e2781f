"""janji check, promises: what is promised, and what keeps it."""

from __future__ import annotations

import json
from typing import Any

import click

from janji.cli.main import language
from janji.cli.opening import folder_of, named, settings
from janji.kit.text import say


@click.command()
@click.argument("business")
def check(business: str) -> None:
    """Read the files of BUSINESS and say everything that is wrong with them."""
    from janji.audit.proofs import known_proofs
    from janji.care.assistant import prepare
    from janji.policy.business import load_business

    chosen = settings()
    found = load_business(folder_of(chosen, business), known_proofs())
    prepare(found, chosen.public_url)
    click.echo(
        say("cli.check_ok", language(), name=found.name, promises=len(found.policy.promises))
    )


@click.command()
@click.argument("business", required=False)
@click.option("--json", "as_json", is_flag=True, help="machine-readable")
def promises(business: str | None, as_json: bool) -> None:
    """Show each promise with the rule that keeps it and the proof that looks."""
    from janji.policy.business import all_businesses

    rows: list[dict[str, Any]] = [
        {
            "business": one.slug, "id": promise.id, "sentence": promise.quotes.get(language(), ""),
            "rule": promise.rule, "by": list(promise.by), "proofs": list(promise.proofs),
            "statement": not promise.bound,
        }
        for one in named(all_businesses(settings().businesses), business)
        for promise in one.policy.promises
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        kept = say("cli.statement_only", language()) if row["statement"] else row["rule"] or "–"
        click.echo(f"{row['id']}  {row['sentence']}\n      → {kept}   {', '.join(row['proofs'])}")
    bound = sum(not row["statement"] for row in rows)
    click.echo(say("cli.promises_total", language(), total=len(rows), bound=bound))
