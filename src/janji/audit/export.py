"""Write a business's ledger out so that anybody can check it offline (janji_verify.py).

JSON lines, each in its one spelling: a header, every checkpoint, every entry chain by chain, and a
signed end that covers all bytes before it. Written as a stream: memory stays small.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from janji.audit.chain import stamp
from janji.audit.checkpoint import SQL as CHECKPOINTS
from janji.audit.checkpoint import Signer
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
FORMAT = "janji-ledger/1"
AT_ONCE = 5_000


def export(db: Db, signer: Signer, now: datetime) -> Iterator[bytes]:
    """The ledger of the business of *db*, line by line, signed at its end.

    Entries hold random ids, numbers and closed words: nothing personal leaves with them.
    """
    seal, entries = hashlib.sha256(), 0
    for raw in body(db, now):
        seal.update(raw)
        entries += raw.startswith(b'{"action"')
        yield raw
    yield spelled({"end": signer.sign(f"{db.business}|{entries}|{seal.hexdigest()}").hex()})


def body(db: Db, now: datetime) -> Iterator[bytes]:
    """Header, checkpoints and entries, in the order a reader needs them."""
    yield spelled({"at": stamp(now), "business": db.business, "format": FORMAT})
    for row in db.all(CHECKPOINTS["checkpoints"]):
        yield spelled({"checkpoint": row.body, "signature": bytes(row.signature).hex()})
    with db.connection.cursor(name=f"export_{uuid4().hex}", scrollable=False) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(SQL["entries"], {"business": db.business})
        for row in cursor:
            yield spelled(entry(row))


def entry(row: Row) -> dict[str, Any]:
    """One entry as it is written out."""
    return {
        "action": row.action,
        "at": stamp(row.at),
        "chain": row.chain,
        "detail": row.detail,
        "hash": bytes(row.hash).hex(),
        "seq": row.seq,
        "subject": str(row.subject) if row.subject else None,
    }


def spelled(one: dict[str, Any]) -> bytes:
    """The one spelling of a line of the file."""
    return (
        json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    ).encode()
