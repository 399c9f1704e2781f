"""Kill -9 of door and database by turns, under load: nothing promised is lost or double."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from bench import messages, world
from bench.messages import Webhook
from bench.open_loop import Line, request_of
from bench.rows import Row
from janji.kit.postgres import Server, start

LINES = 16
MOST = 40_000  # different messages; what was not promised is sent again
LONGEST = 0.6  # seconds of load before a kill
HELD = """
SELECT (SELECT count(*) FROM message), (SELECT count(DISTINCT sid_hash) FROM message),
       (SELECT count(*) FROM record), (SELECT count(*) FROM ledger WHERE action = 'message.in'),
       (SELECT count(*) FROM
           (SELECT chain FROM ledger GROUP BY chain HAVING max(seq) <> count(*)) gaps)
"""


class Sender:
    """Sends until it hears 200, as the provider does, and remembers what it heard."""

    def __init__(self, calls: list[Webhook]) -> None:
        self._to_send = deque(calls)
        self.promised: set[str] = set()
        self.tried: set[str] = set()
        self._all, self._heard_all = False, asyncio.Event()

    async def until(self, port: int, kill: Callable[[], None], moment: float) -> None:
        """Load the door on *port*; *kill* after *moment* seconds; stop a little later."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(LINES):
                group.create_task(self._line(port, over))
            await asyncio.sleep(moment)
            await asyncio.to_thread(kill)
            await asyncio.sleep(0.1)
            over.set()

    async def rest(self, port: int) -> None:
        """Send again what was tried and never promised, until it is."""
        self._to_send = deque(call for call in self._to_send if call.sid in self.tried)
        self._all = bool(self._to_send)
        async with asyncio.TaskGroup() as group:
            for _ in range(LINES if self._all else 0):
                group.create_task(self._line(port, self._heard_all))

    async def _line(self, port: int, over: asyncio.Event) -> None:
        line = None
        while not over.is_set():
            if not self._to_send:
                await asyncio.sleep(0.01)
                continue
            call = self._to_send.popleft()
            self.tried.add(call.sid)
            try:
                line = line or await Line.to(port)
                status = await asyncio.wait_for(
                    line.call(request_of(call.signature, call.body)), 20
                )
            except (OSError, EOFError, TimeoutError):
                line, status = None, 0
            if status == 200:
                self.promised.add(call.sid)
                if self._all and self.promised == self.tried:
                    self._heard_all.set()
            else:
                self._to_send.append(call)
                await asyncio.sleep(0.01)
        if line:
            line.close()


def measured(room: Path, kills: int) -> list[Row]:
    """*kills* times, door and database by turns, each at a random moment."""
    chance = random.Random(7)
    sender = Sender(list(messages.many(MOST, first=1, senders=200)))
    began = time.monotonic()
    with world.database_server(room / "kills-home") as server, ExitStack() as doors:
        shop = world.fresh_shop(server, room, "kills")
        port = world.free_port()
        door = doors.enter_context(world.door(shop, port))
        for number in range(kills):
            moment = chance.uniform(0.05, LONGEST)
            if number % 2:
                asyncio.run(sender.until(port, lambda: again(server), moment))
            else:
                asyncio.run(sender.until(port, door.kill, moment))
                doors.close()
                door = doors.enter_context(world.door(shop, port))
        asyncio.run(sender.rest(port))
        with psycopg.connect(shop.owner_url) as connection:
            held = connection.execute(HELD).fetchone()
    sent, promised = len(sender.tried), len(sender.promised)
    return [
        Row(f"{kills} x kill -9, door and database by turns: stored of promised",
            f"{held[0] if held else 0:,}", f"{promised:,}", target="equal, none twice, no gap",
            note=f"{sent:,} sent in {time.monotonic() - began:.0f} s, repeated until promised",
            met=held == (sent, sent, sent, sent, 0) and promised == sent)
    ]  # fmt: skip


def again(server: Server) -> None:
    """The database dies as in a power cut, the chief and everyone with it, and is started again."""
    assert server.cluster is not None
    for process in server.cluster.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while server.cluster.processes():
        time.sleep(0.005)
    start(server.cluster.home, fsync=True)
