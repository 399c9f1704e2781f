"""One webhook call on its way through the front door, without a task of its own."""

from __future__ import annotations

import logging
from typing import Protocol

from janji.door.answers import (
    LARGEST_BODY,
    TOO_LARGE,
    Answer,
    Call,
    fault_answer,
)
from janji.door.hooks import TwilioHook
from janji.door.writer import named
from janji.kit.errors import JanjiError

log = logging.getLogger("janji.door")


class Line(Protocol):
    """A connection: what a call needs of it."""

    def tell(self, call: HookCall, answer: Answer) -> None:
        """Send the answer of the call whose turn it is."""


class Unheard:
    """Stands where the server wakes a task that waits for the body: nobody waits here."""

    def set(self) -> None:
        """Nothing to wake."""


class HookCall:
    """What the server asks of a request, its body as it comes, and the one answer.

    begun: all before it on its line is answered. whole: its body has ended.
    verdict: the answer is known without asking the hook.
    """

    __slots__ = (
        "_body", "_hook", "_line", "_path", "_query", "_signature",
        "begun", "disconnected", "expects", "keep_alive", "response_complete", "verdict", "whole",
    )  # fmt: skip
    message_event = Unheard()

    def __init__(
        self, line: Line, hook: TwilioHook, path: bytes, query: bytes, *, keep_alive: bool
    ) -> None:
        self._line, self._hook, self._path, self._query = line, hook, path, query
        self._body: bytes | bytearray = b""
        self._signature: str | None = None
        self.keep_alive = keep_alive
        self.verdict: Answer | None = None
        self.expects = self.begun = self.whole = False
        self.response_complete = self.disconnected = False

    def heard(self, headers: list[tuple[bytes, bytes]]) -> None:
        """Take what matters of the head: the first signature, what is expected, how much comes."""
        for name, value in headers:
            size = len(name)
            if size == 18:
                if self._signature is None and name.lower() == b"x-twilio-signature":
                    self._signature = value.decode("latin-1")
            elif size == 6:
                self.expects = self.expects or (
                    name.lower() == b"expect" and value.lower() == b"100-continue"
                )
            elif size == 14 and name.lower() == b"content-length" and int(value) > LARGEST_BODY:
                self.verdict = TOO_LARGE

    def more(self, body: bytes) -> None:
        """Another piece of the body. What is too large is refused at once, and none of it held."""
        if self.verdict is not None:
            return
        if not self._body:
            self._body = body
        else:
            self._body = bytearray(self._body) if isinstance(self._body, bytes) else self._body
            self._body += body
        if len(self._body) > LARGEST_BODY:
            self.refuse(TOO_LARGE)

    def refuse(self, verdict: Answer) -> None:
        """Answer *verdict*, now or when its turn comes."""
        self._body, self.verdict = b"", verdict
        if self.begun:
            self.go()

    def go(self) -> None:
        """Hand the whole call in; it is answered at once or when it is durable."""
        if self.verdict is not None:
            self.answer(self.verdict)
            return
        call = Call(
            self._path.decode("latin-1"),
            self._query.decode("latin-1"),
            bytes(self._body),
            self._signature,
        )
        try:
            self._hook.take(call, self)
        except JanjiError as fault:
            self.answer(fault_answer(fault))
        except Exception as fault:  # noqa: BLE001 - one strange call must not end the connection
            log.error("a call could not be judged: %s", named(fault))
            self.answer(fault_answer(JanjiError("door.not_storable", 500)))

    def answer(self, answer: Answer) -> None:
        """Send *answer* back, once."""
        if not self.response_complete:
            self.response_complete = True
            self._line.tell(self, answer)
