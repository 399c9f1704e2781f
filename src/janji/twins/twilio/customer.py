"""A customer writes: the record at Twilio, the line on the phone, the webhook's parameters."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from janji.twins.twilio.shapes import VERSION
from janji.twins.twilio.state import File, Message, State, new_sid

Said = dict[str, Any]


def arrives(state: State, said: Said, now: datetime) -> Message:
    """The stored inbound message of *said*, and its line on the customer's phone."""
    sender, ours = sender_of(said), prefixed(str(said.get("to", "")))
    files = said.get("media") or []
    message = Message(
        sid=new_sid("MM" if files else "SM"),
        place=state.next_place(),
        direction="inbound",
        sender=sender,
        to=ours,
        body=words(said),
        status="received",
        created=now,
        updated=now,
        sent=now,
        service=said.get("service"),
    )
    for one in files:
        keep_file(state, message, one, now)
    if said.get("user_id") and said.get("from"):
        state.network.names[prefixed(str(said["user_id"]))] = prefixed(str(said["from"]))
    state.network.heard[state.network.customer(sender), ours] = now
    state.network.shows(sender).append(
        {
            "from": "customer",
            "sid": message.sid,
            "body": message.body,
            "files": len(files),
            "at": now.isoformat(),
        }
    )
    return state.keep(message)


def keep_file(state: State, message: Message, one: Said, now: datetime) -> None:
    """One file of a message: {"content_type", "base64" or "text"}."""
    try:
        content = base64.b64decode(str(one.get("base64", "")), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    content = content or str(one.get("text", "")).encode("utf-8", "replace")
    kind = str(one.get("content_type", "image/jpeg"))
    file = File(new_sid("ME"), message.sid, kind, content, now)
    state.provider.files[file.sid] = file
    message.files.append(file.sid)


def words(said: Said) -> str:
    """The body: what was typed, or the title of what was pressed."""
    pressed = said.get("button") or said.get("list") or {}
    return str(said.get("body") or pressed.get("text") or pressed.get("title") or "")


def sender_of(said: Said) -> str:
    """The customer's address: the number, or the user id when WhatsApp hides the number."""
    return prefixed(str(said.get("from") or said.get("user_id") or ""))


def prefixed(address: str) -> str:
    """*address* as Twilio writes it on WhatsApp."""
    return address if not address or address.startswith("whatsapp:") else f"whatsapp:{address}"


def webhook_params(state: State, said: Said, message: Message) -> list[tuple[str, str]]:
    """The form Twilio posts for *message*; "extra" replaces or adds parameters."""
    params = {
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageSid": message.sid,
        "AccountSid": state.account,
        "ApiVersion": VERSION,
        "SmsStatus": "received",
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumSegments": "1",
        "NumMedia": str(len(message.files)),
        "ReferralNumMedia": "0",
        "MessageType": kind_of(said),
        **person_params(said, message),
        **file_params(state, message),
        **pressed_params(said),
        **place_params(said),
    }
    if message.service:
        params["MessagingServiceSid"] = message.service
    if said.get("reply_to"):
        params["OriginalRepliedMessageSid"] = str(said["reply_to"])
        params["OriginalRepliedMessageSender"] = message.to
    extra = said.get("extra") or {}
    return list({**params, **{str(name): str(value) for name, value in extra.items()}}.items())


def person_params(said: Said, message: Message) -> dict[str, str]:
    """Name, number and user id, and Twilio's JSON copy of them."""
    number = message.sender.removeprefix("whatsapp:")
    name = str(said.get("profile_name", ""))
    params = {"ProfileName": name}
    if number.startswith("+"):
        params["WaId"] = number[1:]
    if said.get("user_id"):
        params["ExternalUserId"] = prefixed(str(said["user_id"]))
    copy = {"type": "whatsapp", "data": {"context": dict(params)}}
    return {**params, "ChannelMetadata": json.dumps(copy, ensure_ascii=False)}


def file_params(state: State, message: Message) -> dict[str, str]:
    """The numbered addresses and types of the files."""
    params = {}
    for number, sid in enumerate(message.files):
        path = f"/{VERSION}/Accounts/{state.account}/Messages/{message.sid}/Media/{sid}"
        params[f"MediaUrl{number}"] = state.base + path
        params[f"MediaContentType{number}"] = state.provider.files[sid].content_type
    return params


def pressed_params(said: Said) -> dict[str, str]:
    """A pressed button or list row."""
    button, row = said.get("button") or {}, said.get("list") or {}
    params = {}
    if button:
        params["ButtonText"] = str(button.get("text", ""))
        params["ButtonPayload"] = str(button.get("payload", ""))
    if row:
        params["ListId"], params["ListTitle"] = str(row.get("id", "")), str(row.get("title", ""))
    return params


def place_params(said: Said) -> dict[str, str]:
    """A shared place."""
    place = said.get("location") or {}
    names = {"latitude": "Latitude", "longitude": "Longitude", "address": "Address"}
    names["label"] = "Label"
    return {names[key]: str(value) for key, value in place.items() if key in names}


def kind_of(said: Said) -> str:
    """Twilio's MessageType."""
    if said.get("button") or said.get("list"):
        return "interactive"
    if said.get("location"):
        return "location"
    files = said.get("media") or []
    return str(files[0].get("content_type", "image")).partition("/")[0] if files else "text"
