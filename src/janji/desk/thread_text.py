"""Words of strangers made fit for a page: whatever was sent, nothing breaks and nothing pretends.

Control signs become visible pictures of themselves, signs that turn the direction of reading are
taken out (Unicode TR 36, 3.2: they make one text look like another), and what is endless is cut.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from janji.channels.twilio.split import units
from janji.kit import pii

LONGEST = 2_000  # UTF-16 units of one bubble; the rest is one press away
LOOK = 300  # how far behind the cut a number or an address may end
MOST_MARKS = 4  # marks on one letter; stacks of hundreds paint over the page
PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))
SAFE = {**PICTURES, **TURNING, 0x0D: None, 0xFEFF: None}


@dataclass(frozen=True)
class Said:
    """Words fit to be shown. cut: how many signs more there are."""

    text: str
    cut: int = 0


def said(text: str, most: int = LONGEST) -> Said:
    """*text* as a page may show it, at most *most* signs of it.

    What a page masks is never cut: half a number would not be known as one.
    """
    if len(text) <= most and units(text) <= most:
        return Said(calm(text))
    most = most if len(text) > most else most // 2  # signs that count twice
    shown = calm(text[: most + LOOK])
    end = next((one.begins for one in pii.find(shown) if one.begins < most < one.ends), most)
    return Said(shown[:end].rstrip() + "…", len(text) - end)


def calm(text: str) -> str:
    """*text* without signs that act on the page instead of being read."""
    plain = text.translate(SAFE)
    return plain if plain.isascii() else thinned(plain)


def thinned(text: str) -> str:
    """*text* with at most MOST_MARKS marks on each letter."""
    kept, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
