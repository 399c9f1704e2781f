"""The twin as a raw ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from janji.kit.clock import Clock
from janji.twins.twilio import rest
from janji.twins.twilio.control import Control, trouble
from janji.twins.twilio.posting import Poster
from janji.twins.twilio.progress import Progress
from janji.twins.twilio.shapes import Answer
from janji.twins.twilio.state import State

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
LARGEST_BODY = 32 * 1024 * 1024
LOOPBACK = frozenset(("127.0.0.1", "::1"))


class Twin:
    """One stand-in for Twilio: its REST API, its media links and /twin/…"""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._poster = Poster()
        self._progress = Progress(state, self._poster, clock.now)
        self._control = Control(state, self._poster, self._progress, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            body = await whole(receive)
            answer = trouble("too large", 413) if body is None else await self._answer(scope, body)
            await give(send, answer)

    async def _answer(self, scope: Scope, body: bytes) -> Answer:
        path: str = scope["path"]
        raw_query = scope["query_string"].decode("latin-1")
        query = parse_qsl(raw_query, keep_blank_values=True)
        if path.startswith("/twin/"):
            if (scope.get("client") or ("", 0))[0] not in LOOPBACK:
                return trouble("only from this machine", 403)
            return await self._control.answer(scope["method"], path, query, body)
        if path.startswith("/links/"):
            return rest.linked(self._state, path, self._clock.now())
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        headers = dict(scope["headers"])
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        request = rest.Request(scope["method"], path, query, form, authorization)
        answer, message = rest.answer(self._state, request, self._clock.now())
        if message is not None:
            self._progress.start(message)
        return answer

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                await self._progress.close()
                await self._poster.close()
            await send({"type": f"{event['type']}.complete"})
            if event["type"] == "lifespan.shutdown":
                return


async def whole(receive: Receive) -> bytes | None:
    """The request's body, None when it is larger than any sensible one."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not event.get("more_body"):
            return bytes(body)


async def give(send: Send, answer: Answer) -> None:
    """Send *answer*."""
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
