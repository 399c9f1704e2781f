"""What the front door says: prebuilt answers, and a fault in words."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from janji.kit.errors import JanjiError
from janji.kit.text import say

EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
LARGEST_BODY = 262_144  # a webhook of ten media and the longest text is well below
LARGEST_UPLOAD = 4 << 20  # a form of a page; the largest file a page takes has half of it


class Answer:
    """What goes back: status, body, content type. Built once, sent many times.

    closes: nothing more of this caller is read (behind an ASGI server).
    """

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        content_type: bytes = b"text/plain; charset=utf-8",
        *,
        closes: bool = False,
    ) -> None:
        self.status, self.body, self.content_type, self.closes = status, body, content_type, closes

    @cached_property
    def start(self) -> dict[str, Any]:
        """The first ASGI message of it."""
        headers = [
            (b"content-type", self.content_type),
            (b"content-length", str(len(self.body)).encode()),
            *([(b"connection", b"close")] if self.closes else []),
        ]
        return {"type": "http.response.start", "status": self.status, "headers": headers}

    @cached_property
    def rest(self) -> dict[str, Any]:
        """The second."""
        return {"type": "http.response.body", "body": self.body}

    @cached_property
    def head(self) -> bytes:
        """Status line and headers as HTTP/1.1 spells them, up to where others may follow."""
        phrase = HTTPStatus(self.status).phrase
        line = f"HTTP/1.1 {self.status} {phrase}\r\ncontent-length: {len(self.body)}\r\n"
        return line.encode() + b"content-type: " + self.content_type + b"\r\n"


class Caller(Protocol):
    """Somebody who waits for an answer."""

    def answer(self, answer: Answer) -> None:
        """Send *answer* back. Called once; it must not fail when the caller has left."""


class Call(NamedTuple):
    """One webhook call as it came: raw path and query are part of what is signed."""

    path: str
    query: str
    body: bytes
    signature: str | None


TAKEN = Answer(200, EMPTY, b"text/xml")
FORGED = Answer(403, b"tanda tangan tidak cocok / signature does not match\n")
TOO_LARGE = Answer(413, b"terlalu besar / too large\n")
UPLOAD_TOO_LARGE = Answer(413, TOO_LARGE.body, closes=True)
TOO_SLOW = Answer(408, b"terlalu lambat / too slow\n")
HEAD_TOO_LARGE = Answer(431, b"kepala terlalu besar / head too large\n")
NOT_FOUND = Answer(404, b"tidak ada / not found\n")
POST_ONLY = Answer(405, b"hanya POST / POST only\n")
HEALTHY = Answer(200, b"ok\n")


def fault_answer(fault: JanjiError) -> Answer:
    """A fault in both languages."""
    words = [say(fault.code, language, **fault.values) for language in ("id", "en")]
    return Answer(fault.status, f"{words[0]} / {words[1]}\n".encode())
