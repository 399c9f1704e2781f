"""Every stored column is declared, with why it may be there; a column that is gone is not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

import psycopg
import pytest

from house.tree import SOURCE, judge
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.site.wsgi import migrate_desk

LIVE = """
SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname, a.attname
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""
WHYS = ("sealed", "keyed hash", "not personal: ", "staff: ")


def declared() -> dict[str, str]:
    """table.column → why, from every room's columns*.toml."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("columns*.toml")):
        for table, columns in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for column, why in columns.items():
                assert f"{table}.{column}" not in found, f"{table}.{column} is declared twice"
                found[f"{table}.{column}"] = why
    return found


def disagreements(live: set[str], told: Mapping[str, str]) -> Iterator[str]:
    """Columns that only one side knows, and reasons that are none."""
    yield from (f"not declared: {name}" for name in live - set(told))
    yield from (f"declared, but not there: {name}" for name in set(told) - live)
    yield from (f"no reason: {name}" for name, why in told.items() if not why.startswith(WHYS))


@pytest.fixture(scope="module")
def live(server: Server) -> set[str]:
    """table.column of everything that the product stores, from the catalogue of a new database."""
    owner_url, _ = server.fresh_database("house_columns")
    migrate(owner_url)
    migrate_desk(owner_url)
    with psycopg.connect(owner_url) as owner:
        return {f"{table}.{column}" for table, column in owner.execute(LIVE).fetchall()}


def test_what_is_stored_is_what_is_declared(live: set[str]) -> None:
    assert "record.sealed" in live
    judge("columns", disagreements(live, declared()))


def test_a_planted_column_is_found() -> None:
    live = {"person.person_id", "person.nickname"}
    told = {"person.person_id": "not personal: random id", "person.age": "because"}
    assert sorted(disagreements(live, told)) == [
        "declared, but not there: person.age",
        "no reason: person.age",
        "not declared: person.nickname",
    ]
