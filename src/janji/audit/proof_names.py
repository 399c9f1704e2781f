"""The names of all proofs and their questions, without opening a database."""

from __future__ import annotations

from pathlib import Path

from janji.kit.sql import named_sql

FOLDER = Path(__file__).parent / "proof_sql"
SQL = {
    name: text
    for path in sorted(FOLDER.glob("*.sql"))
    for name, text in named_sql(str(path)).items()
}
SUFFIXES = ("_evidence", "_missing")
PROOFS = tuple(name for name in SQL if not name.endswith(SUFFIXES))


def known_proofs() -> frozenset[str]:
    """Every proof there is: what a policy may name."""
    return frozenset(PROOFS)
