"""Looking for bytes where they must not be: files of the database, of the house, and every log."""

from __future__ import annotations

import logging
import mmap
from collections.abc import Iterator
from pathlib import Path

import psycopg

from janji.kit.postgres import Server


class LogBook(logging.Handler):
    """Every line that any part of the product logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; what the worker calls an error is a fault of the story."""
        self.lines.append(self.format(record))
        if record.name == "janji.worker" and record.levelno >= logging.ERROR:
            self.faults.append(record.getMessage())


def database_files(server: Server, owner_url: str) -> Iterator[Path]:
    """Every file of one database on disk, with the write-ahead log and the server's own log.

    A checkpoint first brings every page to its file; a switch closes the current log segment.
    """
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        admin.execute("SELECT pg_switch_wal()")
    with psycopg.connect(owner_url) as owner:
        row = owner.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = row.fetchone() or (0,)
    assert server.data is not None
    assert server.log is not None
    yield from files_below(server.data / "base" / str(oid))
    yield from files_below(server.data / "global")
    yield from files_below(server.data / "pg_wal")
    yield server.log


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below *folder* that is still there."""
    yield from (path for path in folder.rglob("*") if path.is_file())


def holds(path: Path, sought: bytes) -> bool:
    """Whether *sought* stands anywhere in the file."""
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return False
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                return whole.find(sought) >= 0
    except FileNotFoundError:
        return False


def rows_holding(owner_url: str, sought: bytes) -> list[str]:
    """Tables with a row that holds *sought*, read through the database: unpacked, unruled."""
    found, words = [], sought.decode("utf-8", "backslashreplace").replace("\0", "\\0")
    with psycopg.connect(owner_url) as owner:
        tables = owner.execute(
            "SELECT schemaname || '.' || quote_ident(relname) FROM pg_stat_user_tables ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            spelled = owner.execute(
                f"SELECT 1 FROM {table} AS t"
                " WHERE position(%s in t::text) > 0 OR position(%s in t::text) > 0 LIMIT 1",
                (words, sought.hex()),
            ).fetchone()
            if spelled:
                found.append(str(table))
    return found
