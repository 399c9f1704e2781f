"""Bring chat spelling to plain words, for matching only; nobody is ever shown the result.

Two lists: slang_shop.tsv (ours, shop talk) wins over slang.tsv (derived from STIF-Indonesia, MIT;
see NOTICE). Words of the business (dishes, outlets) are passed as *keep* and never changed.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
HELD_DOWN = re.compile(r"([^\W\d_])\1{2,}")  # letters only: 1000 stays 1000
NOTHING_KEPT: frozenset[str] = frozenset()


@cache
def word_list(name: str) -> frozenset[str]:
    """The list *name* of words.toml."""
    table = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return frozenset(str(table[name]).split())


def canonical(text: str) -> str:
    """*text* with one spelling per sign: NFKC, lower case, nothing invisible or held down.

    "Ｈａｌｏｏｏ\u200b" → "halo". Digits and punctuation stay.
    """
    plain = text if text.isascii() else visible(unicodedata.normalize("NFKC", text))
    return " ".join(HELD_DOWN.sub(r"\1", plain.lower()).split())


def visible(text: str) -> str:
    """*text* without zero-width and direction signs, which only hide words from a reader."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Mn"))


def normalise(text: str, keep: frozenset[str] = NOTHING_KEPT) -> str:
    """*text* in plain lower-case words: short forms written out, particles and addresses dropped.

    "brp hrgnya kak??" → "berapa harganya". A message of nothing but particles stays as it is
    ("ya", "kak"). Words in *keep* (lower case) are never changed.
    """
    words = WORD.findall(canonical(text))
    dropped = word_list("particles") | word_list("vocatives")
    plain = [written_out(word, keep) for word in words if word in keep or word not in dropped]
    return " ".join(plain or words)


def question_of(plain: str) -> str:
    """The question in normalised words, without greetings before it and thanks after it.

    "halo mau tanya buka sampai jam berapa" → "buka sampai jam berapa"; a message that is nothing
    but courtesy stays whole, because then the courtesy is what it says.
    """
    before, after = courtesies()
    return after.sub("", before.sub("", plain)) or plain


@cache
def courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before a question and after it, from words.toml."""
    table = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    before, after = "|".join(table["before"]), "|".join(table["after"])
    return re.compile(rf"^(?:(?:{before})(?:\s+|$))+"), re.compile(rf"(?:(?:^|\s+)(?:{after}))+$")


def is_angry(text: str) -> bool:
    """Whether *text* holds a word of anger: such a customer goes to a person at once."""
    return any(word in word_list("angry") for word in WORD.findall(canonical(text)))


def written_out(word: str, keep: frozenset[str]) -> str:
    """The full form of one lower-case *word*; the word itself when none is known."""
    if word in keep:
        return word
    return lexicon().get(word) or doubled(word) or peeled(word) or word


def doubled(word: str) -> str:
    """Both halves of a word doubled with a 2 ("macam2" → "macam macam"); empty when it is not."""
    stem = word[:-1]
    if not word.endswith("2") or len(stem) < 2 or not stem.isalpha():
        return ""
    full = lexicon().get(stem, stem)
    return f"{full} {full}"


def peeled(word: str) -> str:
    """The full form of a known stem under -nya, -in or nge-; empty when the stem is unknown."""
    known = lexicon()
    if word in full_words():
        return ""  # "admin" is no -in form of "adm"
    if word.endswith("nya") and word[:-3] in known:
        return known[word[:-3]] + "nya"
    if word.endswith("in") and word[:-2] in known:
        return known[word[:-2]] + "kan"
    if word.startswith("nge") and word[3:] in known:
        return known[word[3:]]
    return ""


@cache
def lexicon() -> dict[str, str]:
    """Short form → full form; our own list over the derived one."""
    return {**pairs(HERE / "slang.tsv"), **pairs(HERE / "slang_shop.tsv")}


@cache
def full_words() -> frozenset[str]:
    """Every word that is itself the full form of another."""
    return frozenset(word for full in lexicon().values() for word in full.split())


def pairs(path: Path) -> dict[str, str]:
    """The tab-separated pairs of a list file; lines that begin with # are words about it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
