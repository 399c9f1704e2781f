"""Was each promise kept? Asked of the tables themselves, never of the rooms that should keep it.

A proof is one named statement in proof_sql/: it returns the rows that break the promise. Beside it
may stand <name>_evidence (one row of figures) and <name>_missing (closed words: what must be known
before anybody can say "kept"). Nothing a proof returns is personal: random ids, times, counts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import psycopg

from janji.audit.chain import canonical
from janji.audit.facts import ProofFacts
from janji.audit.proof_names import FOLDER as FOLDER
from janji.audit.proof_names import PROOFS as PROOFS
from janji.audit.proof_names import SQL as SQL
from janji.audit.proof_names import known_proofs as known_proofs
from janji.audit.residue import residue_of_erased
from janji.kit.db import Db
from janji.kit.sql import named_sql

Word = Literal["kept", "broken", "cannot_tell"]
HOUSE = Path(__file__).parent.parent
MOST_ROWS = 20  # shown; the count of all stands in the evidence
RUNS = named_sql(__file__)


@dataclass(frozen=True)
class Verdict:
    """One proof's answer.

    evidence: figures and closed words, never personal data. rows: what breaks the promise (at
    most MOST_ROWS, all are counted in evidence["broken_rows"]). missing: why nobody can tell.
    """

    proof: str
    word: Word
    evidence: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    missing: tuple[str, ...] = ()


def prove(
    db: Db, facts: ProofFacts, now: datetime, only: Iterable[str] | None = None
) -> list[Verdict]:
    """Ask every proof, or *only* some, at the moment *now*.

    A proof whose own question fails (a table was renamed) is "cannot tell", with the SQL state.
    """
    values = facts.values(declared_columns(), now)
    left = residue_of_erased(db)
    values |= {"residue_places": list(left), "residue_counts": list(left.values())}
    wanted = PROOFS if only is None else [name for name in PROOFS if name in set(only)]
    try:
        with db.connection.transaction():
            return [answered(db, name, values) for name in wanted]
    except psycopg.Error:  # one fails: each again with a fence of its own
        return [asked(db, name, values) for name in wanted]


def prove_and_save(db: Db, facts: ProofFacts, now: datetime) -> list[Verdict]:
    """Ask every proof and keep the answers in proof_run, for the public page."""
    verdicts = prove(db, facts, now)
    db.run(
        RUNS["save_answers"],
        at=now,
        proofs=[one.proof for one in verdicts],
        verdicts=[one.word for one in verdicts],
        evidence=[canonical({**one.evidence, "missing": list(one.missing)}) for one in verdicts],
    )
    return verdicts


def asked(db: Db, name: str, values: dict[str, Any]) -> Verdict:
    """The answer of one proof, its question fenced so that a failing one spoils no other."""
    try:
        with db.connection.transaction():
            return answered(db, name, values)
    except psycopg.Error as fault:
        return Verdict(name, "cannot_tell", {"sql_state": fault.sqlstate}, [], ("proof_failed",))


def answered(db: Db, name: str, values: dict[str, Any]) -> Verdict:
    """Broken when any row breaks it; else cannot tell when something is missing; else kept."""
    rows = db.all(
        f"SELECT found.*, count(*) OVER () AS all_rows FROM ({SQL[name]}) AS found LIMIT %(most)s",  # noqa: S608 - our own file
        most=MOST_ROWS,
        **values,
    )
    evidence = plain(db.one(SQL[f"{name}_evidence"], **values))
    if rows:
        evidence["broken_rows"] = rows[0].all_rows
        return Verdict(name, "broken", evidence, [without_total(plain(row)) for row in rows])
    missing = tuple(sorted({row.missing for row in db.all(SQL[f"{name}_missing"], **values)}))
    return Verdict(name, "cannot_tell" if missing else "kept", evidence, [], missing)


def without_total(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the proof named it."""
    return {name: value for name, value in row.items() if name != "all_rows"}


def plain(row: Any) -> dict[str, Any]:
    """A row as plain JSON values, gaps left out."""
    if row is None:
        return {}
    return {name: spelled(value) for name, value in row._asdict().items() if value is not None}


def spelled(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@cache
def declared_columns() -> Sequence[str]:
    """Every stored column that a room declared: table.column, from the rooms' columns*.toml."""
    found: list[str] = []
    for path in sorted(HOUSE.glob("*/columns*.toml")):
        for table, columns in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.extend(f"{table}.{column}" for column in columns)
    return tuple(found)
