"""Long answers in parts that Twilio accepts and people can read.

Twilio refuses a body above 1,600 characters (error 21617) without saying how it counts an emoji.
We count UTF-16 units, the larger of the usual counts, so a part that fits here fits there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LIMIT = 1_600
JOINER = "\u200d"
SENTENCE_ENDS = frozenset(".!?…。")
# Code points that belong to the one before them: marks are found by category, these are not.
SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
TAGS = ("\U000e0020", "\U000e007f")
FLAGS = ("\U0001f1e6", "\U0001f1ff")
HANGUL_TAIL = ("\u1160", "\u11ff")


def split(text: str, limit: int = LIMIT) -> list[str]:
    """*text* in parts of at most *limit* UTF-16 units, in order; [] when there is nothing to say.

    No part begins or ends inside a character as people see it (a family emoji, a flag, a letter
    with its marks). Parts end at a paragraph, line, sentence or word where one is near; white
    space at the cuts goes. Only a character larger than *limit* itself is cut, by code points.
    """
    if limit < 2:
        raise ValueError("a part holds at least one code point, which may take two units")
    if not text.strip():
        return []
    if units(text) <= limit:
        return [text.strip()]
    return list(parts(list(pieces(text, limit)), limit))


def units(text: str) -> int:
    """How many UTF-16 units *text* takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, limit: int) -> Iterator[str]:
    """The characters of *text*, those above *limit* broken into code points."""
    for cluster in clusters(text):
        if units(cluster) <= limit:
            yield cluster
        else:
            yield from cluster


def clusters(text: str) -> Iterator[str]:
    """The characters of *text* as people count them; joined together they are *text*.

    A conservative reading of Unicode annex 29: it may keep together what could be cut, never the
    other way round for marks, joiners, skin tones, flags, tags, key caps and Hangul.
    """
    current = ""
    for char in text:
        if current and belongs(current, char):
            current += char
        else:
            if current:
                yield current
            current = char
    if current:
        yield current


def belongs(before: str, char: str) -> bool:
    """True when *char* continues the character *before*."""
    if char.isascii():
        return char == "\n" and before == "\r"
    if char == JOINER or before[-1] == JOINER or unicodedata.category(char)[0] == "M":
        return True
    if between(char, FLAGS):
        return len(before) == 1 and between(before, FLAGS)
    return any(between(char, ends) for ends in (SKIN_TONES, TAGS, HANGUL_TAIL))


def between(char: str, ends: tuple[str, str]) -> bool:
    """True when *char* lies in the inclusive range *ends*."""
    return ends[0] <= char <= ends[1]


def parts(characters: list[str], limit: int) -> Iterator[str]:
    """Greedy parts of *characters*, each ending at the best place that still fits."""
    start = 0
    while (start := skip_space(characters, start)) < len(characters):
        fits = reach(characters, start, limit)
        end = fits if fits == len(characters) else best_end(characters, start, fits)
        yield "".join(trimmed(characters[start:end]))
        start = end


def skip_space(characters: list[str], start: int) -> int:
    """The index of the first character from *start* on that is no white space."""
    while start < len(characters) and characters[start].isspace():
        start += 1
    return start


def reach(characters: list[str], start: int, limit: int) -> int:
    """The index after the last character that still fits a part begun at *start*."""
    used = 0
    for index in range(start, len(characters)):
        used += units(characters[index])
        if used > limit:
            return index
    return len(characters)


def best_end(characters: list[str], start: int, fits: int) -> int:
    """Where to cut between *start* and *fits*: paragraph, line, sentence, word, else *fits*.

    Better places count only in the last two thirds, so that no part is needlessly short.
    """
    earliest = start + (fits - start) // 3
    best, rank = fits, int(characters[fits].isspace())
    for index in range(fits - 1, max(earliest, start), -1):
        here = rank_of(characters, index)
        if here > rank:
            best, rank = index + 1, here
    return best


def rank_of(characters: list[str], index: int) -> int:
    """How good a cut after the character at *index* is: 4 paragraph, 3 line, 2 sentence, 1 word."""
    here, before = characters[index], characters[index - 1]
    if here in ("\n", "\r\n"):
        return 4 if before in ("\n", "\r\n") else 3
    if here.isspace():
        return 2 if before in SENTENCE_ENDS else 1
    return 0


def trimmed(characters: list[str]) -> list[str]:
    """*characters* without white space at the end."""
    end = len(characters)
    while end and characters[end - 1].isspace():
        end -= 1
    return characters[:end]
