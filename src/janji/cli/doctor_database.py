"""What the doctor asks of the database. It starts nothing, makes nothing, changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import namedtuple_row

from janji.cli.doctor_finding import Finding, fine, needs, unsure
from janji.kit import postgres_roles as roles
from janji.kit.migrate import SCHEMA
from janji.kit.postgres_binaries import LEAST, server_account
from janji.kit.postgres_cluster import Cluster
from janji.kit.secrets import Secrets
from janji.kit.settings import Settings
from janji.kit.sql import named_sql

SILENCE = timedelta(minutes=15)  # a worker writes down a round at least every half minute
SQL = named_sql(__file__)


class Seen(NamedTuple):
    """What the database told, and when the ledger last saw a backup."""

    findings: list[Finding]
    backed_up: datetime | None


def database(settings: Settings, now: datetime) -> Seen:
    """Reachable, new enough, durable, on the newest schema, its duties alive."""
    url = owner_url(settings)
    if isinstance(url, Finding):
        return Seen([url], None)
    try:
        with psycopg.connect(url, connect_timeout=5, row_factory=namedtuple_row) as db:
            db.read_only = True
            return looked(db, now)
    except psycopg.OperationalError:
        return Seen([needs("database_unreachable")], None)


def owner_url(settings: Settings) -> str | Finding:
    """The owner's address of the database, or why there is none."""
    if settings.database_url:
        return settings.database_url
    cluster = standing(settings.home)
    if cluster is None:
        return unsure("database_unborn")
    sockets = cluster.sockets()
    password = Secrets(settings.home / "secrets").get("postgres_owner")
    if not cluster.processes() or sockets is None:
        return unsure("database_asleep")
    return roles.url_of(
        user=roles.OWNER, password=password, dbname=roles.DATABASE, host=str(sockets), port=5432
    )


def standing(home: Path) -> Cluster | None:
    """Our own server's data, if it was ever made."""
    pointer = home / "postgres.at"
    bases = [home]
    if pointer.exists():
        bases.append(Path(pointer.read_text(encoding="utf-8").strip()))
    clusters = [Cluster(home, base, server_account()) for base in bases]
    return next((one for one in clusters if one.major is not None), None)


def looked(db: psycopg.Connection[Any], now: datetime) -> Seen:
    """The findings of an open connection."""
    facts = first(db, "server")
    if facts.version < LEAST:
        return Seen([needs("database_old", found=facts.version, least=LEAST)], None)
    found = [fine("database", found=facts.version)]
    found.append(fine("durable") if facts.durable else needs("not_durable"))
    if not facts.migrated:
        return Seen([*found, unsure("schema_none")], None)
    state = schema(dict(tuple(row) for row in db.execute(SQL["schema_files"])))
    found.append(state)
    if state.state != "ok":
        return Seen(found, None)
    found += duties(db.execute(SQL["duties"]).fetchall(), now)
    return Seen(found, first(db, "backed_up").at)


def first(db: psycopg.Connection[Any], name: str) -> Any:
    """The one row of a named question."""
    return db.execute(SQL[name]).fetchone()


def schema(known: dict[str, str]) -> Finding:
    """Whether the database has exactly the schema of this version."""
    here = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SCHEMA.glob("[0-9][0-9][0-9][0-9]_*.sql")
    }
    if any(known.get(name, digest) != digest for name, digest in here.items()):
        return needs("schema_changed")
    if known.keys() - here.keys():
        return needs("schema_newer")
    missing = len(here.keys() - known.keys())
    return needs("schema_old", n=missing) if missing else fine("schema", n=len(here))


def duties(rows: Iterable[Any], now: datetime) -> list[Finding]:
    """Whether each business's duties run, and which of them fail."""
    found: list[Finding] = []
    for row in rows:
        if row.faults:
            names = ", ".join(row.faults)
            found.append(needs("duty_faults", business=row.slug, duties=names))
        if row.last is None:
            found.append(unsure("duties_never", business=row.slug))
        elif now - row.last > SILENCE:
            minutes = int((now - row.last).total_seconds() // 60)
            found.append(needs("duties_silent", business=row.slug, minutes=minutes))
        elif not row.faults:
            found.append(fine("duties", business=row.slug))
    return found
