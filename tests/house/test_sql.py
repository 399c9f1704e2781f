"""Named SQL: a reason, a use, one room that writes, and a business on every table."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from house.tree import (
    SOURCE,
    Statement,
    allowed,
    files,
    judge,
    python_files,
    room_of,
    spelled,
    statements,
    statements_in,
    texts,
    tree_of,
)

WRITE = re.compile(r"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE)\s+(?:ONLY\s+)?([a-z_]+)")
READ = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+(?:ONLY\s+)?([a-z_]+)\b(?!\s*\()")
CREATED = re.compile(
    r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([a-z_]+) \((.*?)\n\)", re.DOTALL
)
QUOTED = re.compile(r"'[^']*'")
LOCKING = re.compile(
    r"FOR\s+(?:NO\s+KEY\s+)?UPDATE(?:\s+OF\s+\w+)?(?:\s+SKIP\s+LOCKED)?|DO\s+UPDATE\s+SET"
)


@cache
def business_tables() -> frozenset[str]:
    """Tables of the schema that belong to a business."""
    found: set[str] = set()
    for path in files(".sql", under=SOURCE / "schema"):
        for name, columns in CREATED.findall(path.read_text(encoding="utf-8")):
            if "business_id" in columns:
                found.add(name)
    return frozenset(found)


def sql_in_python(paths: Iterable[Path]) -> Iterator[Statement]:
    """Statements that stand in Python instead of beside it."""
    for path in paths:
        for text in texts(tree_of(path)):
            if re.match(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s", str(text.value)):
                yield Statement(path, f"line {text.lineno}", "", str(text.value))


def plain(sql: str) -> str:
    """SQL without quoted words and without the locking words that look like writing."""
    return LOCKING.sub("", QUOTED.sub("''", sql))


def written(one: Statement) -> set[str]:
    """Tables of ours that a statement writes."""
    return set(WRITE.findall(plain(one.body))) & business_tables()


def unbound(one: Statement) -> list[str]:
    """Tables of a statement that lack a business: it names business_id less often than tables."""
    asked = Counter(name for name in READ.findall(plain(one.body)) if name in business_tables())
    bound = len(re.findall(r"\bbusiness_id\b", one.body))
    return sorted(asked) if sum(asked.values()) > bound else []


@cache
def words_in_python() -> str:
    """All Python, to look for the names of statements."""
    return "\n".join(path.read_text(encoding="utf-8") for path in python_files())


def unused(one: Statement) -> bool:
    """Whether nobody asks for a statement by name."""
    if one.path.parent.name == "proof_sql":
        return False  # every proof is asked in every run, by audit.proofs
    return re.search(rf"[\"']{one.name}[\"']", words_in_python()) is None


def test_every_statement_has_a_reason() -> None:
    judge("reasons", (f"{spelled(s.path)}: {s.name}" for s in statements() if len(s.reason) < 12))


def test_every_statement_is_asked_for() -> None:
    judge("unused statements", (f"{spelled(s.path)}: {s.name}" for s in statements() if unused(s)))


def test_every_table_of_a_business_is_asked_with_its_business() -> None:
    everything = [*statements(), *sql_in_python(python_files())]
    judge("unbound statements", (f"{spelled(s.path)}: {s.name}" for s in everything if unbound(s)))


def guests(found: Iterable[Statement], homes: Mapping[str, str]) -> Iterator[str]:
    """Rooms that write to a table whose home is another."""
    for one in found:
        for table in written(one):
            if homes[table] != room_of(one.path):
                yield f"{table}: {room_of(one.path)}"


def test_each_table_is_written_by_its_home() -> None:
    everything = [*statements(), *sql_in_python(python_files())]
    judge("writers", guests(everything, allowed("homes")))


def test_each_table_has_a_home_that_writes_it() -> None:
    assert set(allowed("homes")) == business_tables()
    everything = [*statements(), *sql_in_python(python_files())]
    at_home = {(table, room_of(one.path)) for one in everything for table in written(one)}
    judge(
        "idle homes",
        (table for table, room in allowed("homes").items() if (table, room) not in at_home),
    )


def planted(body: str, reason: str = "-- Why it is asked.") -> Statement:
    """One statement as it would stand in a file."""
    [one] = statements_in(SOURCE / "care" / "x.sql", f"-- ask --\n{reason}\n{body}\n")
    return one


@pytest.mark.parametrize(
    "body",
    [
        "SELECT * FROM message WHERE person_id = :person",
        "SELECT 1 FROM message m JOIN record r ON r.record_id = m.message_id"
        " WHERE m.business_id = :business",
        "DELETE FROM person WHERE person_id = :person",
    ],
)
def test_a_planted_statement_without_business_is_found(body: str) -> None:
    assert unbound(planted(body))
    assert not unbound(planted("SELECT 1 FROM message WHERE business_id = :business"))


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        ("INSERT INTO record (business_id) SELECT 1", {"record"}),
        ("WITH x AS (DELETE FROM media) UPDATE message SET state = ''", {"media", "message"}),
        ("SELECT 1 FROM message FOR UPDATE SKIP LOCKED", set()),
        ("INSERT INTO person (a) VALUES (1) ON CONFLICT DO UPDATE SET record = 1", {"person"}),
    ],
)
def test_a_planted_writer_is_found(body: str, tables: set[str]) -> None:
    assert written(planted(body)) == tables
    homes = dict.fromkeys(business_tables(), "vault")
    assert set(guests([planted(body)], homes)) == {f"{table}: care" for table in tables}


def test_a_planted_statement_without_reason_or_use_is_found() -> None:
    assert planted("SELECT 1", reason="").reason == ""
    assert not any(unused(one) for one in statements([SOURCE / "care" / "turns.sql"]))
    [idle] = statements_in(SOURCE / "care" / "x.sql", "-- nobody_asks_this --\nSELECT 1\n")
    assert unused(idle)
    tree = ast.parse('sql = "SELECT 1 FROM message"')
    assert [str(t.value) for t in texts(tree)] == ["SELECT 1 FROM message"]
