"""The abuse limits of the policy applied to one reply: numbers in, numbers and a verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from janji.care.abuse import LINK, Limit, allow, opaque
from janji.care.slang import normalise
from janji.policy.model_bot import AbuseLimits

MINUTE, DAY = 60.0, 86_400.0


def judged(
    before: Mapping[str, Any],
    text: str,
    first: bool,
    now: datetime,
    key: bytes,
    limits: AbuseLimits,
) -> tuple[dict[str, Any], bool]:
    """The state after one more reply, and whether the bot should fall silent now.

    before, after: plain numbers to be kept under a key of the day. The text itself is never kept,
    only a digest under that key.
    """
    by_minute = Limit(limits.replies.per_minute, MINUTE, limits.replies.burst)
    by_day = Limit(limits.replies.per_day, DAY, limits.replies.per_day)
    ok_minute, minute = allow(moment(before.get("minute")), now, by_minute)
    ok_day, day = allow(moment(before.get("day")), now, by_day)
    digest = opaque(normalise(text), key).hex()
    since = now - timedelta(seconds=limits.same_text_within.seconds)
    times = (
        [t for t in before.get("times", []) if t > since.timestamp()]
        if before.get("same") == digest
        else []
    )
    times = [*times, now.timestamp()][-limits.same_text :]
    too_many_links = first and len(LINK.findall(text)) > limits.links_in_first
    abusive = not ok_minute or not ok_day or len(times) >= limits.same_text or too_many_links
    after = {
        "minute": minute.timestamp(), "day": day.timestamp(), "same": digest, "times": times,
        "mutes": int(before.get("mutes", 0)) + abusive,
    }  # fmt: skip
    return after, abusive


def mute_until(now: datetime, before: Mapping[str, Any], limits: AbuseLimits) -> datetime:
    """Until when the bot stays silent: longer each time."""
    step = min(int(before.get("mutes", 0)), len(limits.mute) - 1)
    return now + timedelta(seconds=limits.mute[step].seconds)


def moment(kept: float | None) -> datetime | None:
    """A kept number as a moment."""
    return None if kept is None else datetime.fromtimestamp(kept, UTC)
