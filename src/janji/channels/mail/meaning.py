"""What a letter asks for: a promised subject, the number it names, a code it brings back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

REPLY = re.compile(r"^\s*(re|fw|fwd|bls|balas|tr|terusan|aw|wg)\s*(\[\d+\])?\s*:", re.I)
CODE = re.compile(r"(?<![\w+.-])(?<!\d[ -])(\d{3})[ -]?(\d{3})(?![\w-])(?![ .-]?\d)")
QUOTED = re.compile(r"^\s*(>|\|)")
QUOTE_BEGINS = re.compile(
    r"^\s*(-{2,}\s*(original message|pesan asli|forwarded message|pesan terusan)|"
    r"(on|pada)\b.{4,200}\b(wrote|menulis)\s*:\s*$|_{10,}\s*$)",
    re.I,
)


def folded(subject: str) -> str:
    """A subject as words alone: no reply marks, no case, no typography."""
    bare = unicodedata.normalize("NFKC", subject)
    while mark := REPLY.match(bare):
        bare = bare[mark.end() :]
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def promised_subject(subject: str, promised: Sequence[str]) -> int | None:
    """Which of the *promised* subjects stands in *subject*, by position, or None.

    Reply and forward marks, case, spaces, dashes and quotes do not matter; more words may follow.
    """
    given = f" {folded(subject)} "
    for position, one in enumerate(promised):
        if f" {folded(one)} " in given:
            return position
    return None


def own_words(text: str) -> str:
    """The text without what it quotes from an earlier mail."""
    kept = []
    for line in text.split("\n"):
        if QUOTE_BEGINS.match(line):
            break
        if not QUOTED.match(line):
            kept.append(line)
    return "\n".join(kept)


def code_in(text: str) -> str | None:
    """The six digits of a code in the sender's own words, or None when there is none or several."""
    found = {first + second for first, second in CODE.findall(own_words(text))}
    return found.pop() if len(found) == 1 else None
