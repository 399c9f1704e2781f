"""The certificate of a rehearsed restore: when, of which archive, what could be read again."""

from __future__ import annotations

from datetime import datetime

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault.restore_rows import Loaded

SQL = named_sql(__file__)


def certify(db: Db, loaded: Loaded, now: datetime) -> None:
    """Write the certificate of a rehearsal, tied to the ledger's newest signed checkpoint."""
    rows, left = sum(loaded.rows.values()), sum(loaded.left_behind.values())
    db.run(
        SQL["certify"], now=now, made_at=loaded.made_at, rows=rows, left=left,
        records=loaded.records, readable=loaded.readable,
    )  # fmt: skip
    db.note("restore.rehearsed", None, rows=rows, left_behind=left, readable=loaded.readable)


def last(db: Db) -> Row | None:
    """The newest certificate: at, archive_at, rows, left_behind, records, readable, checkpoint."""
    return db.one(SQL["last"])
