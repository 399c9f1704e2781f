"""janji backup, janji restore: a sealed copy, and bringing it back without what has ended."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import psycopg
from psycopg import sql

from janji.cli import opening
from janji.cli.main import language
from janji.kit import postgres
from janji.kit.errors import JanjiError
from janji.kit.postgres import Server
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import backup as copies
from janji.vault import proposals, rehearsals
from janji.vault import restore as returns
from janji.vault.archive import read_manifest
from janji.vault.house import House, open_house
from janji.vault.restore_rows import Loaded
from janji.vault.version_return import later


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path | None) -> None:
    """Copy everything, as sealed as it lies, into FOLDER (else <home>/backups)."""
    chosen = opening.settings()
    target = folder or chosen.home / "backups"
    with opened(opening.ready(chosen)) as server, housed(server) as house:
        now = house.clock.now()
        made = copies.make(server.owner_url, chosen.home / "media", target, now, shown)
        looked_through(made.path)
        pruned = copies.prune(target, house.businesses, now)
        for business in house.businesses:
            with house.act(business) as db:
                db.note(
                    "backup.made", None, rows=made.rows, files=made.files, keys=0,
                    pruned=len(pruned),
                )  # fmt: skip
    told(
        "cli.backup.made", path=made.path, rows=made.rows, files=made.files,
        size=f"{made.bytes / 1e6:.1f}",
    )  # fmt: skip
    if pruned:
        told("cli.backup.pruned", n=len(pruned))
    told("cli.backup.without_keys", keyring=chosen.home / "keyring", keys=chosen.home / "keys")


def looked_through(archive: Path) -> None:
    """Read a fresh *archive* back: whole, and without a key. One that is not is removed.

    Raises: JanjiError vault.archive_damaged, vault.archive_with_keys.
    """
    try:
        read_manifest(archive)
    except JanjiError:
        archive.unlink()
        raise


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into-fresh", is_flag=True)
@click.option("--keep", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def restore(archive: Path, into_fresh: bool, keep: bool, as_json: bool) -> None:
    """Bring ARCHIVE back into the empty database, without what has ended since."""
    chosen, doubtful = opening.settings(), list[str]()
    with (
        opened(postgres.serve(chosen)) as server,
        destination(server, into_fresh, keep) as (owner_url, app_url, name),
    ):
        house = open_house(chosen, app_url, connections=2)
        try:
            now = house.clock.now()
            media = None if into_fresh else chosen.home / "media"
            judge = returns.judge_of(house, now)
            loaded = returns.load(owner_url, archive, media, judge, now, shown)
            for business in house.businesses:
                journalled = bool(house.versions.of(business.id))
                if into_fresh:
                    rehearsed(house, business, loaded)
                else:
                    returns.finish(house, business, loaded, now)
                with house.act(business) as db:
                    if proposals.look(db, business.folder).state != "same" and not journalled:
                        doubtful.append(business.slug)
        finally:
            house.close()
        if into_fresh:
            certified(server, loaded)
    report(loaded, name, into_fresh=into_fresh, keep=keep, as_json=as_json)
    if not as_json:
        of_policies(loaded, doubtful, into_fresh=into_fresh)


def rehearsed(house: House, business: Business, loaded: Loaded) -> None:
    """Which versions of the policy a real restore would apply again; a rehearsal applies none."""
    with house.act(business) as db:
        missing = later(house.versions, db, business)
    loaded.versions[business.slug] = tuple(one.version.number for one in missing)


def of_policies(loaded: Loaded, doubtful: Sequence[str], *, into_fresh: bool) -> None:
    """Say which promises are newer than the archive, and where that cannot be known any more.

    doubtful: businesses without a journal whose folder says something else than the archive.
    """
    for slug, numbers in loaded.versions.items():
        if numbers:
            key = "cli.restore.versions_there" if into_fresh else "cli.restore.versions"
            told(key, name=slug, numbers=", ".join(map(str, numbers)), n=len(numbers))
    for slug in doubtful:
        told("cli.restore.folder", name=slug)


def certified(server: Server, loaded: Loaded) -> None:
    """Keep the rehearsal's certificate where the health page finds it, when a house stands there.

    On a fresh machine there is nothing yet to write it to, and that is no fault of the archive.
    """
    with suppress(psycopg.Error), housed(server) as house:
        for business in house.businesses:
            with house.act(business) as db:
                rehearsals.certify(db, loaded, house.clock.now())


def report(loaded: Loaded, name: str, *, into_fresh: bool, keep: bool, as_json: bool) -> None:
    """Say what came back, what stayed behind, and what no key opens any more."""
    left = sum(loaded.left_behind.values())
    if as_json:
        facts = {
            "made_at": loaded.made_at, "records": loaded.records, "readable": loaded.readable,
            "rows": loaded.rows, "left_behind": loaded.left_behind, "files": loaded.files,
            "versions_since": {one: list(numbers) for one, numbers in loaded.versions.items()},
            "database": name if keep or not into_fresh else None,
        }  # fmt: skip
        click.echo(json.dumps(facts))
        return
    told("cli.restore.done", rows=sum(loaded.rows.values()), files=loaded.files, at=loaded.made_at)
    told("cli.restore.left_behind", n=left)
    if loaded.records > loaded.readable:
        told("cli.restore.unreadable", n=loaded.records - loaded.readable, total=loaded.records)
    if loaded.records and not loaded.readable:
        told("cli.restore.no_key")
    if into_fresh:
        told("cli.restore.kept" if keep else "cli.restore.dropped", name=name)
    else:
        told("cli.restore.next")


@contextmanager
def opened(server: Server) -> Iterator[Server]:
    """*server*, stopped again afterwards when this command started it."""
    try:
        yield server
    finally:
        if server.started_here:
            server.stop()


@contextmanager
def housed(server: Server) -> Iterator[House]:
    """The house on *server* for this command."""
    house = open_house(opening.settings(), server.app_url, connections=2)
    try:
        for business in house.businesses:
            opening.applied(house, business)
        yield house
    finally:
        house.close()


@contextmanager
def destination(server: Server, into_fresh: bool, keep: bool) -> Iterator[tuple[str, str, str]]:
    """(owner's address, product's address, name) of the database to fill.

    Raises: JanjiError cli.restore.own_server: on your own server you make the database yourself.
    """
    if not into_fresh:
        yield server.owner_url, server.app_url, "janji"
        return
    if server.cluster is None:
        raise JanjiError("cli.restore.own_server")
    name = f"janji_restored_{secrets.token_hex(4)}"
    owner_url, app_url = server.fresh_database(name)
    try:
        yield owner_url, app_url, name
    except BaseException:
        keep = False
        raise
    finally:
        if not keep:
            dropped(server, name)


def dropped(server: Server, name: str) -> None:
    """Take the rehearsal's database away."""
    with psycopg.connect(server.admin_url, autocommit=True) as db:
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def told(key: str, **facts: object) -> None:
    """One sentence for the person at the terminal; results go to standard output alone."""
    click.echo(say(key, language(), **facts), err=True)


def shown(what: str, done: int, total: int) -> None:
    """Progress: one line that grows, on a terminal only."""
    if sys.stderr.isatty():
        line = say(f"cli.backup.{what}", language(), done=done, total=total)
        click.echo(f"\r{line}", nl=done == total, err=True)
