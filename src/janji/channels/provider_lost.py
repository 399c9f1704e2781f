"""Copies at the provider that only a person can end: the key that opens their id is gone.

No machine can ask for them, so none may call them gone. A person looks at the provider's console,
deletes what is there, and says so; the ledger keeps that it was a person's word, and the proof
tells it apart from what was seen to answer 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.channels.provider import note_end
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import moment_of
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
MOST = 500  # shown at once; the rest follows when these are settled


@dataclass(frozen=True)
class Lost:
    """One copy. id: our own random id. made_at: when it came to be, to find it in a console."""

    id: UUID
    made_at: datetime


def lost(db: Db) -> list[Lost]:
    """The copies that wait for a person, oldest first, at most MOST."""
    return [Lost(row.copy, moment_of(row.copy)) for row in db.all(SQL["lost"], most=MOST)]


def settle(db: Db, copy: UUID, now: datetime, *, by: int) -> Refused | None:
    """End a lost copy on the word of a person who saw at the provider that it is gone.

    by: the member of staff, 0 for whoever has the machine. Refused: channels.copy_not_lost when
    no such copy waits for a person, so that nobody can talk away what a machine can still ask for.
    """
    settled = db.run(SQL["settle_message"], copy=copy, now=now) > 0
    for debt in db.all(SQL["settle_debt"], copy=copy):
        settled = True
        db.note("provider.debt_settled", debt.request_id, tries=debt.tries)
    if not settled:
        return Refused("channels.copy_not_lost", {"copy": str(copy)})
    note_end(db, "provider.settled_by_hand", copy, staff=by)
    return None
