"""Real ledgers for the tests: written by the product's own writer."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from janji.audit import checkpoint
from janji.audit.checkpoint import Signer
from janji.audit.export import export
from janji.audit.ledger import Ledger
from janji.kit.clock import SetClock
from janji.kit.db import Database

START = datetime(2026, 3, 10, 1, 2, 3, 456789, tzinfo=UTC)
SIGNER = Signer(bytes(range(32)))
SOMEBODY = UUID("00000000-0000-7000-8000-0000000000ee")


def write(url: str, business: int = 1, chains: int = 2, commits: int = 4) -> None:
    """Some commits on some chains, with a checkpoint after every second one."""
    clock = SetClock(START)
    for _ in range(chains):
        database = Database(url, Ledger(clock).seal, most=2)
        try:
            for number in range(commits):
                clock.forward(seconds=61.000007)
                with database.act(business) as db:
                    db.note("message.in", SOMEBODY, media=number)
                    db.note("vault.read", None, purpose="answer_questions", records=3, note="é|“x”")
                if number % 2:
                    with database.act(business) as db:
                        assert checkpoint.take(db, SIGNER, clock.now())
        finally:
            database.close()


def exported(database: Database, business: int = 1) -> list[bytes]:
    """The export as lines."""
    with database.act(business) as db:
        return list(export(db, SIGNER, START))
