"""The writer's own connection: several prepared statements, one round trip.

Uses libpq's pipeline mode through the driver's documented low-level interface (psycopg.pq). What
is sent together arrives together; a statement that fails makes the rest of its round trip not run.
Between round trips the connection is an ordinary psycopg connection again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
        self._results: list[pq.abc.PGresult] = []
        self._done: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, url: str) -> Wire:
        """Connect; autocommit, because steps spell BEGIN and COMMIT."""
        connection = await psycopg.AsyncConnection.connect(
            url, autocommit=True, row_factory=tuple_row
        )
        await connection.execute(SETTINGS, prepare=False)
        return cls(connection)

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self.connection.closed

    async def run(self, steps: Sequence[Step]) -> list[pq.abc.PGresult]:
        """Send all *steps*, wait once; one result each, in order.

        Raises: psycopg.Error of the first step that failed; those after it did not run.
        """
        pg = self._pg
        pg.nonblocking = 1
        pg.enter_pipeline_mode()
        kept = [self._send(step) for step in steps]
        pg.pipeline_sync()
        await self._settled()
        pg.exit_pipeline_mode()
        pg.nonblocking = 0
        results, self._results = self._results, []
        for result in results:
            if result.status not in OK:
                raise fault_in(result, results)
        return [results[place] for place in kept_places(kept)]

    def _send(self, step: Step) -> int:
        """Queue one step; how many results it will bring (two when it is prepared first)."""
        statement, values = step
        name = self._names.get(statement)
        if name is None:
            name = self._names[statement] = b"wire_%d" % len(self._names)
            self._pg.send_prepare(name, statement.text, statement.oids)
            self._execute(name, statement, values)
            return 2
        self._execute(name, statement, values)
        return 1

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
            await self._done
        finally:
            loop.remove_reader(number)
            loop.remove_writer(number)

    def _readable(self) -> None:
        done = self._done
        if done is None or done.done():
            return
        try:
            self._pg.consume_input()
            if self._collect():
                done.set_result(None)
        except psycopg.Error as fault:
            done.set_exception(fault)

    def _writable(self) -> None:
        done = self._done
        try:
            if not self._pg.flush():
                asyncio.get_running_loop().remove_writer(self._pg.socket)
        except psycopg.Error as fault:
            if done and not done.done():
                done.set_exception(fault)

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


def kept_places(counts: Sequence[int]) -> list[int]:
    """Where each step's own result lies: the last of those it brought."""
    places, at = [], -1
    for count in counts:
        at += count
        places.append(at)
    return places


def fault_in(result: pq.abc.PGresult, results: Sequence[pq.abc.PGresult]) -> psycopg.Error:
    """The first real error of a round trip; "not run because of it" is none."""
    failed = [one for one in results if one.status == pq.ExecStatus.FATAL_ERROR]
    return psycopg.errors.error_from_result(failed[0] if failed else result)
