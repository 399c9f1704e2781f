"""Open the house for a command: database started or reached, schema current, everything at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from janji.cli.folders import folder_of as folder_of
from janji.cli.folders import named as named
from janji.cli.folders import settings as settings
from janji.cli.main import language
from janji.kit import postgres
from janji.kit.db import Database, Db
from janji.kit.migrate import let_clock_move, migrate
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import proposals
from janji.vault.house import House, clock_of, open_house
from janji.vault.house import readable as read_businesses

MOST_TOLD = 5


def ready(chosen: Settings) -> postgres.Server:
    """The database, running and on the newest schema; stopped again when it cannot be used."""
    server = postgres.serve(chosen)
    try:
        migrate(server.owner_url)
        if chosen.clock_file:
            let_clock_move(server.owner_url)
    except BaseException:
        if server.started_here:
            server.stop()
        raise
    return server


@contextmanager
def house(*, connections: int = 4, stop_server: bool = True, tells: bool = True) -> Iterator[House]:
    """The house for one command; a server that this command started is stopped after it.

    tells: say it when a folder holds another policy than the one that runs.
    """
    chosen = settings()
    server = ready(chosen)
    opened: House | None = None
    try:
        opened = open_house(chosen, server.app_url, connections=connections)
        for business in opened.businesses:
            applied(opened, business)
            if tells:
                tell_proposal(opened, business)
        yield opened
    finally:
        if opened is not None:
            opened.close()
        if stop_server and server.started_here:
            server.stop()


def applied(opened: House, business: Business) -> None:
    """Work under the version in force; where nothing was ever applied, the file becomes the first.

    Raises: PolicyRefused.
    """
    opened.begin(business)


def tell_proposal(opened: House, business: Business) -> None:
    """Say it when the folder holds another policy than the one that runs, or a broken one."""
    with opened.act(business) as db:
        tell_folder(db, business)


def tell_folder(db: Db, business: Business) -> None:
    """The same, where the database is open already."""
    found = proposals.look(db, business.folder)
    if found.state not in ("same", "desk"):
        number = found.version.number if found.version else 0
        words = say(f"cli.proposal.{found.state}", language(), name=business.slug, number=number)
        click.echo(words, err=True)
    for problem in found.problems[:MOST_TOLD]:
        click.echo(f"  {problem.said(language())}", err=True)


def readable(chosen: Settings, app_url: str) -> list[Business]:
    """The businesses, for who must know before a house is opened. Raises: PolicyRefused."""
    with closing(Database(app_url, most=1)) as database:
        return read_businesses(chosen, database, clock_of(chosen))
