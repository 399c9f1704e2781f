"""Staff answer a request that needs a person: a correction, an objection, a restriction.

The words go to the person who asked; only then is the request fulfilled (UU PDP 30: tell the
result). An erasure is never ended here: rights.erase alone may, after its own checks.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.channels import outbox
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.rights import requests
from janji.vault.house import Vault

SQL = named_sql(__file__)


def waiting(db: Db) -> list[Row]:
    """Every request not yet ended, the nearest deadline first."""
    return db.all(SQL["open_requests"])


def answer(
    db: Db,
    vault: Vault,
    business: Business,
    request: UUID,
    words: str,
    staff: int,
    now: datetime,
) -> Refused | None:
    """Tell the person what became of their request and end it; a reason when it cannot be.

    Refused rights.answer_empty, _gone, _by_itself (an erasure), _window (WhatsApp takes no free
    words now; nothing was changed).
    """
    if not words.strip():
        return Refused("rights.answer_empty")
    row = db.one(SQL["answerable"], request=request)
    if row is None or row.person_id is None:
        return Refused("rights.answer_gone")
    if row.kind == "erasure":
        return Refused("rights.answer_by_itself")
    last = db.value(outbox.SQL["window"], person=row.person_id)
    if last is None or now - last > outbox.WINDOW:
        return Refused("rights.answer_window")
    sent = outbox.enqueue(
        db, vault, business, row.person_id, words, now, author="agent", author_id=staff
    )
    if isinstance(sent, Refused):
        return sent
    requests.finish(db, request, "fulfilled", now)
    requests.notified(db, request, now)
    db.note("request.answered", request, staff=staff)
    return None
