"""The writer's own connection: several prepared statements, one round trip.

Uses libpq's pipeline mode through the driver's documented low-level interface (psycopg.pq). What
is sent together arrives together; a statement that fails makes the rest of its round trip not run.
Between round trips the connection is an ordinary psycopg connection again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
from psycopg import pq
from psycopg.rows import tuple_row

NAMED = re.compile(r"%\((\w+)\)s")
OK = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
# One plan for every batch, made once and always through an index: tables of a fresh day have no
# statistics yet, and a plan that reads a day from end to end would be kept for the whole day.
SETTINGS = (
    b"SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
    b" SET enable_bitmapscan = off"
)

# A server on another machine that says nothing at all; Twilio waits fifteen seconds for an answer.
SECONDS_TO_CONNECT, SECONDS_UNHEARD = 2, 8


@dataclass(eq=False)
class Statement:
    """A named statement with its parameters in the order the protocol wants them.

    types: the PostgreSQL type of each parameter by name; others are told by a cast in the text.
    """

    sql: str
    types: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        order: dict[str, int] = {}
        text = NAMED.sub(lambda found: f"${order.setdefault(found[1], len(order) + 1)}", self.sql)
        self.text = text.replace("%%", "%").encode()
        self.order = tuple(order)
        self.oids = [self.types.get(name, 0) for name in order]
        self.formats = [pq.Format.BINARY] * len(order)

    def values(self, by_name: Mapping[str, bytes]) -> list[bytes]:
        """Binary values in the statement's order."""
        return [by_name[name] for name in self.order]


Step = tuple[Statement, Mapping[str, bytes]]
NOTHING: Mapping[str, bytes] = {}


class Wire:
    """One connection and what is prepared on it."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connection = connection
        self._pg = connection.pgconn
        self._names: dict[Statement, bytes] = {}
        self._numbers = count()
        self._results: list[pq.abc.PGresult] = []
        self._done: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, url: str, business: int) -> Wire:
        """Connect for *business*, which the connection stays bound to.

        Autocommit: what one round trip sends is one transaction, unless it spells BEGIN.
        """
        connection = await psycopg.AsyncConnection.connect(
            url, autocommit=True, row_factory=tuple_row, connect_timeout=SECONDS_TO_CONNECT,
            tcp_user_timeout=SECONDS_UNHEARD * 1000,
        )  # fmt: skip
        bound = f"SET janji.business = '{int(business)}';".encode()
        await connection.execute(bound + SETTINGS, prepare=False)
        return cls(connection)

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self.connection.closed

    async def knock(self) -> None:
        """Find out that the server is gone here and at once, not where a thread waits for it.

        Raises: psycopg.OperationalError.
        """
        await self.connection.execute("SELECT 1", prepare=False)

    async def run(self, steps: Sequence[Step]) -> list[pq.abc.PGresult]:
        """Send all *steps*, wait once; one result each, in order.

        Outside BEGIN all of them are one transaction, durable when this returns (PostgreSQL,
        "Pipelining": what lies between two synchronisations is an implicit transaction).
        Raises: psycopg.Error of the first step that failed; those after it did not run.
        """
        pg = self._pg
        pg.nonblocking = 1
        pg.enter_pipeline_mode()
        fresh = [self._send(step) for step in steps]
        pg.pipeline_sync()
        await self._settled()
        pg.exit_pipeline_mode()
        pg.nonblocking = 0
        results, self._results = iter(self._results), []
        told = [self._told(name, step[0], results) for name, step in zip(fresh, steps, strict=True)]
        failed = [one for one in (*told, *results) if one.status not in OK]  # the commit may, too
        if failed:
            raise fault_in(failed)
        return told

    def _send(self, step: Step) -> bytes | None:
        """Queue one step; its new name when it had to be prepared first."""
        statement, values = step
        known = self._names.get(statement)
        name = known or b"wire_%d" % next(self._numbers)
        if not known:
            self._pg.send_prepare(name, statement.text, statement.oids)
        self._execute(name, statement, values)
        return None if known else name

    def _told(
        self, name: bytes | None, statement: Statement, results: Iterator[pq.abc.PGresult]
    ) -> pq.abc.PGresult:
        """One step's result. A statement counts as prepared only when the server says so."""
        if name is not None:
            prepared = next(results)
            if prepared.status not in OK:
                next(results)
                return prepared
            self._names[statement] = name
        return next(results)

    def _execute(self, name: bytes, statement: Statement, values: Mapping[str, bytes]) -> None:
        self._pg.send_query_prepared(
            name, statement.values(values), statement.formats, pq.Format.BINARY
        )

    async def _settled(self) -> None:
        loop, number = asyncio.get_running_loop(), self._pg.socket
        self._results, self._done = [], loop.create_future()
        loop.add_reader(number, self._readable)
        try:
            if self._pg.flush():
                loop.add_writer(number, self._writable)
            self._take()
            await self._done
        finally:
            for unwatch in (loop.remove_reader, loop.remove_writer):
                with suppress(OSError):  # the line is closed already
                    unwatch(number)

    def _readable(self) -> None:
        done = self._done
        if done is None or done.done():
            return
        try:
            self._pg.consume_input()
            self._take()
        except psycopg.Error as fault:
            done.set_exception(fault)

    def _writable(self) -> None:
        done = self._done
        if done is None or done.done():
            return
        try:
            left = self._pg.flush()
            self._take()  # before the loop is asked for a line that may be closed
            if not left:
                asyncio.get_running_loop().remove_writer(self._pg.socket)
        except psycopg.Error as fault:
            done.set_exception(fault)

    def _take(self) -> None:
        """Take what has arrived, and end the wait when that was all.

        Whoever sends reads as well and may close a line that broke: nobody is called about a line
        that is closed, so it is looked at each time. Raises: psycopg.OperationalError.
        """
        if self._done is None or self._done.done():
            return
        if self._collect():
            self._done.set_result(None)
        elif self._pg.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection was lost")

    def _collect(self) -> bool:
        """Take what has arrived; whether the round trip is complete."""
        pg = self._pg
        while not pg.is_busy():
            result = pg.get_result()
            if result is None:
                if pg.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError("the connection was lost")
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return True
            self._results.append(result)
        return False

    async def close(self) -> None:
        """Give the connection back."""
        await self.connection.close()


def fault_in(failed: Sequence[pq.abc.PGresult]) -> psycopg.Error:
    """The first real error of a round trip; "not run because of it" is none."""
    real = [one for one in failed if one.status == pq.ExecStatus.FATAL_ERROR]
    return psycopg.errors.error_from_result((real or failed)[0])
