"""The twin's REST API: /2010-04-01/Accounts/{AC}/Messages… and the links to files."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from janji.twins.twilio.listing import file_page, message_page
from janji.twins.twilio.sending import send
from janji.twins.twilio.shapes import (
    VERSION,
    Answer,
    error,
    file_shape,
    json_answer,
    message_shape,
)
from janji.twins.twilio.state import LINK_LIFE, UNFINISHED, File, Message, State

ROOT = f"/{VERSION}/Accounts/"


@dataclass
class Request:
    """One HTTP request, decoded."""

    method: str
    path: str
    query: list[tuple[str, str]]
    form: list[tuple[str, str]]
    authorization: str


def answer(state: State, request: Request, now: datetime) -> tuple[Answer, Message | None]:
    """(the API's answer, a message that was just accepted for sending)."""
    state.counts[f"api_{request.method.lower()}"] += 1
    if state.fault("down"):
        return Answer(503, b"Service Unavailable", {"content-type": "text/plain"}), None
    if not authorised(state, request.authorization):
        return error(20003), None
    account, _, rest = request.path.removeprefix(ROOT).partition("/")
    if account != state.account:
        return error(20404), None
    steps = rest.split("/")
    if steps == ["Messages.json"]:
        return all_messages(state, request, now)
    if steps[0] == "Messages" and len(steps) == 2:
        return one_message(state, request, steps[1], now), None
    if steps[0] == "Messages" and len(steps) >= 3 and steps[2].startswith("Media"):
        return media(state, request, steps[1], "/".join(steps[2:]), now), None
    return error(20404), None


def authorised(state: State, header: str) -> bool:
    """True for the right account and token in a Basic header."""
    right = base64.b64encode(f"{state.account}:{state.token}".encode())
    kind, _, given = header.partition(" ")
    return kind.lower() == "basic" and hmac.compare_digest(given.encode(), right)


def all_messages(state: State, request: Request, now: datetime) -> tuple[Answer, Message | None]:
    """POST Messages.json sends, GET lists."""
    if request.method == "POST":
        return send(state, request.form, now)
    if request.method == "GET":
        return message_page(state, request.query, request.path), None
    return error(20004), None


def one_message(state: State, request: Request, name: str, now: datetime) -> Answer:
    """GET shows, POST with an empty Body redacts, DELETE deletes."""
    message = state.provider.messages.get(name.removesuffix(".json"))
    if message is None or not name.endswith(".json"):
        return error(20404)
    if request.method == "GET":
        return json_answer(200, message_shape(state.account, message))
    if request.method == "POST":
        return redact(state, message, dict(request.form), now)
    if request.method != "DELETE":
        return error(20004)
    if message.status in UNFINISHED or state.fault("delete"):
        return error(20009)
    state.provider.remove(message)
    return Answer(204)


def redact(state: State, message: Message, form: dict[str, str], now: datetime) -> Answer:
    """Empty the body; any other change of a message is refused."""
    if form.get("Body") != "":
        return error(20001)
    message.body, message.updated = "", now
    return json_answer(200, message_shape(state.account, message))


def media(state: State, request: Request, parent: str, rest: str, now: datetime) -> Answer:
    """Media.json lists, Media/ME.json shows or deletes, Media/ME leads to the content."""
    message = state.provider.messages.get(parent)
    if message is None:
        return error(20404)
    if rest == "Media.json":
        kept = [state.provider.files[sid] for sid in message.files]
        return file_page(state.account, kept, request.query, request.path)
    name = rest.removeprefix("Media/")
    file = state.provider.files.get(name.removesuffix(".json"))
    if file is None or file.parent != parent:
        return error(20404)
    if not name.endswith(".json"):
        return redirect(state, file, now)
    if request.method == "DELETE":
        message.files.remove(file.sid)
        state.provider.remove_file(file.sid)
        return Answer(204)
    return json_answer(200, file_shape(state.account, file))


def redirect(state: State, file: File, now: datetime) -> Answer:
    """A link without credentials, good for four hours."""
    key = secrets.token_urlsafe(24)
    state.provider.links[key] = (file.sid, now + LINK_LIFE)
    return Answer(302, b"", {"location": f"{state.base}/links/{key}"})


def linked(state: State, path: str, now: datetime) -> Answer:
    """The bytes behind a link, 403 once it is too old, 404 when the file is gone."""
    sid, until = state.provider.links.get(path.removeprefix("/links/"), ("", now))
    file = state.provider.files.get(sid)
    if file is None:
        return Answer(404)
    if now >= until:
        return Answer(403)
    return Answer(200, file.content, {"content-type": file.content_type})
