"""Limits against abuse without knowing who it is: no address, no device, only an opaque key.

Pure functions; the numbers stand in the policy, the state is kept elsewhere under a key of the
day. A message beyond a limit is still stored and seen by staff: the assistant stays silent, that
is all. Commands and messages about rights never come here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DOMAIN = (
    r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|net|org|id|ly|me|link|xyz|info|top)\b"
)
LINK = re.compile(rf"https?://\S+|\bwww\.\S+|{DOMAIN}", re.IGNORECASE)


@dataclass(frozen=True)
class Limit:
    """At most *count* in *seconds*, evenly, with *burst* of them at once."""

    count: int
    seconds: float
    burst: int


def allow(state: datetime | None, now: datetime, limit: Limit) -> tuple[bool, datetime]:
    """Whether one more is allowed at *now*, and the state to keep (GCRA).

    state: the moment at which the bucket will be empty again; None for a key not seen before.
    A refused one changes nothing, so that trying again does not prolong the wait.
    """
    each = timedelta(seconds=limit.seconds / limit.count)
    empty_at = max(state or now, now)
    if empty_at - now > each * (limit.burst - 1):
        return False, empty_at
    return True, empty_at + each


def links(text: str) -> int:
    """How many links *text* holds."""
    return len(LINK.findall(text))


def opaque(identifier: str, key: bytes) -> bytes:
    """A digest of *identifier* that says nothing to anyone without *key*.

    HMAC-SHA-256, the first 16 bytes.
    """
    return hmac.new(key, identifier.encode(), hashlib.sha256).digest()[:16]
