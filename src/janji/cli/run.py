"""janji run: everything in one process group; janji web, janji work: one role alone.

The supervising process stays small: what needs the whole product loaded (starting the database,
migrating) runs in a child that ends before the roles begin.
"""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from janji.cli.alone import hold
from janji.cli.folders import settings
from janji.cli.main import language
from janji.kit.errors import JanjiError
from janji.kit.postgres_binaries import server_account
from janji.kit.postgres_folders import make_home
from janji.kit.processes import Role, guarded
from janji.kit.processes import run as supervise
from janji.kit.settings import Settings
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.channels.connected import Lack
    from janji.policy.business import Business

WEB_CONNECTIONS, WORKER_CONNECTIONS = 6, 12
STARTED = "started"
OURS = b"database"
STOP = (sys.executable, "-m", "janji", "stop-database")
LEAN = {"MALLOC_ARENA_MAX": "2"}  # threads share memory arenas: half the resident memory


def roles() -> list[Role]:
    """The roles of a whole installation."""
    return [
        Role("web", [sys.executable, "-m", "janji", "web"], LEAN),
        Role("worker", [sys.executable, "-m", "janji", "work"], LEAN),
    ]


@click.command()
def run() -> None:
    """Start everything: database, web and worker. Ctrl-C stops it cleanly.

    The database that we started ends with us, also when we are killed, and so does one that a
    killed run before us left.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):  # so that the child ends with us, see in_child
        signal.signal(number, interrupted)
    chosen = settings()
    with alone_in(chosen) as mark, guarded(last=STOP) as guard:
        ours = mark.read() == OURS or asleep(chosen.home)
        noted(mark, ours=ours)
        try:
            ours = STARTED in in_child("prepare") or ours
            noted(mark, ours=ours)
            supervise(roles(), language=language(), guard=guard)
        finally:
            if ours:
                in_child("stop-database")
            noted(mark, ours=False)


def alone_in(chosen: Settings) -> IO[bytes]:
    """The mark of the one run in this home. Raises: JanjiError cli.run_twice."""
    make_home(chosen.home, None if chosen.database_url else server_account())
    return hold(chosen.home / "run.lock", "cli.run_twice", chosen.home)


def asleep(home: Path) -> bool:
    """Whether our own server surely does not run yet, so that whatever starts is ours."""
    return not any((home / name).exists() for name in ("postgres/postmaster.pid", "postgres.at"))


def noted(mark: IO[bytes], *, ours: bool) -> None:
    """Write down whether the database is ours to stop, for the run after us should we be killed."""
    mark.truncate(0)
    mark.write(OURS if ours else b"")
    mark.flush()


def interrupted(_number: int, _frame: object) -> None:
    """Leave by the way that ends what we started."""
    raise KeyboardInterrupt


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
    port_free(chosen)
    server = opening.ready(chosen)
    try:
        fit_to_start(chosen, opening.readable(chosen, server.app_url))
        migrate_desk(server.owner_url)
    except JanjiError:
        if server.started_here:
            server.stop()
        raise
    click.echo(say("cli.running", language(), url=chosen.public_url), err=True)
    click.echo(STARTED if server.started_here else "found")


def fit_to_start(chosen: Settings, businesses: Sequence[Business]) -> None:
    """Look before anything starts, so that no role dies again and again for want of a setting.

    An account at the provider may come later, at the desk; until then it says so.
    Raises: JanjiError for answers that cannot be used.
    """
    from janji.care.answers import load_answers
    from janji.channels.connected import lack

    closed = [(one, found) for one in businesses if (found := lack(chosen, one))]
    for business in businesses:
        if business not in [one for one, _ in closed]:
            load_answers(business.folder / "answers.yaml", business.zone)
    if chosen.clock_file is not None:  # at a clock that somebody moves nobody waits for customers
        return
    if closed:
        click.echo(say("cli.lacks.some", language()), err=True)
    for business, found in closed:
        click.echo(f"  {lacking(chosen, business, found)}", err=True)


def lacking(chosen: Settings, business: Business, found: Lack) -> str:
    """What one business lacks, and the one next step."""
    if found.provider:
        return say("cli.lacks.provider", language(), name=business.name, provider=found.provider,
                   file=str(business.folder / "business.yaml"))  # fmt: skip
    place = f"{chosen.public_url}/desk/{business.slug}/settings/connect"
    return say("cli.lacks.secrets", language(), name=business.name, url=place,
               names=", ".join(found.secrets))  # fmt: skip


def port_free(chosen: Settings) -> None:
    """Make sure that nobody else listens where we shall. Raises: JanjiError cli.port_taken."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((chosen.host, chosen.port))
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
            raise JanjiError("cli.port_taken", host=chosen.host, port=chosen.port) from taken


@click.command(hidden=True)
def stop_database() -> None:
    """Stop the embedded database."""
    from janji.kit import postgres

    postgres.halt(settings())


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
