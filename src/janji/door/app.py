"""The outermost dispatcher: webhooks and health are answered here, all else goes to the pages.

No access log: the product collects no addresses and no devices, so the front door does not write
them down either.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg

from janji.channels.connected import connected
from janji.door.answers import (
    HEALTHY,
    LARGEST_BODY,
    LARGEST_UPLOAD,
    NOT_FOUND,
    POST_ONLY,
    TOO_LARGE,
    UPLOAD_TOO_LARGE,
    Answer,
    Call,
    fault_answer,
)
from janji.door.hooks import TwilioHook
from janji.door.live import Live
from janji.door.writer import Writer
from janji.kit.errors import JanjiError
from janji.policy.business import Business
from janji.vault.following import EVERY
from janji.vault.house import House

log = logging.getLogger("janji.door")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Waiting:
    """A caller behind an ASGI server: a task that waits for its answer."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answer(self, answer: Answer) -> None:
        """Wake the task, unless it was cancelled."""
        if not self.answered.done():
            self.answered.set_result(answer)


class Door:
    """The ASGI application of the web process.

    hooks: webhooks by their path. The server's own protocol (door/front.py) answers most calls to
    them without coming here; whatever it is not sure about comes here.
    """

    def __init__(self, house: House, pages: Asgi | None) -> None:
        self._house, self._pages = house, pages
        self._writers: list[Writer] = []
        self._following: asyncio.Task[None] | None = None
        self.hooks: dict[str, TwilioHook] = {}
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
            await respond(send, HEALTHY)
        elif self._live is not None and self._live.is_for(scope):
            await self._live.answer(scope, receive, send)
        elif announced(scope) > LARGEST_UPLOAD:  # pages read no more than was announced
            await respond(send, UPLOAD_TOO_LARGE)
        elif self._pages is not None:
            await self._pages(scope, receive, send)
        else:
            await respond(send, NOT_FOUND)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                self._open()
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await self._stop_following()
                if self._live is not None:
                    await self._live.stop()
                await asyncio.gather(*(writer.stop() for writer in self._writers))
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _open(self) -> None:
        for business in self._house.businesses:
            self._open_one(business)
        self._following = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        """Keep every business under its policy in force; webhooks ask for nothing themselves."""
        while True:
            for business in self._house.businesses:
                try:
                    await asyncio.to_thread(self._house.follow, business)
                except psycopg.Error as fault:  # the next look finds it there again
                    log.error("%s: cannot look: %s", business.slug, type(fault).__name__)
            await asyncio.sleep(EVERY)

    async def _stop_following(self) -> None:
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    def _open_one(self, business: Business) -> None:
        """The webhooks of *business*, once it is connected."""
        if not connected(self._house.settings, business):
            return
        writer = Writer(self._house, business)
        writer.start()
        self._writers.append(writer)
        for place in ("in", "status"):
            path = f"/hook/{business.slug}/twilio/{place}"
            self.hooks[path] = TwilioHook(self._house, business, writer)

    def _hook_at(self, path: str) -> TwilioHook | None:
        """The webhook at *path*; a business connected since the start is opened now."""
        if path not in self.hooks:
            for business in self._house.businesses:
                if path in (f"/hook/{business.slug}/twilio/{one}" for one in ("in", "status")):
                    self._open_one(business)
        return self.hooks.get(path)

    async def _hook(self, scope: Scope, receive: Receive) -> Answer:
        hook = self._hook_at(scope["path"])
        if hook is None:
            return NOT_FOUND
        if scope["method"] != "POST":
            return POST_ONLY
        body = await read_body(receive)
        if body is None:
            return TOO_LARGE
        raw_path = scope.get("raw_path") or scope["path"].encode()
        call = Call(
            raw_path.decode("latin-1").partition("?")[0],
            scope["query_string"].decode("latin-1"),
            body,
            header(scope, b"x-twilio-signature"),
        )
        caller = Waiting()
        try:
            hook.take(call, caller)
        except JanjiError as fault:
            return fault_answer(fault)
        return await caller.answered


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


def announced(scope: Scope) -> int:
    """How long the body says it is; 0 when it does not say."""
    length = header(scope, b"content-length") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0


async def respond(send: Send, answer: Answer) -> None:
    """Send a whole answer."""
    await send(answer.start)
    await send(answer.rest)
