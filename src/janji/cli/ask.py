"""janji ask: what the assistant would make of a message."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("business")
@click.argument("message")
@click.option("--json", "as_json", is_flag=True)
def ask(business: str, message: str, as_json: bool) -> None:
    """Show intent, band, score and answer for MESSAGE; nothing is stored or sent."""
    from janji.care.ask import Assistant
    from janji.care.ask import ask as understand
    from janji.care.assistant import trained
    from janji.cli.answers import source_words
    from janji.cli.folders import settings
    from janji.cli.in_force import in_force
    from janji.cli.standing import bound
    from janji.kit.clock import SystemClock

    chosen, now = settings(), SystemClock().now()
    here = bound(chosen, business, start=False)[0].business
    found = in_force(chosen, here)
    asked = trained(here, found.answers, chosen.public_url)
    known = Assistant(asked.answers, asked.ear)
    result = understand(known, message, now, asked.slots)
    result["edition"] = found.edition
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for name, value in result.items():
        click.echo(f"{name}: {value}")
    click.echo(source_words(found.edition), err=True)
