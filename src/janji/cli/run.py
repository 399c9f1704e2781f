"""janji run: everything in one process group; janji web, janji work: one role alone.

The supervising process stays small: what needs the whole product loaded (starting the database,
migrating) runs in a child that ends before the roles begin.
"""

from __future__ import annotations

import subprocess
import sys

import click

from janji.cli.main import language
from janji.kit.processes import Role
from janji.kit.processes import run as supervise
from janji.kit.text import say

WEB_CONNECTIONS, WORKER_CONNECTIONS = 6, 12
STARTED = "started"
LEAN = {"MALLOC_ARENA_MAX": "2"}  # threads share memory arenas: half the resident memory


def roles() -> list[Role]:
    """The roles of a whole installation."""
    return [
        Role("web", [sys.executable, "-m", "janji", "web"], LEAN),
        Role("worker", [sys.executable, "-m", "janji", "work"], LEAN),
    ]


@click.command()
def run() -> None:
    """Start everything: database, web and worker. Ctrl-C stops it cleanly."""
    started = in_child("prepare")
    try:
        supervise(roles(), language=language())
    finally:
        if STARTED in started:
            in_child("stop-database")


def in_child(command: str) -> str:
    """Run one of our own commands to its end; return what it printed. A refusal ends us too."""
    done = subprocess.run(
        [sys.executable, "-m", "janji", command], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


@click.command(hidden=True)
def prepare() -> None:
    """Start or reach the database, migrate, make the pages' log-in; leaves the database running."""
    from janji.cli import opening
    from janji.site.wsgi import migrate_desk

    chosen = opening.settings()
    server = opening.ready(chosen)
    migrate_desk(server.owner_url)
    click.echo(say("cli.running", language(), url=chosen.public_url), err=True)
    click.echo(STARTED if server.started_here else "found")


@click.command(hidden=True)
def stop_database() -> None:
    """Stop the embedded database."""
    from janji.cli import opening
    from janji.kit import postgres

    postgres.serve(opening.settings()).stop()


@click.command()
def web() -> None:
    """Serve webhooks and pages only."""
    from janji.cli import opening
    from janji.door.serve import bridged, serve
    from janji.site.wsgi import application

    with opening.house(connections=WEB_CONNECTIONS, stop_server=False) as house:
        serve(house, bridged(application(house)))


@click.command()
def work() -> None:
    """Do the duties only."""
    from janji.cli import opening
    from janji.worker.serve import serve

    with opening.house(connections=WORKER_CONNECTIONS, stop_server=False) as house:
        serve(house)
