"""What was said: text, a pressed button, a place, files. Strange parts are tolerated and named.

Closed words for oddities: name_cut, body_cut, payload_cut, media_count (NumMedia is no number or
does not fit), media_missing (a file was announced without an address), media_too_many,
place_broken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from janji.channels.twilio.clean import line, prose, whole

TEXT_LENGTH = 65_536  # what the WhatsApp phone app lets a person write
PAYLOAD_LENGTH = 1_024
LABEL_LENGTH = 1_000
URL_LENGTH = 2_048
MOST_MEDIA = 10  # Twilio's own limit for one message
CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
# Parameters that make a message more than its body.
SPECIAL = frozenset(
    ("ButtonText", "ButtonPayload", "ListId", "ListTitle", "Latitude", "Longitude", "Label",
     "Address", *(f"MediaUrl{number}" for number in range(100)))
)  # fmt: skip
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Media:
    """A file at Twilio. content_type is Twilio's claim; the bytes decide after download."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place the customer shared: degrees, or None when they made no sense."""

    latitude: float | None
    longitude: float | None
    label: str
    address: str


class Content(NamedTuple):
    """What the message says. kind: text, button, list, location, media or empty.

    text is what to show; payload is the stable id of a button or list row, to route on.
    """

    kind: str
    text: str
    payload: str
    place: Place | None
    media: tuple[Media, ...]


def content_of(fields: Mapping[str, str], *, has_media: bool) -> tuple[Content, tuple[str, ...]]:
    """(content, oddities) of cleared *fields*; has_media: the policy collects files."""
    if SPECIAL.isdisjoint(fields) and fields.get("NumMedia", "0") == "0":
        text, cut = prose(fields.get("Body", ""), TEXT_LENGTH)
        kind = "text" if text.strip() else "empty"
        return Content(kind, text, "", None, ()), ("body_cut",) * cut
    odd: list[str] = []
    text, cut = prose(shown(fields), TEXT_LENGTH)
    payload, payload_cut = prose(
        fields.get("ButtonPayload") or fields.get("ListId") or "", PAYLOAD_LENGTH
    )
    odd += ["body_cut"] * cut + ["payload_cut"] * payload_cut
    place = place_of(fields, odd)
    media = media_of(fields, odd) if has_media else ()
    kind = kind_of(fields, text=text, place=place, media=media)
    return Content(kind, text, payload, place, media), tuple(odd)


def shown(fields: Mapping[str, str]) -> str:
    """The words a person sees: the body, or the title of what was pressed."""
    return fields.get("Body") or fields.get("ButtonText") or fields.get("ListTitle") or ""


def kind_of(
    fields: Mapping[str, str], *, text: str, place: Place | None, media: tuple[Media, ...]
) -> str:
    """One word for the message, the most telling first."""
    if fields.get("ButtonPayload") or fields.get("ButtonText"):
        return "button"
    if fields.get("ListId") or fields.get("ListTitle"):
        return "list"
    if place is not None:
        return "location"
    if media:
        return "media"
    return "text" if text.strip() else "empty"


def place_of(fields: Mapping[str, str], odd: list[str]) -> Place | None:
    """The shared place, None when none was; broken degrees become None and are named."""
    if not fields.get("Latitude") and not fields.get("Longitude"):
        return None
    latitude = degrees(fields.get("Latitude", ""), 90.0)
    longitude = degrees(fields.get("Longitude", ""), 180.0)
    if latitude is None or longitude is None:
        odd.append("place_broken")
        latitude = longitude = None
    label = line(fields.get("Label", ""), LABEL_LENGTH)
    return Place(latitude, longitude, label, line(fields.get("Address", ""), LABEL_LENGTH))


def degrees(value: str, most: float) -> float | None:
    """*value* as degrees within ±*most*, or None."""
    try:
        number = float(value[:32])
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) <= most else None


def media_of(fields: Mapping[str, str], odd: list[str]) -> tuple[Media, ...]:
    """The files that have an address, by number; what does not fit NumMedia is named."""
    stem = "MediaUrl"
    numbers = [name[len(stem) :] for name in fields if name.startswith(stem)]
    numbers.sort(key=int)
    found = []
    for number in numbers:
        url = line(fields[stem + number], URL_LENGTH)
        if url:
            claimed = fields.get(f"MediaContentType{number}", "").lower().partition(";")[0].strip()
            known = CONTENT_TYPE.fullmatch(claimed)
            found.append(Media(url, claimed if known else UNKNOWN_TYPE))
    announced = whole(fields.get("NumMedia") or "0", most=MOST_MEDIA)
    if announced is None or announced < len(found):
        odd.append("media_count")
    elif announced > len(found):
        odd.append("media_missing")
    if len(found) > MOST_MEDIA:
        odd.append("media_too_many")
    return tuple(found[:MOST_MEDIA])
