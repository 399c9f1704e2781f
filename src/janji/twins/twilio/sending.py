"""POST Messages.json: the checks Twilio makes, and the message on the customer's phone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from janji.twins.twilio.shapes import Answer, error, json_answer, message_shape
from janji.twins.twilio.state import File, Message, State, new_sid

ADDRESS = re.compile(r"(whatsapp:)?(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})", re.ASCII)
GAP = re.compile(r"\{\{(\w+)\}\}")
LONGEST = 1_600


def send(
    state: State, form: Sequence[tuple[str, str]], now: datetime
) -> tuple[Answer, Message | None]:
    """(Twilio's answer, the accepted message). Without an open window a free text fails."""
    fields = dict(form)
    files = [value for name, value in form if name == "MediaUrl"]
    code = wrong(fields, files)
    to = fields.get("To", "")
    ordered = None if code else state.fault("send", to)
    shut = not code and "ContentSid" not in fields and is_shut(state, fields, now)
    if ordered is not None and not ordered.later:
        code = ordered.code
    elif shut and state.settings.window_fails == "now":
        code = 63016
    elif not code and state.too_fast(fields.get("From") or fields["MessagingServiceSid"]):
        code = 63018
    if code:
        state.counts[f"refused_{code}"] += 1
        return error(code), None
    message = accepted(state, fields, files, now)
    message.error = ordered.code if ordered is not None else (63016 if shut else None)
    return said_of(state, message), message


def said_of(state: State, message: Message) -> Answer:
    """The answer to an accepted message; lost or false when that was ordered."""
    if state.fault("lost"):
        return Answer(502, b"Bad Gateway", {"content-type": "text/plain"})
    shape = message_shape(state.account, message)
    shape["error_code"] = shape["error_message"] = None
    if state.fault("lie"):
        shape["status"] = "teleported"
    return json_answer(201, shape)


def wrong(fields: dict[str, str], files: list[str]) -> int:
    """The code of the first thing wrong with a request to send, 0 when nothing is."""
    to, sender = fields.get("To", ""), fields.get("From", "")
    body = fields.get("Body", "")
    channels = {one.startswith("whatsapp:") for one in (to, sender) if one}
    checks = (
        (not to, 21604),
        (not sender and not fields.get("MessagingServiceSid"), 21603),
        (ADDRESS.fullmatch(to) is None, 21211),
        (len(channels) > 1, 21910),
        (not body and not files and not fields.get("ContentSid"), 21619),
        (len(body.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST, 21617),
    )
    return next((code for failed, code in checks if failed), 0)


def is_shut(state: State, fields: dict[str, str], now: datetime) -> bool:
    """True when a WhatsApp customer has not written to the sender within the window."""
    to = fields.get("To", "")
    ours = fields.get("From") or fields.get("MessagingServiceSid", "")
    return to.startswith("whatsapp:") and not state.network.open_window(to, ours, now)


def accepted(state: State, fields: dict[str, str], urls: list[str], now: datetime) -> Message:
    """The stored message, not yet on any phone."""
    sid = new_sid("MM" if urls else "SM")
    message = Message(
        sid=sid,
        place=state.next_place(),
        direction="outbound-api",
        sender=fields.get("From", ""),
        to=fields["To"],
        body=fields.get("Body") or rendered(state, fields),
        status="queued",
        created=now,
        updated=now,
        sent=now,
        service=fields.get("MessagingServiceSid"),
        callback=fields.get("StatusCallback", ""),
    )
    for url in urls:
        file = File(new_sid("ME"), sid, "image/jpeg", url.encode(), now)
        state.provider.files[file.sid] = file
        message.files.append(file.sid)
    return state.keep(message)


def rendered(state: State, fields: dict[str, str]) -> str:
    """A template with its variables filled in; unknown templates show their id and values."""
    try:
        given: Any = json.loads(fields.get("ContentVariables") or "{}")
    except ValueError:
        given = {}
    values = given if isinstance(given, dict) else {}
    sid = fields.get("ContentSid", "")
    if not sid:
        return ""
    words = state.templates.get(sid)
    if words is None:
        return " ".join([f"[{sid}]", *(str(value) for value in values.values())])
    return GAP.sub(lambda gap: str(values.get(gap[1], "")), words)
