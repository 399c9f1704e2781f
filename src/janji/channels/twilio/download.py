"""Fetching what a customer sent, without being led where we must not go.

Twilio answers a media address with a redirect to a link valid for four hours. Credentials go to the
first address alone, and only when it lies below our own account; every hop passes the guard of
kit.http. Source: Twilio, "Media subresource".
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from janji.kit.errors import Refused
from janji.kit.http import guarded

HOPS = 4
# What a file begins with → its type. Bytes decide, not what anybody claims.
BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"BEGIN:VCARD", "text/vcard"),
)
BRANDS = ((b"M4A", "audio/mp4"), (b"3gp", "video/3gpp"))


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file and the type its own bytes show."""

    content: bytes
    content_type: str


def download(
    http: httpx.Client,
    url: str,
    max_bytes: int,
    *,
    own: str,
    auth: httpx.Auth,
    hosts: frozenset[str],
) -> Downloaded | Refused:
    """The file at *url*, or channels.media_address, _gone, _unreachable, _too_large, _type.

    own: the start of our account's addresses; only below it *auth* is sent, and when it is a
    twin on this machine, that origin passes the guard too.
    """
    for hop in range(HOPS):
        if guarded(url, hosts, loopback=own if own.startswith("http://") else "") is not None:
            return Refused("channels.media_address")
        credentials = auth if hop == 0 and url.startswith(own) else None
        try:
            found = fetched(http, url, max_bytes, credentials)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Refused("channels.media_unreachable")
        if not isinstance(found, str):
            return found
        url = urljoin(url, found)
    return Refused("channels.media_address")


def fetched(
    http: httpx.Client, url: str, max_bytes: int, auth: httpx.Auth | None
) -> Downloaded | Refused | str:
    """The file at *url*, or where it moved to (a string), or why it cannot be had."""
    asked = {"accept-encoding": "identity"}
    with http.stream("GET", url, headers=asked, auth=auth, follow_redirects=False) as answer:
        if answer.is_redirect:
            return answer.headers["location"]
        if answer.status_code in (404, 410):
            return Refused("channels.media_gone")
        packed = answer.headers.get("content-encoding", "identity") != "identity"
        if answer.status_code != 200 or packed:
            return Refused("channels.media_unreachable")
        return judged(capped(answer, max_bytes))


def capped(answer: httpx.Response, max_bytes: int) -> bytes | None:
    """The body, or None as soon as it grows beyond *max_bytes*."""
    claimed = answer.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > max_bytes:
        return None
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        if len(content) > max_bytes:
            return None
    return bytes(content)


def judged(content: bytes | None) -> Downloaded | Refused:
    """*content* with its type, or why it is not accepted."""
    if content is None:
        return Refused("channels.media_too_large")
    kind = sniffed(content)
    return Refused("channels.media_type") if kind is None else Downloaded(content, kind)


def sniffed(content: bytes) -> str | None:
    """The type that the first bytes show, None when it is not one we accept."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return next((kind for brand, kind in BRANDS if content[8:11] == brand), "video/mp4")
    return next((kind for start, kind in BEGINNINGS if content.startswith(start)), None)
