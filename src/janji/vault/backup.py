"""A copy of everything that is kept, as sealed as it lies; worthless once its keys are gone.

One snapshot (REPEATABLE READ) of all tables and the sealed files they name. Never in it: the
keyring and its key-encryption keys, secrets, the erasure journal, and what is sealed under no
person's own key (mail not yet understood, quarantine), because an erasure could not reach it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

from janji.audit.chain import stamp
from janji.kit.clock import local_date
from janji.kit.sql import named_sql
from janji.vault.archive import (
    BLOCK,
    FORMAT,
    MANIFEST,
    Manifest,
    TableFacts,
    Writer,
    spelled,
    writing,
)

if TYPE_CHECKING:
    from janji.policy.business import Business

SQL = named_sql(__file__)
LEFT_OUT = ("migration", "abuse", "duty_run", "mail_in", "presence", "quarantine", "seat")
NAME = re.compile(r"janji-\d{8}T\d{6}Z\.janji")
LATE = timedelta(hours=36)  # a nightly backup that missed one night

Progress = Callable[[str, int, int], None]  # what, how much is done, how much there is


@dataclass(frozen=True)
class Made:
    """A finished backup: where it lies, how much is in it."""

    path: Path
    rows: int
    files: int
    bytes: int


def make(owner_url: str, media: Path, folder: Path, now: datetime, progress: Progress) -> Made:
    """Write one archive into *folder*; it is whole and on the disk when this returns.

    owner_url: the role that sees every business. media: the folder of sealed files.
    """
    target = folder / f"janji-{now:%Y%m%dT%H%M%SZ}.janji"
    with snapshot(owner_url) as db, writing(target) as archive:
        manifest = begun(db, now)
        tables = db.execute(SQL["tables"], {"left_out": list(LEFT_OUT)}).fetchall()
        for number, table in enumerate(tables, 1):
            manifest.tables[table.name] = put_table(db, archive, table.name, table.columns)
            progress("tables", number, len(tables))
        paths = [row.path for row in db.execute(SQL["media_paths"])]
        for number, path in enumerate(paths, 1):
            put_file(archive, manifest, media, path)
            progress("files", number, len(paths))
        with archive.member(MANIFEST) as (room, _):
            room.write(spelled(manifest))
    rows = sum(table.rows for table in manifest.tables.values())
    return Made(target, rows, len(manifest.media), target.stat().st_size)


@contextmanager
def snapshot(owner_url: str) -> Iterator[psycopg.Connection[Any]]:
    """One moment of the database, whatever happens to it meanwhile."""
    with psycopg.connect(owner_url, row_factory=namedtuple_row) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True
        yield db


def begun(db: psycopg.Connection[Any], now: datetime) -> Manifest:
    """The manifest before anything is in the archive."""
    return Manifest(
        format=FORMAT,
        made_at=stamp(now),
        schema={row.name: row.sha256 for row in db.execute(SQL["schema_files"])},
        businesses={str(row.business_id): row.policy_hash for row in db.execute(SQL["businesses"])},
        left_out=list(LEFT_OUT),
    )


def put_table(
    db: psycopg.Connection[Any], archive: Writer, name: str, columns: list[str]
) -> TableFacts:
    """Copy all rows of a table into the archive."""
    statement = sql.SQL("COPY (SELECT {columns} FROM {table}) TO STDOUT").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)), table=sql.Identifier(name)
    )
    with archive.member(f"data/{name}.copy") as (room, digest):
        cursor = db.cursor()
        with cursor.copy(statement) as rows:
            for block in rows:
                room.write(block)
        count = cursor.rowcount
    return TableFacts(columns, count, digest[0])


def put_file(archive: Writer, manifest: Manifest, media: Path, path: str) -> None:
    """Copy one sealed file; one whose day or person ended since the snapshot is not missed."""
    try:
        file = (media / path).open("rb")
    except FileNotFoundError:
        return
    with file, archive.member(f"media/{path}") as (room, digest):
        while block := file.read(BLOCK):
            room.write(block)
    manifest.media[path] = digest[0]


def prune(folder: Path, businesses: Iterable[Business], now: datetime) -> list[str]:
    """Remove archives in which every message is over, but never the newest; the names removed.

    Their content is unreadable already; the rest (random ids, times) goes here. Only classes that
    a kind of record uses count: a class of a part that is not built holds nothing.
    """
    names = sorted(path.name for path in folder.glob("janji-*.janji") if NAME.fullmatch(path.name))
    spans = [
        (business.zone, business.policy.keep_days(cls))
        for business in businesses
        for cls in set(business.policy.classes.values())
    ]
    gone = []
    for name in names[:-1]:
        made = datetime.strptime(name, "janji-%Y%m%dT%H%M%SZ.janji").replace(tzinfo=now.tzinfo)
        if all(days is not None and over(made, zone, days, now) for zone, days in spans):
            (folder / name).unlink()
            gone.append(name)
    return gone


def over(made: datetime, zone: str, days: int, now: datetime) -> bool:
    """Whether what was new at *made* has reached its last day."""
    first, today = local_date(made, zone), local_date(now, zone)
    return date.toordinal(today) - date.toordinal(first) >= days


def newest(folder: Path) -> datetime | None:
    """When the newest archive in *folder* was made (UTC); None: there is none."""
    found = sorted(p.name for p in folder.glob("janji-*.janji") if NAME.fullmatch(p.name))
    if not found:
        return None
    return datetime.strptime(found[-1] + "+0000", "janji-%Y%m%dT%H%M%SZ.janji%z")
