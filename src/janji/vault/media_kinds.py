"""Which media customers may send, known by their first bytes and never by their name.

The list is WhatsApp's own: pictures, sound, film, PDF, contact cards. What a file claims to be
(its content type) must agree with what its bytes say.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Family = Literal["picture", "sound", "film", "document", "card"]


class MediaKind(NamedTuple):
    """A kind of file we keep: its content type and the family it is shown as."""

    content_type: str
    family: Family


JPEG = MediaKind("image/jpeg", "picture")
PNG = MediaKind("image/png", "picture")
WEBP = MediaKind("image/webp", "picture")
PDF = MediaKind("application/pdf", "document")
OGG = MediaKind("audio/ogg", "sound")
AMR = MediaKind("audio/amr", "sound")
MPEG = MediaKind("audio/mpeg", "sound")
AAC = MediaKind("audio/aac", "sound")
SOUND_MP4 = MediaKind("audio/mp4", "sound")
MP4 = MediaKind("video/mp4", "film")
GP3 = MediaKind("video/3gpp", "film")
VCARD = MediaKind("text/vcard", "card")

BEGINNINGS: tuple[tuple[bytes, MediaKind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"OggS", OGG),
    (b"#!AMR", AMR),
    (b"ID3", MPEG),
    (b"\xff\xfb", MPEG),
    (b"\xff\xf3", MPEG),
    (b"\xff\xf2", MPEG),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
)
SOUND_BRANDS = (b"M4A ", b"M4B ")
FILM_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash")
SAME_THING = {
    "audio/mp3": "audio/mpeg",
    "audio/opus": "audio/ogg",
    "audio/x-m4a": "audio/mp4",
    "audio/aacp": "audio/aac",
    "image/jpg": "image/jpeg",
    "text/x-vcard": "text/vcard",
    "text/directory": "text/vcard",
}


def kind_of(content: bytes) -> MediaKind | None:
    """The kind that the bytes say, or None for everything we do not keep."""
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp":
        return boxed(content[8:12])
    return VCARD if is_card(content) else None


def boxed(brand: bytes) -> MediaKind | None:
    """The kind of an ISO media file (ISO/IEC 14496-12) by its major brand."""
    if brand in SOUND_BRANDS:
        return SOUND_MP4
    if brand.startswith(b"3g"):
        return GP3
    return MP4 if brand in FILM_BRANDS else None


def is_card(content: bytes) -> bool:
    """Whether *content* is a contact card in readable text (RFC 6350), with no hidden bytes."""
    if content.lstrip()[:11].upper() != b"BEGIN:VCARD":
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\r\n\t" for sign in text)


def agrees(claimed: str, kind: MediaKind) -> bool:
    """Whether the claimed content type is that kind, whatever parameters or old names it has."""
    plain = claimed.partition(";")[0].strip().lower()
    plain = SAME_THING.get(plain, plain)
    if {plain, kind.content_type} == {"audio/mp4", "video/mp4"}:
        return True  # one container; phones name it either way
    return plain == kind.content_type
