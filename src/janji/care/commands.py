"""Commands: whole messages with one fixed meaning, in Indonesian and English.

The words stand in commands.toml. Matching is exact after canonical spelling; anything longer is
left to the rights detector and the classifier. STOP means stop, whatever was asked before it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from janji.care.slang import canonical, normalise, word_list

TABLE = Path(__file__).with_name("commands.toml")
EDGES = re.compile(r"^[^\w]+|[^\w]+$")
SPACES = re.compile(r"[\s_\-]+")
RIGHTS = frozenset(
    {"my_data", "erase", "confirm_erase", "correct", "object", "withdraw", "stop_marketing"}
)


@dataclass(frozen=True)
class Command:
    """A command; *language* is that of its words (None when both share them), *value* its extra."""

    name: str
    language: str | None = None
    value: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it exercises a right: such commands pass every limit and every mute."""
        return self.name in RIGHTS


@dataclass(frozen=True)
class Words:
    """The command table: words valid at any time, and words valid only when nothing was asked."""

    always: dict[str, Command]
    closed: dict[str, Command]


def command(text: str, question_open: bool) -> Command | None:
    """The command that *text* as a whole is, or None.

    question_open: whether the assistant waits for an answer; then KELUAR and the like answer
    the question and do not opt out of anything. A bare TIDAK is always an answer, BATAL always
    a step back: opting out by mistake would be found out only when a wanted message is missing.
    """
    table = words()
    for spelling in spellings(text):
        if spelling in table.always:
            return table.always[spelling]
        if not question_open and spelling in table.closed:
            return table.closed[spelling]
    return None


def spellings(text: str) -> list[str]:
    """*text* as typed, without polite words at its edges ("stop ya kak"), and written out.

    "hps data sy" is HAPUS DATA SAYA.
    """
    courtesy = word_list("polite") | word_list("vocatives")
    plain = SPACES.sub(" ", EDGES.sub("", canonical(text))).replace(" , ", " ").replace(",", "")
    polite = plain.split()
    while len(polite) > 1 and polite[-1] in courtesy:
        polite.pop()
    while len(polite) > 1 and polite[0] in courtesy - {"ya"}:
        polite.pop(0)
    return [plain, " ".join(polite), normalise(text)]


@cache
def words() -> Words:
    """The table of commands.toml; a word that stands for two commands is a fault."""
    always: dict[str, Command] = {}
    closed: dict[str, Command] = {}
    for section, row in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        name = section.split("_")[0] if section.startswith("language") else section
        for language in ("id", "en"):
            for word in row.get(language, ()):
                add(always, word.replace(",", ""), Command(name, language, row.get("value", "")))
        for word in row.get("closed", ()):
            add(closed, word, Command(name, None, row.get("value", "")))
    return Words(always, closed)


def add(table: dict[str, Command], word: str, meaning: Command) -> None:
    """Put *word* into *table*; the same word in both languages loses its language."""
    before = table.get(word)
    if before is not None and before.name != meaning.name:
        raise ValueError(f"commands.toml: {word!r} is both {before.name} and {meaning.name}")
    table[word] = meaning if before is None else Command(meaning.name, None, meaning.value)
