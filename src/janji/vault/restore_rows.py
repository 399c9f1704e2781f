"""Rows on their way back: from the archive into temporary tables, from there only what may live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from janji.kit.sql import named_sql
from janji.vault.archive import BLOCK, Manifest, members
from janji.vault.backup import Progress
from janji.vault.places import FOREVER

SQL = named_sql(str(Path(__file__).with_name("restore.py")))
Connection = psycopg.Connection[Any]


@dataclass
class Loaded:
    """What a restore did: rows by table brought back and left behind, files brought back.

    records, readable: sealed things in the archive, and how many of them any key here still opens.
    versions: by business, those of its policy that the archive does not know, applied after it.
    """

    made_at: str
    records: int = 0
    readable: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    left_behind: dict[str, int] = field(default_factory=dict)
    files: int = 0
    versions: dict[str, tuple[int, ...]] = field(default_factory=dict)


def stage(db: Connection, archive: Path, manifest: Manifest, progress: Progress) -> None:
    """Read every table of the archive into a temporary one of the same columns."""
    done = 0
    for name, content in members(archive):
        table = name.removeprefix("data/").removesuffix(".copy")
        if table not in manifest.tables or not name.startswith("data/"):
            continue
        room, target = sql.Identifier(f"stage_{table}"), sql.Identifier(table)
        columns = column_list(manifest.tables[table].columns)
        db.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                room, columns, target
            )
        )
        pour(db, sql.SQL("COPY {} ({}) FROM STDIN").format(room, columns), content)
        done += 1
        progress("tables", done, len(manifest.tables))


def pour(db: Connection, statement: sql.Composed, content: IO[bytes]) -> None:
    """Send *content* to the database."""
    with db.cursor().copy(statement) as rows:
        while block := content.read(BLOCK):
            rows.write(block)


def column_list(columns: Sequence[str]) -> sql.Composed:
    """Names, quoted, with commas."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def in_order(db: Connection, manifest: Manifest) -> list[str]:
    """The archive's tables, parents before children."""
    graph: dict[str, set[str]] = {name: set() for name in manifest.tables}
    for row in db.execute(SQL["leans_on"]):
        if row.name in graph and row.parent in graph:
            graph[row.name].add(row.parent)
    return list(TopologicalSorter(graph).static_order())


def bring_back(db: Connection, table: Any, manifest: Manifest, loaded: Loaded) -> None:
    """Move the rows that may live from their temporary table; days get their partitions."""
    facts, name = manifest.tables[table.name], sql.Identifier(table.name)
    room = sql.Identifier(f"stage_{table.name}")
    kept = may_live(table)
    if table.by_day:
        db.execute(
            sql.SQL(
                "SELECT open_day(d)"
                "  FROM (SELECT DISTINCT s.expires_on AS d FROM {} s WHERE {}) days"
                " WHERE d < {}"
            ).format(room, kept, sql.Literal(FOREVER))
        )
    moved = db.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} s WHERE {}").format(
            name, column_list(facts.columns), chosen(table, facts.columns), room, kept
        )
    ).rowcount
    loaded.rows[table.name] = moved
    if facts.rows > moved:
        loaded.left_behind[table.name] = facts.rows - moved


def may_live(table: Any) -> sql.Composable:
    """The condition on a row s of *table* under which it comes back."""
    conditions: list[sql.Composable] = [sql.SQL("true")]
    if table.expires:
        conditions.append(
            sql.SQL(
                "s.expires_on > (SELECT d.today FROM judge_today d"
                "                 WHERE d.business_id = s.business_id)"
            )
        )
    if table.owned:
        conditions.append(sql.SQL("NOT {}").format(erased("person_id")))
    return sql.SQL(" AND ").join(conditions)


def erased(column: str) -> sql.Composed:
    """Whether the person in *column* of s is in the erasure journal."""
    return sql.SQL(
        "EXISTS (SELECT 1 FROM judge_erased e"
        " WHERE e.business_id = s.business_id AND e.person_id = s.{})"
    ).format(sql.Identifier(column))


def chosen(table: Any, columns: Sequence[str]) -> sql.Composed:
    """The columns of a row that comes back, erased people taken out where a row can do without."""
    return sql.SQL(", ").join(
        sql.SQL("CASE WHEN {} THEN NULL ELSE s.{} END").format(erased(one), sql.Identifier(one))
        if one in table.loose
        else sql.SQL("s.{}").format(sql.Identifier(one))
        for one in columns
    )
