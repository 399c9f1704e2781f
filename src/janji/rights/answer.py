"""Staff answer a request that needs a person: a correction, an objection, a restriction.

The words go to the person who asked; only then is the request fulfilled (UU PDP 30: tell the
result). An erasure is never ended here: rights.erase alone may, after its own checks.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.channels import outbox
from janji.consent import withdrawals
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.rights import requests
from janji.vault import restrictions
from janji.vault.house import Vault

SQL = named_sql(__file__)


def waiting(db: Db) -> list[Row]:
    """Every request not yet ended, the nearest deadline first."""
    return db.all(SQL["open_requests"])


def settled(db: Db, most: int) -> list[Row]:
    """The requests that ended last, the newest end first."""
    return db.all(SQL["settled"], most=most)


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

    A restriction is in force, and an objection heard, with the same commit.
    Refused rights.answer_empty, _gone, _by_itself (an erasure), _window (WhatsApp takes no free
    words now; nothing was changed).
    """
    if not words.strip():
        return Refused("rights.answer_empty")
    row = told(db, vault, business, request, words, staff, now)
    if isinstance(row, Refused):
        return row
    put_in_force(db, business, row, now)
    requests.finish(db, request, "fulfilled", now)
    requests.notified(db, request, now)
    db.note("request.answered", request, staff=staff)
    return None


def refuse(
    db: Db,
    vault: Vault,
    business: Business,
    request: UUID,
    words: str,
    staff: int,
    now: datetime,
) -> Refused | None:
    """Tell the person why their request is refused and end it (PP 33/2026, 71, 100).

    Refused as `answer`; rights.refuse_empty without a reason. A deletion cannot be refused here.
    """
    if not words.strip():
        return Refused("rights.refuse_empty")
    row = told(db, vault, business, request, words, staff, now)
    if isinstance(row, Refused):
        return row
    requests.finish(db, request, "refused", now, "by_staff")
    requests.notified(db, request, now)
    db.note("request.refused", request, staff=staff)
    return None


def told(
    db: Db,
    vault: Vault,
    business: Business,
    request: UUID,
    words: str,
    staff: int,
    now: datetime,
) -> Row | Refused:
    """Queue the words to the person who asked; the request, held until the commit."""
    row = db.one(SQL["answerable"], request=request)
    if row is None or row.person_id is None or row.state == "unverified":
        return Refused("rights.answer_gone")
    if row.kind == "erasure":
        return Refused("rights.answer_by_itself")
    last = db.value(outbox.SQL["window"], person=row.person_id)
    if last is None or now - last > outbox.WINDOW:
        return Refused("rights.answer_window")
    # a reply about rights: it passes where a restriction or a block stops other words
    sent = outbox.enqueue(
        db, vault, business, row.person_id, words, now, author="system", author_id=staff
    )
    return sent if isinstance(sent, Refused) else row


def put_in_force(db: Db, business: Business, row: Row, now: datetime) -> None:
    """A restriction closes the gate; an objection ends every purpose that may be objected to."""
    if row.kind == "restriction":
        restrictions.restrict(db, row.person_id, row.request_id, now)
    if row.kind in ("objection", "withdrawal"):
        for name, purpose in business.policy.file.purposes.items():
            if purpose.objection or (row.kind == "withdrawal" and purpose.consent):
                withdrawals.withdraw(db, row.person_id, name, now)
