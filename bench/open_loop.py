"""Our own generator: keep-alive connections on raw sockets, closed or open loop.

Open loop: calls leave at a fixed rate whether or not earlier ones were answered, and latency counts
from the intended moment, so a stall of the server is not hidden by a polite client.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.messages import PATH

HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "X-Twilio-Signature: {signature}\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(frozen=True)
class Sample:
    """What one load run saw: requests per second, latencies in ms, faults (not 200, or broken)."""

    done: int
    seconds: float
    p50_ms: float
    p99_ms: float
    faults: int

    @property
    def per_second(self) -> float:
        """Completed requests a second."""
        return self.done / self.seconds


def read_calls(path: Path) -> list[bytes]:
    """Whole requests from a file of calls."""
    return [
        request_of(*line.rstrip("\n").split("\t", 1))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def request_of(signature: str, body: str) -> bytes:
    """One call as bytes on the wire."""
    raw = body.encode()
    return HEAD.format(path=PATH, signature=signature, length=len(raw)).encode() + raw


class Line:
    """One keep-alive connection; one call at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> Line:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def call(self, request: bytes) -> int:
        """Send, read the whole answer, give its status."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await self._reader.readexactly(int(length or 0))
        return int(head[9:12])

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def looped(port: int, calls: Sequence[bytes], connections: int, seconds: float) -> Sample:
    """A closed loop of *connections* for *seconds*."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    took: list[float] = []
    words: Counter[int] = Counter()
    turn = iter(calls)

    async def work() -> None:
        line = await Line.to(port)
        while loop.time() - began < seconds and (request := next(turn, None)):
            left = loop.time()
            words[await line.call(request)] += 1
            took.append(loop.time() - left)
        line.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return sample(took, words, loop.time() - began)


async def open_loop(port: int, calls: Sequence[bytes], rate: float, lines: int) -> Sample:
    """Every call at its own moment, *rate* a second, over at most *lines* connections."""
    loop = asyncio.get_running_loop()
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(lines):
        free.put_nowait(await Line.to(port))
    took: list[float] = []
    words: Counter[int] = Counter()
    began = loop.time()

    async def one(request: bytes, intended: float) -> None:
        line = await free.get()
        words[await line.call(request)] += 1
        free.put_nowait(line)
        took.append(loop.time() - intended)

    async with asyncio.TaskGroup() as group:
        for intended, request in moments(calls, began, rate):
            if (early := intended - loop.time()) > 0.0005:
                await asyncio.sleep(early)
            group.create_task(one(request, intended))
    seconds = loop.time() - began
    while not free.empty():
        free.get_nowait().close()
    return sample(took, words, seconds)


def moments(calls: Sequence[bytes], began: float, rate: float) -> Iterator[tuple[float, bytes]]:
    """When each call is meant to leave."""
    return ((began + number / rate, request) for number, request in enumerate(calls))


def sample(took: list[float], words: Counter[int], seconds: float) -> Sample:
    """Latencies and statuses as a Sample."""
    took.sort()
    faults = sum(count for status, count in words.items() if status != 200)
    at = [took[min(len(took) - 1, int(len(took) * share))] * 1000 for share in (0.5, 0.99)]
    return Sample(len(took), seconds, at[0], at[1], faults)
