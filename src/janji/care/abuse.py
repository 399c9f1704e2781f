"""Limits against abuse without knowing who it is: no address, no device, only an opaque key.

Pure functions from state to state; whoever keeps the state keeps it under a key of the day.
A message beyond a limit is still stored and seen by staff: the assistant stays silent, that is
all. Commands and messages about rights never come here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from janji.care.slang import normalise

TABLE = Path(__file__).with_name("abuse.toml")
LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|id|ly|me|link|xyz|info|top)\b", re.I)


@dataclass(frozen=True)
class Limit:
    """At most *count* in *seconds*, evenly, with *burst* of them at once."""

    count: int
    seconds: float
    burst: int


@dataclass(frozen=True)
class Limits:
    """Every limit of abuse.toml."""

    replies_per_minute: Limit
    replies_per_day: Limit
    media_per_day: Limit
    same_times: int
    same_seconds: float
    first_links: int
    mute_hours: tuple[int, ...]


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


@dataclass(frozen=True)
class Repeats:
    """How often one text came lately: a digest of it, never the text, and when."""

    digest: bytes = b""
    times: tuple[datetime, ...] = ()


def repeated(
    state: Repeats, text: str, now: datetime, key: bytes, limits: Limits
) -> tuple[bool, Repeats]:
    """Whether *text* came too often in a row within the limit's time, and the state to keep."""
    digest = opaque(normalise(text), key)
    since = now - timedelta(seconds=limits.same_seconds)
    lately = tuple(at for at in state.times if at > since) if digest == state.digest else ()
    times = (*lately, now)[-limits.same_times :]
    return len(times) >= limits.same_times, Repeats(digest, times)


def links(text: str) -> int:
    """How many links *text* holds."""
    return len(LINK.findall(text))


def too_many_links(text: str, limits: Limits, *, first_message: bool) -> bool:
    """Whether a first message holds more links than a customer would send."""
    return first_message and links(text) > limits.first_links


def mute_until(now: datetime, earlier: int, limits: Limits) -> datetime:
    """Until when the assistant is silent after abuse number *earlier* + 1; longer each time."""
    step = min(earlier, len(limits.mute_hours) - 1)
    return now + timedelta(hours=limits.mute_hours[step])


def opaque(identifier: str, key: bytes) -> bytes:
    """A digest of *identifier* that says nothing to anyone without *key*.

    HMAC-SHA-256, the first 16 bytes.
    """
    return hmac.new(key, identifier.encode(), hashlib.sha256).digest()[:16]


@cache
def limits() -> Limits:
    """The limits in abuse.toml."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Limits(
        replies_per_minute=Limit(**table["replies_per_minute"]),
        replies_per_day=Limit(**table["replies_per_day"]),
        media_per_day=Limit(**table["media_per_day"]),
        same_times=table["same_text"]["times"],
        same_seconds=table["same_text"]["seconds"],
        first_links=table["links"]["in_first_message"],
        mute_hours=tuple(table["mute"]["hours"]),
    )
