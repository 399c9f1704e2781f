"""janji run: everything in one process group; janji web, janji work: one role alone."""

from __future__ import annotations

import sys

import click

from janji.cli import opening
from janji.cli.main import language
from janji.kit.processes import Role
from janji.kit.processes import run as supervise
from janji.kit.text import say

WEB_CONNECTIONS, WORKER_CONNECTIONS = 6, 12


def roles() -> list[Role]:
    """The roles of a whole installation."""
    return [
        Role("web", [sys.executable, "-m", "janji", "web"]),
        Role("worker", [sys.executable, "-m", "janji", "work"]),
    ]


@click.command()
def run() -> None:
    """Start everything: database, web and worker. Ctrl-C stops it cleanly."""
    chosen = opening.settings()
    server = opening.ready(chosen)
    try:
        prepare_pages(server.owner_url)
        click.echo(say("cli.running", language(), url=chosen.public_url), err=True)
        supervise(roles(), language=language())
    finally:
        if server.started_here:
            server.stop()


def prepare_pages(owner_url: str) -> None:
    """Make the tables of the staff pages' log-in."""
    from janji.site.wsgi import migrate_desk

    migrate_desk(owner_url)


@click.command()
def web() -> None:
    """Serve webhooks and pages only."""
    from janji.door.serve import bridged, serve
    from janji.site.wsgi import application

    with opening.house(connections=WEB_CONNECTIONS, stop_server=False) as house:
        serve(house, bridged(application(house)))


@click.command()
def work() -> None:
    """Do the duties only."""
    from janji.worker.serve import serve

    with opening.house(connections=WORKER_CONNECTIONS, stop_server=False) as house:
        serve(house)
