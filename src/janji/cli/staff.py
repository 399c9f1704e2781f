"""janji staff: who may use the desk."""

from __future__ import annotations

import click

from janji.cli import opening
from janji.cli.main import language
from janji.kit.text import say


@click.group()
def staff() -> None:
    """People who use the desk."""


@staff.command()
@click.argument("name")
def add(name: str) -> None:
    """Give NAME a place at the desk; prints a first password, shown once."""
    from janji.desk.accounts import add_staff
    from janji.kit.errors import Refused
    from janji.site.wsgi import migrate_desk, prepare

    server = opening.ready(opening.settings())
    try:
        migrate_desk(server.owner_url)
        with opening.house() as house:
            prepare(house)
            password = add_staff(house, name)
    finally:
        if server.started_here:
            server.stop()
    if isinstance(password, Refused):
        raise click.ClickException(say(password.code, language(), **password.values))
    click.echo(say("cli.staff_added", language(), name=name, password=password))
