"""What happens to an accepted message: it reaches the phone, and statuses are called back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime

from janji.twins.twilio.posting import Poster
from janji.twins.twilio.shapes import VERSION, said
from janji.twins.twilio.state import Message, State

WORKERS = 8


class Progress:
    """Carries accepted messages on, several at a time, each message's statuses in its own order."""

    def __init__(self, state: State, poster: Poster, now: Callable[[], datetime]) -> None:
        self._state = state
        self._poster = poster
        self._now = now
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._dice = random.Random(state.settings.seed)  # noqa: S311 - order, not secrets

    def start(self, message: Message) -> None:
        """Take *message* over. Needs a running event loop."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._work()) for _ in range(WORKERS)]
        self._queue.put_nowait(message.sid)

    async def settle(self) -> None:
        """Return when nothing is on its way any more."""
        await self._queue.join()

    async def close(self) -> None:
        """Stop carrying; what is on its way stays where it is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            sid = await self._queue.get()
            try:
                message = self._state.provider.messages.get(sid)
                if message is not None:
                    await self._carry(message)
            finally:
                self._queue.task_done()

    async def _carry(self, message: Message) -> None:
        if message.error is None:
            statuses = list(self._state.settings.statuses)
            self._reach_phone(message)
        else:
            statuses = ["failed" if message.error == 63016 else "undelivered"]
        calls = statuses * (1 + self._state.settings.duplicates)
        if self._state.settings.shuffle:
            message.status = statuses[-1]
            self._dice.shuffle(calls)
        for status in calls:
            await self._step(message, status, forward=not self._state.settings.shuffle)

    async def _step(self, message: Message, status: str, *, forward: bool) -> None:
        if message.sid not in self._state.provider.messages:
            return
        if forward:
            message.status, message.updated = status, self._now()
        if message.callback:
            params = status_params(self._state.account, message, status)
            posted = await self._poster.post([message.callback], params, self._state.token)
            self._state.counts["callbacks_answered" if posted.status else "callbacks_lost"] += 1

    def _reach_phone(self, message: Message) -> None:
        if message.to:
            self._state.network.shows(message.to).append(
                {
                    "from": "business",
                    "sid": message.sid,
                    "body": message.body,
                    "files": len(message.files),
                    "at": self._now().isoformat(),
                }
            )


def status_params(account: str, message: Message, status: str) -> list[tuple[str, str]]:
    """The form of a status callback."""
    params = [
        ("ApiVersion", VERSION),
        ("AccountSid", account),
        ("MessageSid", message.sid),
        ("SmsSid", message.sid),
        ("MessageStatus", status),
        ("SmsStatus", status),
        ("To", message.to),
        ("From", message.sender),
        ("ChannelToAddress", message.to.removeprefix("whatsapp:")),
        ("ChannelPrefix", "whatsapp"),
    ]
    if message.service:
        params.append(("MessagingServiceSid", message.service))
    if message.error is not None and status in ("failed", "undelivered"):
        params += [("ErrorCode", str(message.error)), ("ErrorMessage", said(message.error))]
    return params
