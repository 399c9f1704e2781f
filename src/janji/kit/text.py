"""Sentences for people, by key, in Indonesian and English.

Each room has a text.toml, a large one also text_<part>.toml: [care.greeting] id = "…" en = "…".
A key has both languages or the house test fails. Values are filled with {name}; a missing value is
a fault, never an empty gap. A count chooses its words: "{n:# promise was|# promises were} kept".
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from janji.kit.errors import JanjiError

HOUSE = Path(__file__).parent.parent
LANGUAGES = ("id", "en")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every sentence of every room: key → language → words. Raises: JanjiError kit.text_twice."""
    found: dict[str, dict[str, str]] = {}
    for room in sorted({path.parent.name for path in HOUSE.glob("*/text*.toml")}):
        mine = sentences(room)
        for key in found.keys() & mine.keys():
            raise JanjiError("kit.text_twice", key=key, file=room)
        found |= mine
    return found


@cache
def sentences(room: str) -> dict[str, dict[str, str]]:
    """Every sentence in the files of one room: a command needs few rooms, and all cost time.

    Raises: JanjiError kit.text_twice.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted((HOUSE / room).glob("text*.toml")) if room.isidentifier() else ():
        for key, words in flatten(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in found:
                raise JanjiError("kit.text_twice", key=key, file=path.name)
            found[key] = words
    return found


def flatten(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, dict[str, str]]]:
    """Turn nested tables into dotted keys; a table holding languages is a sentence."""
    rows: list[tuple[str, dict[str, str]]] = []
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else name
        if set(value) & set(LANGUAGES):
            rows.append((key, {language: str(words) for language, words in value.items()}))
        else:
            rows.extend(flatten(value, key))
    return rows


class Gap:
    """What fills a gap. A number may choose its words: "{n:# day|# days}", whoever wrote it out."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        """The half of *spec* that fits, with # as the number; as ever where there is no bar."""
        one, bar, more = spec.partition("|")
        if not bar:
            return format(self.value, spec)
        return (one if str(self.value) == "1" else more).replace("#", str(self.value))


def say(key: str, language: str, /, **values: Any) -> str:
    """The sentence *key* in *language*, its {gaps} filled from *values*.

    Raises: JanjiError kit.text_missing when the key or a value is not there.
    """
    try:
        mine = sentences(key.partition(".")[0])
        known = mine if key in mine else catalogue()  # a room may speak in another's name
        words = known[key][language if language in LANGUAGES else "id"]
        return words.format(**{name: Gap(value) for name, value in values.items()})
    except KeyError as gap:
        raise JanjiError("kit.text_missing", key=key, gap=str(gap)) from gap
