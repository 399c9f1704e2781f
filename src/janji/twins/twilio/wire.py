"""A lean HTTP/1.1 client for posting to a server on this machine, several times cheaper per call.

A trial week calls our webhooks tens of thousands of times, on the machine that also answers them.
Keeps connections open; understands Content-Length and chunked answers; plain http only.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CONNECT = 5.0


class Wire:
    """A pool of connections by host and port."""

    def __init__(self) -> None:
        self._idle: defaultdict[tuple[str, int], list[Connection]] = defaultdict(list)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer to *body* posted to *url*.

        Raises: OSError, EOFError, ValueError, TimeoutError when there is no proper answer.
        """
        parts = urlsplit(url)
        place = parts.hostname or "", parts.port or 80
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"POST {target} HTTP/1.1", f"host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"content-length: {len(body)}", "", ""]
        request = "\r\n".join(lines).encode("latin-1") + body
        while self._idle[place]:
            connection = self._idle[place].pop()
            try:
                return await self._exchange(place, connection, request)
            except (OSError, EOFError):
                continue  # the server closed it while it was idle
        connection = await asyncio.wait_for(asyncio.open_connection(*place), CONNECT)
        return await self._exchange(place, connection, request)

    async def _exchange(
        self, place: tuple[str, int], connection: Connection, request: bytes
    ) -> int:
        reader, writer = connection
        reusable = False
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            status = int(head[0].split(" ", 2)[1])
            headers = dict(line.lower().partition(": ")[::2] for line in head[1:])
            reusable = await drained(reader, headers, status)
            return status
        finally:
            if reusable:
                self._idle[place].append(connection)
            else:
                writer.close()

    async def close(self) -> None:
        """Let the connections go."""
        for connections in self._idle.values():
            for _, writer in connections:
                writer.close()
        self._idle.clear()


async def drained(reader: asyncio.StreamReader, headers: dict[str, str], status: int) -> bool:
    """Read the body away; True when the connection may be used again."""
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).partition(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    elif status != 204:
        return False
    return headers.get("connection") != "close"
