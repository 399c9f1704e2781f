"""One-time codes: six digits sent to the number itself, kept only as a keyed hash.

Every request gets one, also when nothing is held of the number: whoever asks cannot tell.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.model_conduct import Right
from janji.vault.house import Vault

SQL = named_sql(__file__)
Verdict = Literal["right", "wrong", "ended"]


def make(
    db: Db, vault: Vault, business: Business, right: Right, request: UUID, now: datetime
) -> str | None:
    """A fresh code for *request*, or None when it was given as many as the policy allows."""
    code = f"{secrets.randbelow(10**6):06d}"
    made = db.run(
        SQL["make"],
        request=request,
        hash=hashed(vault, business, request, code),
        now=now,
        ends=now + timedelta(seconds=lives(right)),
        most=right.code_tries or 1,
    )
    return code if made else None


def check(
    db: Db, vault: Vault, business: Business, right: Right, request: UUID, code: str, now: datetime
) -> Verdict:
    """Whether *code* is the one; each look counts as a try, and after the last none is right."""
    row = db.one(SQL["try"], request=request, now=now, most=right.code_tries or 1)
    if row is None:
        return "ended"
    if not hmac.compare_digest(bytes(row.hash), hashed(vault, business, request, code)):
        return "wrong"
    db.run(SQL["forget"], request=request)
    return "right"


def lives(right: Right) -> float:
    """How many seconds a code counts: the policy's code_lives, or as long as it may be verified."""
    span = right.code_lives or right.verify_within
    return span.seconds if span else 0.0


def hashed(vault: Vault, business: Business, request: UUID, code: str) -> bytes:
    """The keyed hash of a code, bound to its request."""
    return vault.sealer(business.id).find_hash("code", f"{request}:{code}")


def may_send(db: Db, right: Right, person: UUID, now: datetime) -> bool:
    """Whether *person* may be sent one more code: nobody may flood a stranger's chat.

    Counted over as long as a request waits to be verified, however many requests there are.
    """
    since = now - timedelta(seconds=right.verify_within.seconds if right.verify_within else 0.0)
    given = db.value(SQL["given_to"], person=person, since=since)
    return int(given) <= (right.code_tries or 1)


def open_until(db: Db, request: UUID, now: datetime) -> datetime | None:
    """Until when the last code of this request counts; None when it counts no more."""
    found: datetime | None = db.value(SQL["open_until"], request=request, now=now)
    return found


def forget(db: Db, request: UUID) -> None:
    """End the codes of a request that waits for none."""
    db.run(SQL["forget"], request=request)
