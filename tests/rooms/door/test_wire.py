"""The writer's connection when the server goes away or says nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.door import writer as writers
from janji.door.wire import Statement, Wire
from janji.door.writer import Writer
from janji.kit.postgres import Server

ECHO = Statement("SELECT %(sent)s::bytea")


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


@pytest.mark.parametrize("size", [1, 5_000_000], ids=["little", "more than fits a buffer"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_line_that_breaks_is_told_at_once(
    ramen: Shop, server: Server, size: int, when: str
) -> None:
    async def story() -> None:
        wire = await Wire.open(ramen.app_url, ramen.business.id)
        steps = [(ECHO, {"sent": b"x" * size})] * 3
        assert [one.ntuples for one in await wire.run(steps)] == [1, 1, 1]
        pid = wire.connection.info.backend_pid
        if when == "before":
            ended(server, pid)
            running = asyncio.create_task(wire.run(steps))
        else:
            os.kill(pid, signal.SIGSTOP)
            running = asyncio.create_task(wire.run(steps))
            await asyncio.sleep(0)
            ending = asyncio.to_thread(ended, server, pid)
            os.kill(pid, signal.SIGCONT)
            await ending
        try:
            async with asyncio.timeout(20):
                await running
        except psycopg.OperationalError:
            assert wire.closed
        else:
            assert when == "meanwhile", "it had answered before it went"
        await wire.close()

    asyncio.run(story())


def ended(server: Server, pid: int) -> None:
    """The server ends one connection and has forgotten it."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        gone = admin.execute("SELECT pg_terminate_backend(%s, 20000)", (pid,)).fetchone()
        assert gone == (True,)


def test_a_call_to_the_worker_that_nobody_hears_keeps_no_message_waiting(
    ramen: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "LONGEST", 0.3)

    async def story() -> None:
        writer = Writer(ramen.house, ramen.business)
        wire = await writer._open()
        writer._batches.owes_a_call = True
        pid = wire.connection.info.backend_pid
        os.kill(pid, signal.SIGSTOP)
        try:
            async with asyncio.timeout(20):
                await writer._tell_the_worker()
        finally:
            os.kill(pid, signal.SIGCONT)
        assert wire.closed
        assert await writer._open() is not wire
        await writer.stop()

    asyncio.run(story())
