"""Server-sent events for open desks, answered by the front door itself: no thread waits for each.

Who may listen is asked of the desk's own page (`desk.live.seat`), with the same cookie and the same
guard as any page, at the start and again each minute: a session that ended ends its stream.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from janji.door.live_hub import Event, Hub, Listener
from janji.vault.house import House

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
PLACE = re.compile(r"/desk/([a-z0-9-]{1,60})/live")
PASSED_ON = frozenset((b"cookie", b"host", b"accept-language"))
BEAT = 20.0  # seconds of real time: shorter than the patience of proxies between
RECHECK = 60.0  # seconds of real time between looks at the session
STUCK = 20.0  # seconds of real time a desk may take to read what was sent
ASKING = 8  # sessions looked at at once: a flood of streams leaves threads for pages
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


@dataclass(frozen=True)
class Seat:
    """Who listens: the account's number, and whether it opens conversations."""

    staff: int
    talks: bool


class Live:
    """The streams of one process."""

    def __init__(self, house: House, pages: Asgi) -> None:
        self._pages = pages
        self._businesses = {one.slug: one.id for one in house.businesses}
        self._hub = Hub(house.database.url)
        self._asking = asyncio.Semaphore(ASKING)

    @staticmethod
    def is_for(scope: Scope) -> bool:
        """Whether this request is for a stream."""
        return PLACE.fullmatch(scope["path"]) is not None

    async def stop(self) -> None:
        """End every stream."""
        await self._hub.stop()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One desk's stream, until it or its session ends."""
        found = PLACE.fullmatch(scope["path"])
        slug = found[1] if found else ""
        business = self._businesses.get(slug)
        if business is None:
            return await refuse(send, 404)
        if scope["method"] != "GET":
            return await refuse(send, 405)
        seat = await self._seat(scope, slug)
        if seat is None:
            return await refuse(send, 401)
        one = Listener(business, seat.staff, seat.talks)
        if not self._hub.join(one):
            return await refuse(send, 503)
        gone = asyncio.create_task(left(receive))
        try:
            await self._stream(scope, slug, one, send, gone)
        except TimeoutError:
            one.end("slow")  # reads nothing any more: the connection ends with this answer
        finally:
            gone.cancel()
            self._hub.leave(one)
        return None

    async def _stream(
        self, scope: Scope, slug: str, one: Listener, send: Send, gone: asyncio.Task[None]
    ) -> None:
        await put(send, {"type": "http.response.start", "status": 200, "headers": HEADERS})
        await put(send, piece("retry: 3000\n" + self._words(Event(self._hub.last, "hello", ""))))
        last = header(scope, b"last-event-id")
        for event in self._hub.missed(one.business, last) if last else []:
            one.tell(event)
        looks_at = asyncio.get_running_loop().time() + RECHECK
        while not gone.done():
            words = await self._next(one, gone)
            if one.over.is_set():
                break
            await put(send, piece(words or ": beat\n\n"))
            if asyncio.get_running_loop().time() >= looks_at:  # also where events never pause
                looks_at = asyncio.get_running_loop().time() + RECHECK
                if await self._seat(scope, slug) != Seat(one.staff, one.talks):
                    one.end("signed_out")
                    break
        await put(send, piece(f"event: over\ndata: {one.why}\n\n", more=False))

    async def _next(self, one: Listener, gone: asyncio.Task[None]) -> str:
        """The next event's words; "" when it is time for a sign of life or an end."""
        waits = [asyncio.create_task(one.events.get()), asyncio.create_task(one.over.wait()), gone]
        try:
            await asyncio.wait(waits, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            heard = waits[0]
            return self._words(heard.result()) if heard.done() else ""  # type: ignore[arg-type]  # the first of the tasks brings an event
        finally:
            for task in waits[:2]:
                task.cancel()

    def _words(self, event: Event) -> str:
        return (
            f"id: {self._hub.spelled(event.number)}\nevent: {event.word}\ndata: {event.person}\n\n"
        )

    async def _seat(self, scope: Scope, slug: str) -> Seat | None:
        """Who the cookie says this is, as the pages judge it; None when it opens no desk."""
        async with self._asking:
            status, body = await asked(self._pages, scope, f"/desk/{slug}/seat")
        if status != 200:
            return None
        facts = json.loads(body)
        return Seat(int(facts["staff"]), bool(facts["talks"]))


async def asked(pages: Asgi, scope: Scope, path: str) -> tuple[int, bytes]:
    """The pages' own answer to a GET of *path* with this request's cookie."""
    inner = {
        **scope, "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [pair for pair in scope["headers"] if pair[0] in PASSED_ON],
    }  # fmt: skip
    status, parts = 500, []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(event: dict[str, Any]) -> None:
        nonlocal status
        if event["type"] == "http.response.start":
            status = event["status"]
        else:
            parts.append(event.get("body", b""))

    await pages(inner, receive, send)
    return status, b"".join(parts)


async def put(send: Send, event: dict[str, Any]) -> None:
    """Send, or give up on a desk that does not read. Raises: TimeoutError."""
    async with asyncio.timeout(STUCK):
        await send(event)


def piece(words: str, *, more: bool = True) -> dict[str, Any]:
    """A part of the stream."""
    return {"type": "http.response.body", "body": words.encode(), "more_body": more}


async def left(receive: Receive) -> None:
    """Return when the desk has closed the connection."""
    with suppress(OSError):
        while (await receive())["type"] != "http.disconnect":
            pass


async def refuse(send: Send, status: int) -> None:
    """No stream: a browser does not ask again by itself."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def header(scope: Scope, name: bytes) -> str:
    """One header's value, or nothing."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
