"""The webhook of Twilio: verified on raw bytes, reduced to the policy's fields, durable.

POST /hook/<slug>/twilio/in            a customer's message
POST /hook/<slug>/twilio/status?m=ID   what became of a message of ours
"""

from __future__ import annotations

from uuid import UUID

from janji.channels.twilio import fields, signature
from janji.channels.twilio.sealed import content
from janji.door.answers import FORGED, LARGEST_BODY, TAKEN, Answer, Call, Caller
from janji.door.arrivals import Arrival, Item, Status, Suspect
from janji.door.writer import Writer
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.vault.house import House
from janji.vault.people import Identifier


class TwilioHook:
    """The hook of one business."""

    def __init__(self, house: House, business: Business, writer: Writer) -> None:
        self._house, self._business, self._writer = house, business, writer
        self._tokens = tokens(house, business)
        self._public = house.settings.public_url.rstrip("/")
        self._ours = f"{business.channel.kind}:"
        self._account = house.settings.secret(business.channel.account_env)

    def take(self, call: Call, caller: Caller) -> None:
        """Judge one webhook; *caller* hears 200 only when it is durable, a doubtful one is sealed.

        Raises: JanjiError door.busy (503) when too much waits; nothing of the call is kept then.
        """
        url = f"{self._public}{call.path}" + (f"?{call.query}" if call.query else "")
        params = signature.parse_form(call.body)
        if not self._signed(url, params, call.signature):
            reason = "forged" if call.signature else "unsigned"
            return self._suspect(params, reason, caller, FORGED)
        read = fields.read(params, self._business.policy.collects)
        if isinstance(read, Refused):
            return self._suspect(params, read.code.rpartition(".")[2], caller)
        if self._account and read.account != self._account:
            return self._suspect(params, "other_account", caller, FORGED)
        if isinstance(read, fields.Inbound) and not self._is_ours(read.to):
            return self._suspect(params, "other_channel", caller)
        self._writer.keep(self._item(read, call.query), caller, TAKEN)
        return None

    def _signed(self, url: str, params: list[tuple[str, str]], given: str | None) -> bool:
        """Whether a token of ours signed this; one set or changed a moment ago counts too."""
        if signature.valid(self._tokens, url, params, given):
            return True
        fresh = tokens(self._house, self._business)
        if not given or fresh == self._tokens:
            return False
        self._tokens = fresh
        self._account = self._house.settings.secret(self._business.channel.account_env)
        return signature.valid(fresh, url, params, given)

    def _is_ours(self, address: str) -> bool:
        """Whether *address* is of the promised channel ("whatsapp:+62…"): an SMS is not."""
        return address.lower().startswith(self._ours)

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

    def _suspect(
        self,
        params: list[tuple[str, str]],
        reason: str,
        caller: Caller,
        kept: Answer = TAKEN,
    ) -> None:
        """Keep what the policy lists of a doubtful call, sealed; say no where it must be no."""
        listed, dropped = fields.sorted_out(params, self._business.policy.collects, None)
        body = repr(listed).encode()[:LARGEST_BODY] if params else b""
        now = self._house.clock.now()
        suspect = Suspect(self._business, "twilio", reason, body, now, dropped)
        self._writer.keep(suspect, caller, kept)


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

    None before somebody connects Twilio: then no signature is valid, and the door stays shut.
    """
    name = business.channel.token_env
    return [t for t in (house.settings.secret(name), house.settings.secret(f"{name}_next")) if t]
