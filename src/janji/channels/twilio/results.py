"""What a call to Twilio can come to. Every answer is one of these; none of them is raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from janji.channels.twilio.errors import reaction


@dataclass(frozen=True, slots=True)
class Accepted:
    """Twilio took the message. status is the first of the lattice, usually "queued"."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Twilio refused or did not answer.

    code: Twilio's, None when it said none. reaction: a word of errors.toml, or "unsure" when the
    message may have been sent all the same: look for it before sending again. words: key of the
    sentence for people. retry_after: seconds Twilio asked for, None when it did not.
    """

    code: int | None
    reaction: str
    words: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """Twilio said the record is deleted (204). Only is_gone proves it."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Twilio has not finished with the record (20009): minutes, in rare cases 14 days."""

    code: int = 20009


@dataclass(frozen=True, slots=True)
class Gone:
    """Twilio has no such record (404)."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message as Twilio keeps it. direction: "inbound" or "outbound-…"; times are UTC."""

    sid: str
    direction: str
    status: str
    sender: str
    to: str
    body: str
    error: int | None
    media: int
    created_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that Twilio keeps beside a message."""

    sid: str
    content_type: str


def unanswered(fault: httpx.HTTPError, *, sending: bool) -> Failed:
    """The failure of a call that got no answer; unsure when the message may have left."""
    never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    if sending and not isinstance(fault, never_left):
        return Failed(None, "unsure", "channels.twilio_error.unsure")
    return Failed(None, "retry", "channels.twilio_error.provider_down")


def refused(answer: httpx.Response, *, sending: bool = False) -> Failed:
    """The failure in *answer*. A server fault without a code leaves a sent message unsure."""
    code = number(facts(answer).get("code"))
    if sending and code is None and (answer.status_code >= 500 or answer.is_success):
        return Failed(None, "unsure", "channels.twilio_error.unsure")
    found = reaction(code, answer.status_code)
    return Failed(code, found.act, found.words, seconds(answer.headers.get("retry-after", "")))


def is_missing(answer: httpx.Response) -> bool:
    """True when Twilio itself says there is no such record, not merely some proxy's 404."""
    return answer.status_code == 404 and number(facts(answer).get("code")) == 20404


def facts(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object in *answer*, {} when it holds none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def record(row: dict[str, Any]) -> Record:
    """Twilio's JSON of a message as a Record; what is missing or odd becomes empty."""
    return Record(
        sid=text(row.get("sid")),
        direction=text(row.get("direction")),
        status=text(row.get("status")),
        sender=text(row.get("from")),
        to=text(row.get("to")),
        body=text(row.get("body")),
        error=number(row.get("error_code")),
        media=number(row.get("num_media")) or 0,
        created_at=moment(row.get("date_created")),
        sent_at=moment(row.get("date_sent")),
    )


def text(value: Any) -> str:
    """*value* when it is a string, else ""."""
    return value if isinstance(value, str) else ""


def number(value: Any) -> int | None:
    """*value* as a whole number when it is one or spells one, else None."""
    try:
        return None if isinstance(value, (bool, float)) else int(value)
    except (TypeError, ValueError):
        return None


def seconds(value: str) -> float | None:
    """A Retry-After header in seconds; dates and nonsense are None."""
    return float(value) if value.isascii() and value.isdigit() and len(value) < 7 else None


def moment(value: Any) -> datetime | None:
    """An RFC 2822 date in UTC, None when it is not one."""
    try:
        return parsedate_to_datetime(text(value)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
