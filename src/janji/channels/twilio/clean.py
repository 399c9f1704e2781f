"""Making strings from outside harmless: no control characters, a known length, a known shape."""

from __future__ import annotations

import re
from collections.abc import Mapping

# NUL breaks databases, the rest breaks terminals; line ends and tabs are writing.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that turn the direction of the text around them; a name must not rewrite its neighbours.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?")
SID = re.compile("[A-Z]{2}[0-9a-fA-F]{32}", re.ASCII)


def prose(value: str, most: int) -> tuple[str, bool]:
    """(*value* without control characters, at most *most* code points, was it cut?)."""
    if value.isprintable():  # then it has no control character and no line end
        return value[:most], len(value) > most
    clean = LINE_ENDS.sub("\n", CONTROL.sub("", value))
    return clean[:most], len(clean) > most


def line(value: str, most: int) -> str:
    """*value* on one line, without control or direction characters, at most *most* long."""
    if not value.isprintable():
        value = TURNING.sub("", CONTROL.sub("", value))
    return " ".join(value.split())[:most]


def sid(fields: Mapping[str, str], *names: str, kinds: tuple[str, ...]) -> str:
    """The first of *names* that holds a Twilio id of one of *kinds* ("SM"), else ""."""
    for name in names:
        value = fields.get(name, "")
        if value[:2] in kinds and SID.fullmatch(value):
            return value
    return ""


def whole(value: str, most: int) -> int | None:
    """*value* as a number from 0 to *most*, or None when it is anything else."""
    if value.isascii() and value.isdigit() and len(value) <= 9 and int(value) <= most:
        return int(value)
    return None
