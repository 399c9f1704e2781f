"""Twilio's pages: newest first, filters, and tokens that stay right while messages come and go."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from janji.twins.twilio.shapes import Answer, error, file_shape, json_answer, message_shape
from janji.twins.twilio.state import File, Message, State

Pairs = Sequence[tuple[str, str]]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST, USUAL = 1000, 50


def message_page(state: State, query: Pairs, path: str) -> Answer:
    """One page of the account's messages, filtered by To, From and DateSent."""
    try:
        wanted = filters(dict(query))
        size, page, before = paging(dict(query), state.places + 1)
    except (ValueError, OverflowError):
        return error(20001)
    rows: list[Message] = []
    for message in reversed(state.provider.messages.values()):
        if message.place < before and all(fits(message) for fits in wanted):
            rows.append(message)
            if len(rows) > size:
                break
    following = f"PA{rows[size - 1].place:032x}" if len(rows) > size else ""
    shapes = [message_shape(state.account, row) for row in rows[:size]]
    return page_shape("messages", shapes, query, path, (size, page, following))


def file_page(account: str, files: Sequence[File], query: Pairs, path: str) -> Answer:
    """The files of one message, always one page: a message holds ten at most."""
    try:
        size, page, _ = paging(dict(query), 0)
    except ValueError:
        return error(20001)
    shapes = [file_shape(account, file) for file in files[:size]]
    return page_shape("media_list", shapes, query, path, (size, page, ""))


def paging(query: dict[str, str], newest: int) -> tuple[int, int, int]:
    """(page size, page number, only places before this). Raises: ValueError."""
    size, page = int(query.get("PageSize", USUAL)), int(query.get("Page", 0))
    if not 1 <= size <= MOST or page < 0:
        raise ValueError("page")
    token = query.get("PageToken", "")
    return size, page, int(token.removeprefix("PA"), 16) if token else newest


def page_shape(
    name: str, rows: list[dict[str, Any]], query: Pairs, path: str, turn: tuple[int, int, str]
) -> Answer:
    """A page as Twilio shows it: the rows under *name* and where the next page is."""
    size, page, following = turn
    kept = [pair for pair in query if pair[0] not in ("Page", "PageToken", "PageSize")]
    kept.append(("PageSize", str(size)))

    def uri(number: int, token: str = "") -> str:
        tail = [("Page", str(number)), *([("PageToken", token)] if token else [])]
        return f"{path}?{urlencode([*kept, *tail])}"

    facts = {
        "start": page * size,
        "end": page * size + max(len(rows) - 1, 0),
        "page": page,
        "page_size": size,
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "next_page_uri": uri(page + 1, following) if following else None,
        "uri": uri(page),
        name: rows,
    }
    return json_answer(200, facts)


def filters(query: dict[str, str]) -> list[Callable[[Message], bool]]:
    """The conditions of a listing. Raises: ValueError for a date that is none."""
    found: list[Callable[[Message], bool]] = []
    if to := query.get("To"):
        found.append(lambda message: message.to == to)
    if sender := query.get("From"):
        found.append(lambda message: message.sender == sender)
    for name in ("DateSent", "DateSent<", "DateSent>"):
        if value := query.get(name):
            found.append(sent(name, *span(value)))
    return found


def sent(name: str, start: datetime, end: datetime) -> Callable[[Message], bool]:
    """The condition on the time of sending: on, until or since a day or a moment."""
    if name == "DateSent<":
        return lambda message: message.sent is not None and message.sent < end
    if name == "DateSent>":
        return lambda message: message.sent is not None and message.sent >= start
    return lambda message: message.sent is not None and start <= message.sent < end


def span(value: str) -> tuple[datetime, datetime]:
    """The day, or the one moment, that *value* names. Raises: ValueError."""
    if DAY.fullmatch(value):
        day = date.fromisoformat(value)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return start, start + timedelta(days=1)
    moment = iso_or_mail(value)
    start = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return start, start + timedelta(microseconds=1)


def iso_or_mail(value: str) -> datetime:
    """A moment written by ISO 8601 or RFC 2822. Raises: ValueError."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)
