"""How the front door speaks HTTP: webhooks are answered without a task, all else goes to the pages.

uvicorn's own protocol reads every request (llhttp). A POST to a known webhook path is judged as
soon as it is whole and answered from prebuilt bytes when its batch is durable. Any other request
takes uvicorn's way to the ASGI application, on the same connection: a proxy may mix both.

Nobody keeps a connection for nothing: a head ends within LARGEST_HEAD bytes, head and webhook
within SECONDS_TO_SEND, a line on which nothing was asked yet within SECONDS_UNTIL_FIRST, and an
idle one after uvicorn's keep-alive time. One timer a connection watches over all of it.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from janji.door.answers import HEAD_TOO_LARGE, TOO_SLOW, Answer
from janji.door.app import Door
from janji.door.hook_call import HookCall

LARGEST_HEAD = 65_536
MOST_SENT = 2_097_152  # for one webhook: the smallest chunks cost six bytes a byte
SECONDS_TO_SEND = 20.0
SECONDS_UNTIL_FIRST = 30.0
Headers = list[tuple[bytes, bytes]]


class Spelling:
    """Answers as bytes, with the headers that the server renews every second."""

    def __init__(self) -> None:
        self._headers: Headers | None = None
        self._known: dict[tuple[Answer, bool], bytes] = {}

    def of(self, answer: Answer, headers: Headers, *, keep_alive: bool) -> bytes:
        """The whole response."""
        if headers is not self._headers:
            self._headers, self._known = headers, {}
        found = self._known.get((answer, keep_alive))
        if found is None:
            parts = [b"%s: %s\r\n" % header for header in headers]
            closing = b"" if keep_alive else b"connection: close\r\n"
            found = b"".join((answer.head, *parts, closing, b"\r\n", answer.body))
            self._known[answer, keep_alive] = found
        return found


class Front(HttpToolsProtocol):
    """One connection.

    _front: the request whose turn it is. _sending: a head, or a webhook, has begun and not ended.
    _since: when the connection last changed what it waits for.
    """

    cycle: Any
    pipeline: Any
    spelling = Spelling()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._hooks = cast("Door", config.app).hooks
        self._front: Any = None
        self._in_head = self._sending = self._starting = False
        self._sent = 0
        self._since = self.loop.time()
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself writes it
        """A caller is here; what they ask must come in time."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(self.timeout_keep_alive, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has left; what they handed in is kept all the same."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and end what would never end."""
        began_before = self._sending
        super().data_received(data)
        if self._sending and began_before:
            self._sent += len(data)
            if self._sent > (LARGEST_HEAD if self._in_head else MOST_SENT):
                self._refuse(HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins. What an ASGI request needs is made only when it is one."""
        self.url, self.headers = b"", []
        self._in_head = self._sending = True
        self._sent, self._since = 0, self.loop.time()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the head; what follows a body is not one."""
        if self._in_head:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is whole: a webhook, or a request for the pages."""
        self._in_head = False
        path, _, query = self.url.partition(b"?")
        hook = self._hooks.get(path.decode("latin-1"))
        if hook is None or self.parser.get_method() != b"POST" or self.parser.should_upgrade():
            self._ask_the_pages()
            return
        lasting = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        call = HookCall(self, hook, path, query, keep_alive=lasting)
        call.heard(self.headers)
        before, self.cycle = self.cycle, call
        if before is None or before.response_complete:
            self._start_asgi_task(call, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((call, self.app))

    def _ask_the_pages(self) -> None:
        """Hand the request to uvicorn's way, as if it had gone there from its beginning."""
        self._sending = False
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body of the request that came last."""
        call = self.cycle
        if type(call) is HookCall:
            call.more(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request that came last is whole."""
        self._sending = False
        call = self.cycle
        if type(call) is not HookCall:
            super().on_message_complete()
            return
        call.whole = True
        if call.begun and not call.response_complete:
            call.go()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Begin the request whose turn it is."""
        self._front = cycle
        if type(cycle) is not HookCall:
            super()._start_asgi_task(cycle, app)
            return
        cycle.begun = True
        if cycle.whole or cycle.verdict is not None:
            cycle.go()
        elif cycle.expects:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def tell(self, call: HookCall, answer: Answer) -> None:
        """Send the answer of the call whose turn it is."""
        if self.transport.is_closing():
            return
        spelled = self.spelling.of(
            answer, self.server_state.default_headers, keep_alive=call.keep_alive
        )
        self.transport.write(spelled)
        if not call.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """An answer was given: go on with what was asked meanwhile."""
        self.server_state.total_requests += 1
        self._since = self.loop.time()
        if not self._starting:
            self._go_on()

    def _go_on(self) -> None:
        """Begin what waits, one after the other, as long as the caller takes the answers."""
        if self.transport.is_closing() or self.flow.write_paused:
            return
        self._starting = True
        while self.pipeline and self._front.response_complete:
            self._start_asgi_task(*self.pipeline.pop())
        self._starting = False
        if not self.pipeline:
            self.flow.resume_reading()

    def pause_writing(self) -> None:
        """The caller does not take the answers: nothing more is read until they do."""
        super().pause_writing()
        self.flow.pause_reading()

    def resume_writing(self) -> None:
        """The caller takes them again."""
        super().resume_writing()
        self._go_on()

    def send_400_response(self, msg: str) -> None:
        """What came is not HTTP. A call before it that waits for its commit is answered first."""
        front = self._front
        if type(front) is HookCall and front.whole and not front.response_complete:
            front.keep_alive = False
            self.pipeline.clear()
            self.flow.pause_reading()
        else:
            super().send_400_response(msg)

    def _look(self) -> None:
        """End the connection if what it waits for did not come in time, else look again later."""
        allowed = self._allowed()
        left = allowed - (self.loop.time() - self._since)
        if left > 0:
            self._watch = self.loop.call_later(left, self._look)
        elif self._sending:
            self._refuse(TOO_SLOW)
        else:
            self._end()

    def _allowed(self) -> float:
        """Seconds that the connection may stay as it is."""
        if self._sending:
            return SECONDS_TO_SEND
        if self.cycle is None:
            return SECONDS_UNTIL_FIRST
        if not self.cycle.response_complete:
            self._since = self.loop.time()  # it waits for us
        return float(self.timeout_keep_alive)

    def _refuse(self, answer: Answer) -> None:
        """Say why, if it is this request's turn, and end the connection."""
        call = self.cycle
        if not self._in_head and type(call) is HookCall and not call.response_complete:
            call.keep_alive = False
            call.refuse(answer)
        elif self._in_head and (call is None or call.response_complete):
            headers = self.server_state.default_headers
            self.transport.write(self.spelling.of(answer, headers, keep_alive=False))
        self._end()

    def _end(self) -> None:
        """Close; what the caller does not take is not kept for them."""
        if self.flow.write_paused:
            self.transport.abort()
        else:
            self.transport.close()
