"""What of a message is sealed: one shape, brought by a webhook or by the provider's list."""

from __future__ import annotations

from typing import Any

from janji.channels.twilio.fields import Inbound


def content(read: Inbound) -> dict[str, Any]:
    """The words of a message as they are sealed: only what is there."""
    said = read.content
    kept: dict[str, Any] = {
        "name": read.name,
        "kind": said.kind,
        "text": said.text,
        "sid": read.sid,
    }
    if said.payload:
        kept["payload"] = said.payload
    if said.place:
        kept["place"] = {
            "latitude": said.place.latitude, "longitude": said.place.longitude,
            "label": said.place.label, "address": said.place.address,
        }  # fmt: skip
    if said.media:
        kept["media"] = [{"url": one.url, "type": one.content_type} for one in said.media]
    if read.reply_to:
        kept["reply_to"] = read.reply_to
    return kept
