"""Which language somebody writes, and when to switch to it.

Function words decide, because product words are the same in both. The language sticks: it
changes on command, or after two messages in a row in the other one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from janji.care.slang import WORD, canonical, lexicon, word_list

TO_SWITCH = 2


@dataclass(frozen=True)
class Spoken:
    """The language answered in, and how many messages in a row came in the other one."""

    language: str
    others: int = 0


def detect(text: str) -> str | None:
    """ "id" or "en" by function words; None when the words do not say ("ok", "5", "sushi")."""
    words = WORD.findall(canonical(text))
    english = sum(word in word_list("english") for word in words)
    indonesian = sum(word in word_list("indonesian") for word in words)
    if english == indonesian:
        return "id" if not english and any(slangy(word) for word in words) else None
    return "en" if english > indonesian else "id"


def slangy(word: str) -> bool:
    """Whether *word* is an Indonesian short form that stands for something else."""
    return lexicon().get(word, word) != word


def heard(spoken: Spoken, text: str) -> Spoken:
    """*spoken* after one more message: switched when it is the second in a row in the other."""
    language = detect(text)
    if language is None:
        return spoken
    if language == spoken.language:
        return replace(spoken, others=0)
    if spoken.others + 1 >= TO_SWITCH:
        return Spoken(language)
    return replace(spoken, others=spoken.others + 1)


def first(text: str, default: str) -> Spoken:
    """The language of somebody new: that of the first message, else the business's own."""
    return Spoken(detect(text) or default)
