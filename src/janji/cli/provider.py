"""janji provider: copies at the provider that only a person can end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from janji.cli import opening
from janji.cli.main import language
from janji.kit.dates import clock_time, full_date, zone_name
from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy.business import Business

if TYPE_CHECKING:
    from janji.channels.provider_lost import Lost

OPERATOR = 0  # stands for nobody of the staff: whoever has the machine


@click.group()
def provider() -> None:
    """Copies at the provider that need a person."""


@provider.command("lost")
@click.argument("business", required=False)
def list_lost(business: str | None) -> None:
    """Say which copies nobody can ask for any more, of which day, and what to do about them."""
    from janji.channels.provider_lost import lost

    with opening.house() as house:
        for here in opening.named(house.businesses, business):
            with house.act(here) as db:
                copies = lost(db)
            click.echo("\n".join(told(here, copies)))


def told(here: Business, copies: Sequence[Lost]) -> list[str]:
    """How many copies wait, day by day with the moment and id of each, then what to do."""
    if not copies:
        return [say("cli.provider.none", language(), name=here.name)]
    lines = [say("cli.provider.some", language(), name=here.name, n=len(copies))]
    place = ZoneInfo(here.zone)
    for day, those in groupby(copies, lambda one: one.made_at.astimezone(place).date()):
        same = list(those)
        date = full_date(day, language())
        lines.append("  " + say("cli.provider.day", language(), date=date, n=len(same)))
        for one in same:
            at = clock_time(one.made_at.astimezone(place), language())
            lines.append(f"    {at} {zone_name(one.made_at, here.zone)}  {one.id}")
    sender = here.channel.sender.removeprefix("whatsapp:")
    return [*lines, say("cli.provider.to_do", language(), slug=here.slug, sender=sender)]


@provider.command()
@click.argument("business")
@click.argument("copy", type=click.UUID)
@click.option("--seen-gone", is_flag=True)
def settle(business: str, copy: UUID, seen_gone: bool) -> None:
    """End one lost copy on the word of a person who saw at the provider that it is gone."""
    from janji.channels.provider_lost import settle as settled

    if not seen_gone:
        raise JanjiError("cli.provider.not_seen")
    with opening.house() as house:
        here = opening.named(house.businesses, business)[0]
        with house.act(here) as db:
            refused = settled(db, copy, house.clock.now(), by=OPERATOR)
    if refused:
        raise JanjiError(refused.code, **refused.values)
    click.echo(say("cli.provider.settled", language(), copy=copy))
