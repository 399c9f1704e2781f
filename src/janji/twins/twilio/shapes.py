"""Twilio's JSON: message, file, page and error, as its OpenAPI of version 2010-04-01 asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from janji.twins.twilio.state import File, Message

VERSION = "2010-04-01"
# Code → (HTTP status, message). Source: Twilio, "Error and warning dictionary".
ERRORS = {
    20001: (400, "A parameter is not valid"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Unable to delete record: delivery has not been completed"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too many requests"),
    21211: (400, "Invalid 'To' phone number"),
    21603: (400, "A 'From' number or a messaging service is required"),
    21604: (400, "A 'To' phone number is required"),
    21610: (400, "Attempt to send to an unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21619: (400, "A text message body or media urls must be specified"),
    21910: (400, "'From' and 'To' must be of the same channel"),
    63016: (400, "Failed to send freeform message because you are outside the allowed window"),
    63018: (429, "Rate limit exceeded for the sender"),
}


@dataclass
class Answer:
    """An HTTP answer of the twin."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(status: int, facts: Any, **headers: str) -> Answer:
    """*facts* as JSON."""
    body = json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
    return Answer(status, body, {"content-type": "application/json; charset=utf-8", **headers})


def error(code: int) -> Answer:
    """Twilio's error object for *code*."""
    status, message = ERRORS.get(code, (400, "The request was refused"))
    facts = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    extra = {"www-authenticate": 'Basic realm="Twilio API"'} if status == 401 else {}
    if status == 429:
        extra["retry-after"] = "1"
    return json_answer(status, facts, **extra)


def message_shape(account: str, message: Message) -> dict[str, Any]:
    """One message as Twilio shows it."""
    uri = f"/{VERSION}/Accounts/{account}/Messages/{message.sid}"
    return {
        "account_sid": account,
        "api_version": VERSION,
        "body": message.body,
        "date_created": dated(message.created),
        "date_sent": dated(message.sent),
        "date_updated": dated(message.updated),
        "direction": message.direction,
        "error_code": message.error,
        "error_message": None if message.error is None else said(message.error),
        "from": message.sender,
        "messaging_service_sid": message.service,
        "num_media": str(len(message.files)),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def file_shape(account: str, file: File) -> dict[str, Any]:
    """One file as Twilio shows it."""
    return {
        "account_sid": account,
        "content_type": file.content_type,
        "date_created": dated(file.created),
        "date_updated": dated(file.created),
        "parent_sid": file.parent,
        "sid": file.sid,
        "uri": f"/{VERSION}/Accounts/{account}/Messages/{file.parent}/Media/{file.sid}.json",
    }


def said(code: int) -> str:
    """The words of an error *code*."""
    return ERRORS.get(code, (400, "The message could not be delivered"))[1]


def dated(moment: datetime | None) -> str | None:
    """*moment* as RFC 2822 in GMT."""
    return None if moment is None else format_datetime(moment)
