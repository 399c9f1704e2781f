"""One transaction, bound to one business, opened and committed by a door.

with database.act(business.id) as db: rooms read and write through db; the door's block commits at
its end or rolls back on an exception. Ledger notes are sealed and written in the same commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool

Row = Any
MOST_WAIT = 5.0  # seconds for a free connection; a provider that waits for us gives up soon after
Detail = Mapping[str, int | float | str | bool | None]


@dataclass(frozen=True)
class Note:
    """One ledger line to be: closed words and numbers, a random id as subject at most."""

    action: str
    subject: UUID | None
    detail: Detail


@dataclass
class Db:
    """A transaction bound to one business; :business is known to every statement."""

    connection: psycopg.Connection[Row]
    business: int
    notes: list[Note] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def all(self, sql: str, **values: Any) -> list[Row]:
        """Every row, as named tuples."""
        return self.connection.execute(sql, {"business": self.business, **values}).fetchall()

    def one(self, sql: str, **values: Any) -> Row | None:
        """The first row, or None."""
        return self.connection.execute(sql, {"business": self.business, **values}).fetchone()

    def value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, or None when there is no row."""
        row = self.one(sql, **values)
        return None if row is None else row[0]

    def run(self, sql: str, **values: Any) -> int:
        """Change rows; return how many."""
        return self.connection.execute(sql, {"business": self.business, **values}).rowcount

    def note(
        self, action: str, subject: UUID | None = None, **detail: int | float | str | bool | None
    ) -> None:
        """Add a ledger line to this commit. Never personal data: numbers and closed words."""
        self.notes.append(Note(action, subject, detail))

    def once_committed(self, remember: Callable[[], None]) -> None:
        """Call *remember* after the commit, never without one: for what caches believe."""
        self.afterwards.append(remember)


Seal = Callable[[Db, Sequence[Note]], AbstractContextManager[None]]


def unsealed(_db: Db, _notes: Sequence[Note]) -> AbstractContextManager[None]:
    """No ledger: for set-up before the house stands, where nothing is noted."""
    return nullcontext()


class Database:
    """A pool of connections as the product's own role, and the one way to open a transaction."""

    def __init__(self, url: str, seal: Seal = unsealed, *, most: int = 12) -> None:
        self.url = url
        self._seal = seal
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=most,
            open=True,
            timeout=MOST_WAIT,
            kwargs={"row_factory": namedtuple_row, "autocommit": True},
            name="janji",
            check=self._begin,
        )
        self._wanted = threading.local()

    def _begin(self, connection: psycopg.Connection[Row]) -> None:
        """Begin the transaction this thread wants: the pool takes another line where it fails.

        One message to the server is the check that it still answers (one that was restarted
        meanwhile is not noticed by people), the beginning, and for whom it is.
        """
        # SET LOCAL rather than set_config: the form that also binds distributed workers.
        begins = f"BEGIN; SET LOCAL janji.business = '{self._wanted.business}'"
        connection.execute(begins, prepare=False)

    @contextmanager
    def act(self, business: int) -> Iterator[Db]:
        """One transaction for *business*: committed at its end with its ledger lines, or not."""
        self._wanted.business = int(business)
        with self._pool.connection() as connection:
            db = Db(connection, business)
            yield db
            with self._seal(db, db.notes) if db.notes else nullcontext():
                connection.commit()
        for remember in db.afterwards:
            remember()

    def close(self) -> None:
        """Give every connection back."""
        self._pool.close()
