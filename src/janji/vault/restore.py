"""Bring a backup back without bringing anyone or any day back that has ended since.

Rows pass through temporary tables, which leave no trace in the write-ahead log; only what may be
kept today goes on from there. Left behind: rows whose last day has come, and everybody in the
erasure journal. What a provider may still hold of them becomes a debt to delete there.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

from janji.kit.clock import local_date
from janji.kit.errors import JanjiError
from janji.kit.migrate import SCHEMA, migrate
from janji.kit.sql import named_sql
from janji.vault import erasure, holds, restamp, retention
from janji.vault.archive import Manifest, members, read_manifest
from janji.vault.backup import Progress
from janji.vault.durable import make_folder
from janji.vault.key_names import PersonKey
from janji.vault.media_files import replace_file
from janji.vault.places import key_day
from janji.vault.restore_rows import Connection, Loaded, bring_back, in_order, stage
from janji.vault.sealed_name import sealed_under
from janji.vault.version_return import bring_back as bring_back_versions

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import House

SQL = named_sql(__file__)


@dataclass(frozen=True)
class Judge:
    """What decides about each row: who is erased, and today, by business.

    opens: whether (business, person, kind, last day) has both of its keys; the bytes' beginning
    says more than kind and day.
    """

    erased: Mapping[int, Sequence[UUID]]
    today: Mapping[int, date]
    opens: Callable[[int, UUID, str, date, bytes], bool]


def load(
    owner_url: str,
    archive: Path,
    media: Path | None,
    judge: Judge,
    now: datetime,
    progress: Progress,
) -> Loaded:
    """Fill the empty database behind *owner_url* from *archive*, in one transaction.

    media: the folder of sealed files; None: leave files alone. Checked whole before the first row.
    Raises: JanjiError vault.archive_damaged, vault.archive_unknown, vault.restore_not_empty,
    vault.restore_schema, vault.restore_stranger (a business without a policy here).
    """
    manifest = read_manifest(archive)
    check_businesses(manifest, judge)
    fit_schema(owner_url, manifest, archive)
    loaded = Loaded(manifest.made_at)
    with psycopg.connect(owner_url, row_factory=namedtuple_row) as db:
        tables: dict[str, Any] = {row.name: row for row in rows(db, "columns")}
        check_empty(db, tables)
        seat(db, judge)
        stage(db, archive, manifest, progress)
        try_keys(db, judge, loaded)
        for name in in_order(db, manifest):
            bring_back(db, tables[name], manifest, loaded)
        settle(db, manifest, now)
        if media is not None:
            loaded.files = bring_files(db, archive, media, len(manifest.media), progress)
    migrate(owner_url)
    return loaded


def check_businesses(manifest: Manifest, judge: Judge) -> None:
    """Refuse rows of a business we have no promises for."""
    for business in manifest.businesses:
        if int(business) not in judge.today:
            raise JanjiError("vault.restore_stranger", business=business)


def fit_schema(owner_url: str, manifest: Manifest, archive: Path) -> None:
    """Give an untouched database the archive's own schema; a touched one must have the same."""
    with psycopg.connect(owner_url, row_factory=namedtuple_row) as db:
        there = bool(rows(db, "migrated"))
        known = {row.name: row.sha256 for row in rows(db, "applied")} if there else {}
    if known == manifest.schema:
        return
    if known:
        raise JanjiError("vault.restore_schema")
    with tempfile.TemporaryDirectory() as room:
        for name in manifest.schema:
            if not (SCHEMA / Path(name).name).is_file():
                raise JanjiError("vault.archive_unknown", archive=archive.name)
            shutil.copy(SCHEMA / Path(name).name, room)
        migrate(owner_url, Path(room))


def rows(db: Connection, name: str) -> list[Any]:
    """The answer to a named question."""
    return list(db.execute(SQL[name]).fetchall())


def check_empty(db: Connection, tables: Mapping[str, Any]) -> None:
    """Refuse a database in which anything is kept already."""
    for name in tables:
        statement = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(name))
        row = db.execute(statement).fetchone()
        if row and row[0]:
            raise JanjiError("vault.restore_not_empty", table=name)


def seat(db: Connection, judge: Judge) -> None:
    """Write down who judges the rows."""
    for statement in SQL["make_judges"].split(";"):
        db.execute(statement.encode())
    for business, people in judge.erased.items():
        db.execute(SQL["judge_erased"], {"business": business, "people": list(people)})
    for business, today in judge.today.items():
        db.execute(SQL["judge_today"], {"business": business, "today": today})


def try_keys(db: Connection, judge: Judge, loaded: Loaded) -> None:
    """Count what the archive holds, and what of it could still be opened."""
    for row in rows(db, "by_key"):
        loaded.records += row.n
        if judge.opens(row.business_id, row.person_id, row.kind, row.expires_on, bytes(row.begin)):
            loaded.readable += row.n


def settle(db: Connection, manifest: Manifest, now: datetime) -> None:
    """What the rows left behind still ask for."""
    if "message" in manifest.tables:
        for step in ("lost_copies", "lost_sids"):
            db.execute(SQL[step], {"now": now})
    if "request" in manifest.tables:
        db.execute(SQL["settle_requests"], {"now": now})
    db.execute(SQL["next_chain"])


def bring_files(db: Connection, archive: Path, media: Path, there: int, progress: Progress) -> int:
    """Write the sealed files whose rows came back; how many."""
    wanted = {row.path for row in rows(db, "media_paths")}
    written = 0
    for name, content in members(archive):
        path = name.removeprefix("media/")
        if not name.startswith("media/") or path not in wanted:
            continue
        target = (media / path).resolve()
        if media.resolve() not in target.parents:
            raise JanjiError("vault.archive_damaged", archive=archive.name)
        make_folder(target.parent)
        replace_file(target, content.read())
        written += 1
        progress("files", written, there)
    return written


def judge_of(house: House, now: datetime) -> Judge:
    """The judge that this house's journal, keyring and policies make."""
    businesses = {business.id: business for business in house.businesses}

    def opens(business: int, person: UUID, kind: str, day: date, begin: bytes) -> bool:
        try:
            cls = businesses[business].policy.retention_class(kind)
            ident = sealed_under(begin, cls, key_day(day))
        except (JanjiError, ValueError):
            return False
        keyring = house.vault.keyring
        return keyring.exists(business, person) and bool(keyring.key_under(business, ident))

    return Judge(
        {one: house.journal.everyone(one) for one in businesses},
        {one.id: local_date(now, one.zone) for one in businesses.values()},
        opens,
    )


def finish(house: House, business: Business, loaded: Loaded, now: datetime) -> None:
    """After loading into the house's own database: end again what had ended, and write it down.

    Versions of its policy applied after the backup are applied again. Keys of the erased are
    destroyed once more (a copy of the keyring may have come back too), days that are over and
    people with nothing left end, interrupted erasures go on.
    """
    act = functools.partial(house.act, business)
    erased = house.journal.everyone(business.id)
    house.vault.keyring.destroy(people=[PersonKey(business.id, one) for one in erased])
    with act() as db:
        loaded.versions[business.slug] = bring_back_versions(house.versions, db, business, now)
    house.begin(business)  # what ends now ends under the newest promise that is known
    with act() as db:
        db.note(
            "restore.loaded", None, made_at=loaded.made_at, rows=sum(loaded.rows.values()),
            left_behind=sum(loaded.left_behind.values()), erased=len(erased),
        )  # fmt: skip
    holds.end_keyless(act, house.vault, business, now)
    while restamp.step(act, house.vault, business, now):
        pass
    retention.sweep(act, house.vault, business, now)
    erasure.resume(act, house.vault, business, house.journal, now)
