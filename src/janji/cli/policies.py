"""janji promises: what is promised, and what keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from janji.cli.folders import settings
from janji.cli.main import language
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.promise import Promise


@click.command()
@click.argument("business", required=False)
@click.option("--json", "as_json", is_flag=True)
def promises(business: str | None, as_json: bool) -> None:
    """Show each promise with the rule that keeps it and the proof that looks."""
    from janji.cli.standing import bound

    told = [told_of(one.business) for one in bound(settings(), business)]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in told:
        for row in one["promises"]:
            click.echo(f"{row['id']}  {row['sentence']}")
            click.echo(f"      → {keeper(row)}   {', '.join(row['proofs'])}")
        click.echo(say("cli.promises_total", language(), name=one["business"], **one["count"]))


def told_of(one: Business) -> dict[str, Any]:
    """The promises of one business with their counts, as plain JSON values."""
    from janji.policy.promises import coverage

    count = coverage(one.policy)
    return {
        "business": one.slug,
        "count": {
            "total": count.total, "enforced": count.enforced, "proven": count.proven,
            "statement": count.statement, "planned": count.planned,
        },
        "promises": [row_of(promise) for promise in one.policy.promises],
    }  # fmt: skip


def row_of(promise: Promise) -> dict[str, Any]:
    """One promise as plain JSON values, its words in the reader's language where published so."""
    words = promise.quotes.get(language()) or next(iter(promise.quotes.values()))
    return {
        "id": promise.id, "sentence": words, "rule": promise.rule, "by": list(promise.by),
        "proofs": list(promise.proofs), "statement": not promise.bound and not promise.planned,
        "planned": promise.planned.get(language()),
    }  # fmt: skip


def keeper(row: dict[str, Any]) -> str:
    """What keeps a promise, in a few words."""
    if row["planned"]:
        return say("cli.planned", language(), what=row["planned"])
    return say("cli.statement_only", language()) if row["statement"] else row["rule"] or "–"
