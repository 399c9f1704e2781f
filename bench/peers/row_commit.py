"""The same raw front door, one row and one commit per message over a pool of eight connections."""

from __future__ import annotations

import os
from typing import Any

import uvicorn
from psycopg_pool import AsyncConnectionPool

from bench.messages import PUBLIC, TOKEN
from bench.peers.floor import REST, START
from bench.peers.rows import KEEP
from janji.channels.twilio import signature
from janji.door.app import header, read_body

POOL = 8


class RowDoor:
    """An ASGI application: verify, insert, commit, answer."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            os.environ["BENCH_APP_URL"], min_size=POOL, max_size=POOL, open=False,
            kwargs={"autocommit": True},
        )  # fmt: skip

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = await read_body(receive) or b""
        params = signature.parse_form(body)
        given = header(scope, b"x-twilio-signature")
        if signature.valid([TOKEN], PUBLIC + scope["path"], params, given):
            form = dict(params)
            await self._pool.open()  # does nothing when it is open
            async with self._pool.connection() as connection:
                values = (form["MessageSid"], form["From"], form["Body"])
                await connection.execute(KEEP, values, prepare=True)
        await send(START)
        await send(REST)


def main() -> None:
    """Serve on JANJI_PORT."""
    uvicorn.run(
        RowDoor(), host="127.0.0.1", port=int(os.environ["JANJI_PORT"]), access_log=False,
        server_header=False, proxy_headers=False, log_level="warning", lifespan="off", backlog=2048,
    )  # fmt: skip


if __name__ == "__main__":
    main()
