"""The stage of the stories: what lasts for the whole run, and the web process that they share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller

from fakes.twin import ACCOUNT, TOKEN, RunningTwin, free_port
from janji.care.assistant import Assistant
from janji.channels.twilio.client import Twilio
from janji.door.app import Asgi, Door
from janji.door.serve import bridged
from janji.kit.clock import SharedClock
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.policy.business import Business
from janji.site.wsgi import application
from janji.vault.house import House

BUSINESSES = Path(__file__).resolve().parents[2] / "businesses"
WEDNESDAY = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)  # 10.00 in Jakarta


class StoryClock(SharedClock):
    """The clock of door, worker and twin alike; a story moves it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def forward(self, **span: float) -> None:
        """Let *span* (days, hours, minutes, seconds) pass."""
        self.set(self.now() + timedelta(**span))


class Doorway:
    """The web process's socket; the house behind it changes with each story."""

    def __init__(self) -> None:
        self._door: Door | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends: asyncio.Event | None = None
        self._life: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hand each connection to the open house."""
        if scope["type"] == "lifespan":
            self._loop = asyncio.get_running_loop()
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            assert self._door is not None
            await self._door(scope, receive, send)

    @contextmanager
    def opened(self, house: House) -> Iterator[None]:
        """The door of *house* is open while this lasts; what waits is committed at its end."""
        self._run(self._open(house))
        try:
            yield
        finally:
            self._run(self._close())

    def _run(self, work: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _open(self, house: House) -> None:
        started = asyncio.Event()
        self._ends = asyncio.Event()
        asked = iter(("lifespan.startup", "lifespan.shutdown"))

        async def receive() -> dict[str, Any]:
            word = next(asked)
            if word == "lifespan.shutdown":
                assert self._ends is not None
                await self._ends.wait()
            return {"type": word}

        async def send(_: dict[str, Any]) -> None:
            started.set()

        self._door = Door(house, LatePages(house))
        self._life = asyncio.create_task(self._door({"type": "lifespan"}, receive, send))
        await started.wait()

    async def _close(self) -> None:
        assert self._ends is not None
        assert self._life is not None
        self._ends.set()
        await self._life
        self._door = None


class LatePages:
    """The Django pages of a house, made when the first visitor comes."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages: Asgi | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one visitor."""
        if self._pages is None:
            self._pages = bridged(application(self._house))
        await self._pages(scope, receive, send)


@contextmanager
def served(doorway: Doorway, port: int) -> Iterator[str]:
    """*doorway* listening on 127.0.0.1, in a thread; yields its address."""
    config = uvicorn.Config(
        doorway, host="127.0.0.1", port=port, access_log=False, log_level="warning",
        server_header=False, proxy_headers=False, lifespan="on", timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True, name="web")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)


@dataclass
class PostOffice:
    """A mail server that everybody's letters reach."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """Keep a letter."""
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        return "250 OK"

    def to(self, address: str) -> list[str]:
        """The words of every letter to *address*, oldest first."""
        return [one.get_content() for one in self.letters if one["To"] == address]


@contextmanager
def post_office() -> Iterator[tuple[PostOffice, str]]:
    """A post office and its address."""
    office, port = PostOffice(), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@dataclass(frozen=True)
class Stage:
    """All that is the same for every story."""

    server: Server
    template: str
    clock: StoryClock
    twin: RunningTwin
    doorway: Doorway
    url: str
    post: PostOffice
    post_url: str
    businesses: tuple[Business, ...]
    assistant: Assistant
    twilio: Twilio

    def settings(self, home: Path, **more: str) -> Settings:
        """The operator's settings of one story."""
        return Settings.from_environment(
            {
                "JANJI_HOME": str(home), "JANJI_PUBLIC_URL": self.url,
                "JANJI_TWIN_URL": self.twin.base,
                "JANJI_TWILIO_ACCOUNT_SID": ACCOUNT, "JANJI_TWILIO_AUTH_TOKEN": TOKEN,
                "JANJI_SMTP_URL": self.post_url, "JANJI_FSYNC": "0",
                **more,
            }
        )  # fmt: skip
