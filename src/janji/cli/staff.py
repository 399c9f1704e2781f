"""janji staff: who may use the desk, of which business, as what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import click

from janji.cli import opening
from janji.cli.main import language
from janji.desk.roles import ROLES, Role
from janji.kit.errors import JanjiError, Refused
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault.house import House

for_business = click.option("--business")


@click.group()
def staff() -> None:
    """People who use the desk."""


@contextmanager
def desk_house() -> Iterator[House]:
    """The house with its desk's tables in place; a server started for this is stopped after it."""
    from janji.site.wsgi import migrate_desk, prepare

    server = opening.ready(opening.settings())
    try:
        migrate_desk(server.owner_url)
        with opening.house() as house:
            prepare(house)
            yield house
    finally:
        if server.started_here:
            server.stop()


def served(house: House, slug: str | None) -> Business:
    """The business *slug*, or the only one. Raises: JanjiError cli.staff_which when unclear."""
    if slug is None and len(house.businesses) != 1:
        raise JanjiError("cli.staff_which", names=", ".join(b.slug for b in house.businesses))
    return opening.named(house.businesses, slug)[0]


def told(refused: Refused | None) -> None:
    """Raise what was refused, in the reader's language."""
    if refused:
        raise click.ClickException(say(refused.code, language(), **refused.values))


@staff.command()
@click.argument("name")
@for_business
@click.option("--role", type=click.Choice(ROLES))
def add(name: str, business: str | None, role: str | None) -> None:
    """Give NAME a place at the desk; prints a first password, shown once."""
    from janji.desk.accounts import add_staff, has_owner, is_known

    with desk_house() as house:
        here = served(house, business)
        with house.act(here) as db:
            chosen = role or ("agent" if has_owner(db) else "owner")
        known = is_known(name)
        password = add_staff(house, name, cast("Role", chosen), [here])
        told(password if isinstance(password, Refused) else None)
    click.echo(say("cli.staff_added", language(), name=name, password=password))
    click.echo(say("cli.staff_place", language(), role=chosen, business=here.slug))
    if known:
        click.echo(say("cli.staff_renewed", language()))


@staff.command("list")
@for_business
def list_staff(business: str | None) -> None:
    """Who works at the desk, by business."""
    from janji.desk.accounts import members

    with desk_house() as house:
        for here in opening.named(house.businesses, business):
            click.echo(click.style(here.slug, bold=True))
            people = members(house, here)
            for one in people:
                factor = say(f"cli.staff_factor.{'yes' if one.factors else 'no'}", language())
                click.echo(f"  {one.name:<24} {one.role:<12} {factor}")
            if not people:
                click.echo(f"  {say('cli.staff_nobody', language())}")


@staff.command()
@click.argument("name")
@for_business
def end(name: str, business: str | None) -> None:
    """End the place of NAME at the desk, and every open sign-in, at once."""
    from janji.desk.accounts import end_staff

    with desk_house() as house:
        told(end_staff(house, name, opening.named(house.businesses, business)))
    click.echo(say("cli.staff_ended", language(), name=name))
