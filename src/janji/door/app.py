"""The outermost dispatcher: webhooks and health are answered here, all else goes to the pages.

No access log: the product collects no addresses and no devices, so the front door does not write
them down either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from janji.door.hooks import LARGEST_BODY, Answer, Call, TwilioHook
from janji.door.live import Live
from janji.door.writer import Writer
from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.vault.house import House

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Door:
    """The ASGI application of the web process."""

    def __init__(self, house: House, pages: Asgi | None) -> None:
        self._house, self._pages = house, pages
        self._writers: list[Writer] = []
        self._hooks: dict[str, TwilioHook] = {}
        self._live = Live(house, pages) if pages else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Dispatch one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"].startswith("/hook/"):
            await respond(send, await self._hook(scope, receive))
        elif scope["path"] == "/health":
            await respond(send, Answer(200, b"ok\n"))
        elif self._live is not None and self._live.is_for(scope):
            await self._live.answer(scope, receive, send)
        elif self._pages is not None:
            await self._pages(scope, receive, send)
        else:
            await respond(send, Answer(404, b"tidak ada / not found\n"))

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                self._open()
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                if self._live is not None:
                    await self._live.stop()
                await asyncio.gather(*(writer.stop() for writer in self._writers))
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _open(self) -> None:
        for business in self._house.businesses:
            if business.channel.provider == "twilio":
                writer = Writer(self._house, business)
                writer.start()
                self._writers.append(writer)
                for place in ("in", "status"):
                    self._hooks[f"/hook/{business.slug}/twilio/{place}"] = TwilioHook(
                        self._house, business, writer
                    )

    async def _hook(self, scope: Scope, receive: Receive) -> Answer:
        hook = self._hooks.get(scope["path"])
        if hook is None:
            return Answer(404, b"tidak ada / not found\n")
        if scope["method"] != "POST":
            return Answer(405, b"hanya POST / POST only\n")
        body = await read_body(receive)
        if body is None:
            return Answer(413, b"terlalu besar / too large\n")
        raw_path = scope.get("raw_path") or scope["path"].encode()
        call = Call(
            raw_path.decode("latin-1").partition("?")[0],
            scope["query_string"].decode("latin-1"),
            body,
            header(scope, b"x-twilio-signature"),
        )
        try:
            return await hook.take(call)
        except JanjiError as fault:
            words = f"{say(fault.code, 'id')} / {say(fault.code, 'en')}\n"
            return Answer(fault.status, words.encode())


async def read_body(receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than any webhook is."""
    event = await receive()
    body: bytes = event.get("body", b"")
    if not event.get("more_body"):
        return body if len(body) <= LARGEST_BODY else None
    parts = [body]
    size = len(body)
    while event.get("more_body"):
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        size += len(event.get("body", b""))
        if size > LARGEST_BODY:
            return None
        parts.append(event.get("body", b""))
    return b"".join(parts)


def header(scope: Scope, name: bytes) -> str | None:
    """One header's value; the first wins."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


async def respond(send: Send, answer: Answer) -> None:
    """Send a whole answer."""
    await send(answer.start)
    await send(answer.rest)
