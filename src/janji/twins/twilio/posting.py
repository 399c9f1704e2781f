"""Twilio calling us: signed form posts with its retry rules.

One retry on a failed connection, then the fallback address, all within 15 seconds; "#rc=3" in the
address asks for more retries. Retries carry the same I-Twilio-Idempotency-Token.
Source: Twilio, "Webhooks (HTTP callbacks): connection overrides" and "Webhooks security".
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlencode

import httpx

from janji.twins.twilio.wire import Wire

BUDGET = 15.0
CONNECT = 5.0
USUAL_RETRIES, MOST_RETRIES = 1, 5
NO_ANSWER = (
    httpx.HTTPError,
    httpx.InvalidURL,
    asyncio.LimitOverrunError,
    OSError,
    EOFError,
    ValueError,
    IndexError,
)
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Posted:
    """How our webhook answered. status 0: it did not. tries: connections made."""

    status: int
    tries: int


def signature(token: str, url: str, params: Pairs) -> str:
    """X-Twilio-Signature, spelled out as Twilio's guide describes it."""
    text = url
    by_name: dict[str, set[str]] = {}
    for name, value in params:
        by_name.setdefault(name, set()).add(value)
    for name in sorted(by_name):
        for value in sorted(by_name[name]):
            text += name + value
    mac = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


class Poster:
    """One pool of connections to our webhooks."""

    def __init__(self) -> None:
        self._wire = Wire()
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(BUDGET, connect=CONNECT),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            trust_env=False,
        )

    async def post(self, urls: Sequence[str], params: Pairs, token: str | None) -> Posted:
        """Deliver *params* to the first of *urls* that answers, signed by *token* unless None."""
        tries = 0
        try:
            async with asyncio.timeout(BUDGET):
                key = str(uuid.uuid4())
                for url in urls:
                    bare, fragment = urldefrag(url)
                    for _ in range(1 + retries(fragment)):
                        tries += 1
                        status = await self._once(bare, params, token, key)
                        if status:
                            return Posted(status, tries)
        except TimeoutError:
            pass
        return Posted(0, tries)

    async def _once(self, url: str, params: Pairs, token: str | None, key: str) -> int:
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "user-agent": "TwilioProxy/1.1",
            "accept": "*/*",
            "i-twilio-idempotency-token": key,
        }
        if token is not None:
            headers["x-twilio-signature"] = signature(token, url, params)
        body = urlencode(params, errors="surrogatepass").encode("ascii")
        try:
            if url.startswith("http://"):
                return await self._wire.post(url, headers, body)
            return (await self._http.post(url, content=body, headers=headers)).status_code
        except NO_ANSWER:
            return 0

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()
        await self._wire.close()


def retries(fragment: str) -> int:
    """How often a failed connection is tried again, from "#rc=3"."""
    asked = dict(parse_qsl(fragment)).get("rc", "")
    return min(int(asked), MOST_RETRIES) if asked.isdigit() else USUAL_RETRIES
