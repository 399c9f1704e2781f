"""The webhook of Twilio: verified on raw bytes, reduced to the policy's fields, durable.

POST /hook/<slug>/twilio/in            a customer's message
POST /hook/<slug>/twilio/status?m=ID   what became of a message of ours
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from janji.channels.twilio import fields, signature
from janji.channels.twilio.sealed import content
from janji.door.arrivals import Arrival, Item, Outcome, Status, Suspect
from janji.door.writer import Writer
from janji.kit.errors import JanjiError, Refused
from janji.policy.business import Business
from janji.vault.house import House
from janji.vault.people import Identifier

EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
LARGEST_BODY = 262_144  # a webhook of ten media and the longest text is well below


@dataclass(frozen=True)
class Answer:
    """What goes back: status, body, content type."""

    status: int
    body: bytes = b""
    content_type: bytes = b"text/plain; charset=utf-8"

    @cached_property
    def start(self) -> dict[str, Any]:
        """The first ASGI message of it."""
        headers = [
            (b"content-type", self.content_type),
            (b"content-length", str(len(self.body)).encode()),
        ]
        return {"type": "http.response.start", "status": self.status, "headers": headers}

    @cached_property
    def rest(self) -> dict[str, Any]:
        """The second."""
        return {"type": "http.response.body", "body": self.body}


TAKEN = Answer(200, EMPTY, b"text/xml")


class Call(NamedTuple):
    """One webhook call as it came: raw path and query are part of what is signed."""

    path: str
    query: str
    body: bytes
    signature: str | None


class TwilioHook:
    """The hook of one business."""

    def __init__(self, house: House, business: Business, writer: Writer) -> None:
        self._house, self._business, self._writer = house, business, writer
        self._tokens = tokens(house, business)
        self._public = house.settings.public_url.rstrip("/")
        self._account = house.settings.secret(business.channel.account_env)

    async def take(self, call: Call) -> Answer:
        """Answer one webhook: 200 only when it is durable; a doubtful one is quarantined."""
        url = f"{self._public}{call.path}" + (f"?{call.query}" if call.query else "")
        params = signature.parse_form(call.body)
        if not signature.valid(self._tokens, url, params, call.signature):
            reason = "forged" if call.signature else "unsigned"
            return await self._suspect(call, params, reason, 403)
        read = fields.read(params, self._business.policy.collects)
        if isinstance(read, Refused):
            return await self._suspect(call, params, read.code.rpartition(".")[2], 200)
        if self._account and read.account != self._account:
            return await self._suspect(call, params, "other_account", 403)
        if isinstance(read, fields.Inbound) and not self._is_ours(read.to):
            return await self._suspect(call, params, "other_channel", 200)
        await self._writer.keep(self._item(read, call.query))
        return TAKEN

    def _is_ours(self, address: str) -> bool:
        """Whether *address* is of the promised channel ("whatsapp:+62…"): an SMS is not."""
        return address.lower().startswith(f"{self._business.channel.kind}:")

    def _item(self, read: fields.Inbound | fields.StatusUpdate, query: str) -> Item:
        now = self._house.clock.now()
        if isinstance(read, fields.StatusUpdate):
            return Status(
                self._business,
                message_id(query),
                read.sid,
                read.status,
                read.error,
                now,
                read.dropped,
            )
        identifiers = tuple(sorted([Identifier(kind, value) for kind, value in read.identifiers]))
        return Arrival(
            self._business,
            identifiers,
            read.sid,
            content(read),
            len(read.content.media),
            now,
            read.dropped,
        )

    async def _suspect(
        self, call: Call, params: list[tuple[str, str]], reason: str, status: int
    ) -> Answer:
        """Keep what the policy lists of a doubtful call, sealed; say no where it must be no."""
        listed, dropped = fields.sorted_out(params, self._business.policy.collects, None)
        body = repr(listed).encode()[:LARGEST_BODY] if params else b""
        await self._writer.keep(
            Suspect(self._business, "twilio", reason, body, self._house.clock.now(), dropped)
        )
        if status == 200:
            return TAKEN
        return Answer(status, b"tanda tangan tidak cocok / signature does not match\n")


def message_id(query: str) -> UUID | None:
    """Our own id in the callback's query: a status before the send's answer finds it."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name == "m":
            try:
                return UUID(value)
            except ValueError:
                return None
    return None


def tokens(house: House, business: Business) -> list[str]:
    """The auth token, and the next one while a rotation lasts.

    Raises: JanjiError door.no_token when none is set: an unsigned door is never opened.
    """
    name = business.channel.token_env
    found = [t for t in (house.settings.secret(name), house.settings.secret(f"{name}_next")) if t]
    if not found:
        raise JanjiError("door.no_token", business=business.slug, secret=name)
    return found


__all__ = ["Answer", "Call", "Outcome", "TwilioHook"]
