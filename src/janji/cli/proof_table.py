"""The proof at the end of the demo: promise by promise, then one line."""

from __future__ import annotations

from collections.abc import Sequence

import click

from janji.audit import report
from janji.audit.proofs import Verdict
from janji.policy.business import Business

COLOURS = {
    "kept": "green",
    "broken": "red",
    "cannot_tell": "yellow",
    "statement_only": "white",
    "planned": "white",
}
MARKS = {"kept": "✓", "broken": "✗", "cannot_tell": "?", "statement_only": "·", "planned": "…"}


def print_proof(business: Business, verdicts: Sequence[Verdict], language: str) -> int:
    """One line a promise with its evidence; return how many proofs are broken."""
    told = report.as_json(verdicts, business.policy.promises)
    click.echo()
    for one in told["promises"]:
        colour, mark = COLOURS[one["verdict"]], MARKS[one["verdict"]]
        quote = one["quotes"].get(language, "")
        click.echo(f"  {click.style(mark, fg=colour)} {one['id']}  {shortened(quote)}")
        for line in seen(one, language, business.zone):
            click.echo(click.style(f"            {line}", dim=True))
    click.echo()
    click.echo(click.style(report.summary(verdicts, business.policy.promises, language), bold=True))
    return sum(one.word == "broken" for one in verdicts)


def seen(one: dict[str, list[dict[str, object]]], language: str, zone: str) -> list[str]:
    """What the promise's own proof saw; everything when it is not kept."""
    lines: list[str] = []
    for proof in one["proofs"]:
        told = report.proof_lines(proof, language, zone)
        lines += told[1:2] if proof["verdict"] == "kept" else told
    return lines


def shortened(quote: str, most: int = 92) -> str:
    """A quote on one line."""
    plain = " ".join(quote.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
