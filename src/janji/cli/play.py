"""janji demo: sets up, starts everything, plays a real week, prints the proof, serves the pages."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import timedelta

import click

from janji.care import canned
from janji.cli import stage as stages
from janji.cli import week
from janji.cli.main import language
from janji.cli.player import Player
from janji.cli.run import interrupted
from janji.desk.roles import Role
from janji.kit import postgres
from janji.kit.clock import SystemClock
from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault.house import House, open_house

BACKUP_DAY = 3
DESK: tuple[tuple[str, Role], ...] = (("sari", "agent"), ("bima", "owner"), ("dewi", "officer"))


@click.command()
@click.option("--once", is_flag=True)
def demo(once: bool) -> None:
    """Play a real week of a ramen shop on this machine, and prove its promises."""
    began = time.monotonic()
    tongue = language()
    for number in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal ends it as Ctrl-C does
        signal.signal(number, interrupted)
    start = week.first_morning(SystemClock().now(), "Asia/Jakarta")
    click.echo(click.style(say("cli.demo.title", tongue), bold=True))
    stage = stages.build(start)
    os.environ.update(stage.environ)
    server = None
    try:
        step(tongue, "twin")
        stage.begin_twin()
        step(tongue, "database")
        server = postgres.serve(stage.settings)
        stage.await_twin()
        step(tongue, "product")
        stage.begin_product()
        load_pages()
        stage.await_product()
        house = open_house(stage.settings, server.app_url, connections=4)
        try:
            play = Player(stage, house, house.business("ramen-master"), tongue)
            stage.teach(canned.at_provider(play.business))
            staff = desk_of(house, play.business, tongue)
            broken = perform(play)
            taken(tongue, time.monotonic() - began)
            if not once:
                week.today(play)
                serve_on(stage, house, staff, tongue)
        finally:
            house.close()
        sys.exit(1 if broken or play.failures else 0)
    finally:
        click.echo(say("cli.demo.stopping", tongue), err=True)
        stage.strike()
        if server is not None:
            server.stop()
        stage.leave()


def load_pages() -> None:
    """Load what the demo itself needs of the desk, while the product's own processes start."""
    from janji.site import wsgi

    wsgi.configure()


def step(tongue: str, key: str) -> None:
    """Show which part of the set-up runs."""
    click.echo(click.style(f"  … {say(f'cli.demo.{key}', tongue)}", dim=True))


def taken(tongue: str, seconds: float) -> None:
    """Say how long it took from the command to the proof."""
    click.echo(click.style(say("cli.demo.taken", tongue, seconds=round(seconds)), dim=True))


def perform(play: Player) -> int:
    """The week and its proof; return how many promises are broken."""
    from janji.channels.proving import ask_proofs
    from janji.cli.proof_table import print_proof

    now = play.stage.clock.now
    play.settle()
    heading(play, 1)
    week.monday(play)
    week.afternoon(play)
    for day, scene in ((2, week.tuesday), (3, week.wednesday), (4, week.requests)):
        play.nights_until(now() + timedelta(days=1))
        heading(play, day)
        scene(play)
        copying = week.begin_backup(play) if day == BACKUP_DAY else None
        week.crowd(play, day)
        if copying:
            archive = week.backup(play, copying)
    for day in (5, 6, 7, 8, 9):
        play.nights_until(now() + timedelta(days=1))
        heading(play, day)
        week.crowd(play, day)
    end = SystemClock().now()
    play.nights_until(end - timedelta(minutes=30))
    heading(play, 10)
    week.after(play)
    restoring = week.begin_restore(play, archive)
    play.nights_until(end)
    week.restored(play, restoring)
    return print_proof(play.business, ask_proofs(play.house, play.business, now()), play.language)


def heading(play: Player, day: int) -> None:
    """A day begins."""
    click.echo(click.style(f"\n{say('cli.demo.day', play.language, day=day)}", bold=True))


def serve_on(stage: stages.Stage, house: House, staff: list[str], tongue: str) -> None:
    """Keep everything running for visitors until Ctrl-C. staff: how each signs in."""
    stage.tick()
    click.echo()
    for key, path in (
        ("page_policy", "/ramen-master/privacy"), ("page_proof", "/ramen-master/proof"),
        ("page_simulator", "/ramen-master/simulator"), ("page_desk", "/desk/"),
    ):  # fmt: skip
        click.echo(f"  {say(f'cli.demo.{key}', tongue):<28} {stage.url}{path}")
    for line in staff:
        click.echo(f"  {'':<28} {line}")
    click.echo(f"\n{say('cli.demo.until', tongue)}")
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    while not asked.wait(1.0):
        if any(child.poll() is not None for child in stage.children):
            raise JanjiError("cli.child_ended")


def desk_of(house: House, business: Business, tongue: str) -> list[str]:
    """Make one account of each role that a newcomer should try; how each signs in, a line each."""
    from janji.desk.accounts import add_staff
    from janji.site.wsgi import prepare

    prepare(house)  # the accounts come before the week: whoever answers in it has a place here
    lines = []
    for name, role in DESK:
        password = add_staff(house, name, role, [business])
        what = say(f"desk.role_of.{role}", tongue)
        lines.append(say("cli.demo.staff", tongue, name=name, role=what, password=password))
    return lines
