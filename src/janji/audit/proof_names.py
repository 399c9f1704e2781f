"""The names of all proofs and their questions, without opening a database."""

from __future__ import annotations

from pathlib import Path

from janji.kit.sql import named_sql

FOLDER = Path(__file__).parent / "proof_sql"
FAMILIES = {path.stem: named_sql(str(path)) for path in sorted(FOLDER.glob("*.sql"))}
SQL = {name: text for family in FAMILIES.values() for name, text in family.items()}
SUFFIXES = ("_evidence", "_missing")
PROOFS = tuple(name for name in SQL if not name.endswith(SUFFIXES))


def family_of(proof: str) -> str:
    """What a proof is about: the name of the file its question stands in."""
    return next(family for family, questions in FAMILIES.items() if proof in questions)


def known_proofs() -> frozenset[str]:
    """Every proof there is: what a policy may name."""
    return frozenset(PROOFS)
