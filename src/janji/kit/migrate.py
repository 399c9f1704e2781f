"""Numbered SQL files, applied once each, in order, by the owner's role.

A file that was applied and then changed is refused: history is not rewritten, it gets a new
number.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from janji.kit.errors import JanjiError

SCHEMA = Path(__file__).parent.parent / "schema"
MOVING_CLOCK = """
CREATE OR REPLACE FUNCTION moving_clock() RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS 'SELECT true'
"""
LOCK = 74_209  # any number of our own: two starters must not migrate at once


def migrate(owner_url: str, folder: Path = SCHEMA) -> list[str]:
    """Bring the database to the newest schema; return the names of the files applied now.

    Raises: JanjiError kit.migration_changed when an applied file differs from the one here.
    """
    applied_now: list[str] = []
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, sha256 text NOT NULL)"
        )
        known: dict[str, str] = dict(
            connection.execute("SELECT name, sha256 FROM migration").fetchall()
        )
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")):
            body = path.read_text(encoding="utf-8")
            digest = hashlib.sha256(body.encode()).hexdigest()
            if path.name in known:
                if known[path.name] != digest:
                    raise JanjiError("kit.migration_changed", file=path.name)
                continue
            connection.execute(body.encode())
            connection.execute("INSERT INTO migration VALUES (%s, %s)", (path.name, digest))
            applied_now.append(path.name)
    return applied_now


def let_clock_move(owner_url: str) -> None:
    """Have the database believe the product's clock also when it runs ahead: demo and tests only.

    Settings refuse a moving clock in production, so that only the owner of a throw-away database
    ever comes here (schema/0042_days.sql).
    """
    with psycopg.connect(owner_url) as connection:
        connection.execute(MOVING_CLOCK)
