"""Does Twilio know us, and can it reach us? Live looks that end soon and change nothing."""

from __future__ import annotations

import secrets
from typing import Literal
from urllib.parse import urlencode

import httpx

from janji.channels.twilio import signature
from janji.channels.twilio.client import Twilio, UnlistedError
from janji.channels.twilio.results import Failed
from janji.kit import http
from janji.kit.settings import Settings
from janji.policy.business import Business

WAIT = 6.0  # seconds that the outside gets to answer
REFUSED = (20003, 20008, 20404)  # wrong token, test credentials, no such account
Known = Literal["works", "refused", "silent"]
Reached = Literal["works", "signature", "elsewhere", "silent"]


def known(settings: Settings, business: Business, account: str, token: str) -> tuple[Known, int]:
    """Whether Twilio takes these credentials, with its code; asks for one message of its list.

    refused: it answered no. silent: it gave no answer that settles it.
    """
    base = settings.provider_base(business.channel.api_base)
    with http.client(WAIT, loopback=settings.twin_url or "") as web:
        client = Twilio(base, account, token, web)
        try:
            next(iter(client.list_messages(to=business.channel.sender, page_size=1)), None)
        except UnlistedError as broken:
            return why(broken)
    return "works", 0


def why(broken: UnlistedError) -> tuple[Literal["refused", "silent"], int]:
    """What a list that could not be had says about who asked: refused or silent, and the code."""
    code = broken.why.code if isinstance(broken.why, Failed) else 20404
    return ("refused" if code in REFUSED else "silent"), code or 0


def hook_of(settings: Settings, business: Business) -> str:
    """The address Twilio calls for every message."""
    return f"{settings.public_url}/hook/{business.slug}/twilio/in"


def reached(settings: Settings, business: Business, account: str, token: str) -> Reached:
    """Whether a call signed as Twilio signs, to our public address, reaches our own door.

    It is a delivery report of a message that never was, so nothing changes. signature: our door
    answered and did not believe it. elsewhere: something else answered.
    """
    url = hook_of(settings, business).removesuffix("in") + "status"
    params = [
        ("AccountSid", account), ("MessageSid", f"SM{secrets.token_hex(16)}"),
        ("MessageStatus", "sent"),
    ]  # fmt: skip
    headers = {
        "x-twilio-signature": signature.sign(token, url, params),
        "content-type": "application/x-www-form-urlencoded",
    }
    own = settings.public_url if settings.simulator else ""
    try:
        with http.client(WAIT, loopback=own) as web:
            answer = web.post(url, content=urlencode(params), headers=headers)
    except httpx.HTTPError:
        return "silent"
    if answer.status_code == 200 and b"<Response/>" in answer.content:
        return "works"
    return "signature" if answer.status_code == 403 else "elsewhere"
