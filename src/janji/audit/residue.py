"""Does anything here still name this person? Asked of the live catalog, not of those who deleted.

A table that appears tomorrow with a column such as person_id is looked into without a change here.
The vault's list of tables is not used on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql

from janji.kit.db import Db, Row
from janji.kit.errors import JanjiError
from janji.kit.sql import named_sql

SQL = named_sql(__file__)


def residue(db: Db, people: Sequence[UUID], identifier_hashes: Sequence[bytes]) -> dict[str, int]:
    """How many rows still name these people, by place ("turn.person_id"); empty when none does.

    identifier_hashes: the keyed hashes that led to them, kept in memory from before the deletion.
    Raises: JanjiError audit.residue_blind when a place exists that may not be looked into: a check
    that cannot see is no check.
    """
    found: dict[str, int] = {}
    for place in db.all(SQL["places"]):
        wanted: Sequence[object] = people if place.names == "person" else identifier_hashes
        if not wanted:
            continue
        if not place.readable:
            raise JanjiError("audit.residue_blind", table=place.table)
        if rows := count(db, place, wanted):
            found[spelled(place)] = rows
    return found


def residue_of_erased(db: Db) -> dict[str, int]:
    """The same for everybody ever removed on request, as the ledger's random ids name them.

    A place that may not be looked into counts as -1.
    """
    people = [row.subject for row in db.all(SQL["erased"])]
    places = [place for place in db.all(SQL["places"]) if people and place.names == "person"]
    counted = {
        spelled(place): count(db, place, people) if place.readable else -1 for place in places
    }
    return {place: rows for place, rows in counted.items() if rows}


def count(db: Db, place: Row, wanted: Sequence[object]) -> int:
    """Rows of this business at *place* that hold one of *wanted*."""
    statement = sql.SQL("SELECT count(*) FROM {table} WHERE {column} = ANY(%(wanted)s)").format(
        table=sql.Identifier(place.schema, place.table), column=sql.Identifier(place.column)
    )
    return int(db.value(statement.as_string(db.connection), wanted=list(wanted)))


def spelled(place: Row) -> str:
    """A place as table.column, with its schema when that is not the usual one."""
    table = place.table if place.schema == "public" else f"{place.schema}.{place.table}"
    return f"{table}.{place.column}"
