"""The twin's lean client understands the answers that servers really give."""

from __future__ import annotations

import asyncio

import pytest

from janji.twins.twilio.wire import Wire

ANSWERS = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<Response/>",
    "chunked": b"HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"b;x=1\r\n<Response/>\r\n3\r\nabc\r\n0\r\n\r\n",
    "empty": b"HTTP/1.1 204 No Content\r\n\r\n",
}


async def statuses(answer: bytes, posts: int, *, hang_up: bool) -> tuple[list[int], int]:
    """(status of each post, connections the server saw) for a server that says *answer*."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                assert await reader.readexactly(size) == b"a=1"
                writer.write(answer)
                await writer.drain()
                if hang_up:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        wire = Wire()
        found = [
            await wire.post(f"http://127.0.0.1:{port}/hook?x=1", {"a": "b"}, b"a=1")
            for _ in range(posts)
        ]
        await wire.close()
    return found, connections


@pytest.mark.parametrize(("kind", "status"), [("length", 200), ("chunked", 201), ("empty", 204)])
def test_answers_are_read_whole_and_the_connection_serves_again(kind: str, status: int) -> None:
    assert asyncio.run(statuses(ANSWERS[kind], 3, hang_up=False)) == ([status] * 3, 1)


def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    assert asyncio.run(statuses(ANSWERS["length"], 3, hang_up=True)) == ([200] * 3, 3)


def test_a_server_that_talks_nonsense_is_an_error_and_no_status() -> None:
    with pytest.raises((ValueError, IndexError, EOFError)):
        asyncio.run(statuses(b"hello\r\n\r\n", 1, hang_up=True))
