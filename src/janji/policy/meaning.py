"""What the difference between two versions of a policy means for people: typed changes.

Pure: two files in, a list of changes out. Each says what happened, whether the promise became
stricter or looser, where it stands in the file, and its class, which decides who must be told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any

from janji.policy.check import plain
from janji.policy.meaning_judged import JUDGED
from janji.policy.meaning_leaves import ABSENT, Leaf, leaves
from janji.policy.meaning_senses import (
    CLASSES,
    ORDER,
    SPELLING,
    UNKNOWN,
    Class,
    Direction,
    Rule,
    Sense,
    always,
    grows,
    ladder,
    only_spelling,
    presence,
    promised,
    turns,
)
from janji.policy.model import PolicyFile
from janji.policy.nodes import Path, Place
from janji.policy.reader import Reading, shown_path

TABLE = File(__file__).with_suffix(".toml")
WAYS: dict[str, Callable[..., Rule]] = {
    "presence": presence, "grows": grows, "turns": turns, "ladder": ladder, "always": always,
    "promised": promised, "endings": promised,
}  # fmt: skip
PUBLISHED = Sense("published_text", "wording", "editorial")


@dataclass(frozen=True)
class Change:
    """One change. what: the key of its sentence; path: where it stands in policy.yaml.

    at: line and column in the new file, or in the old one when it is gone (*in_old*).
    old, new: the values as the model holds them; None when there is none. leaf: for its words.
    """

    what: str
    direction: Direction
    cls: Class
    path: Path
    place: str
    at: Place
    in_old: bool
    old: Any
    new: Any
    leaf: Leaf | None = None


def difference(
    old: Reading[PolicyFile], new: Reading[PolicyFile], words: tuple[str, str] = ("", "")
) -> list[Change]:
    """Every change from *old* to *new*, in the order of the new file. words: the published texts.

    Never silent: files whose facts differ, or whose published words do, have at least one change.
    """
    found = [changed(leaf, old, new) for leaf in leaves(old.facts, new.facts)]
    if plain(words[0]) != plain(words[1]) and not told_by_sentences(found, old, new, words):
        sense = SPELLING if only_spelling(*words) else PUBLISHED
        path: Path = ("published", "file")
        place = new.document.value_place(path)
        found.append(
            Change(sense.what, sense.direction, sense.cls, path, shown_path(path), place,
                   in_old=False, old=None, new=None)
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.in_old, one.at, one.place))


def told_by_sentences(
    found: Iterable[Change],
    old: Reading[PolicyFile],
    new: Reading[PolicyFile],
    words: tuple[str, str],
) -> bool:
    """Whether the published texts differ in promised sentences alone, each told as a change."""
    if not any(one.leaf and one.leaf.pattern.startswith("promises.[]") for one in found):
        return False
    return beside(words[0], old.facts) == beside(words[1], new.facts)


def beside(words: str, file: PolicyFile) -> str:
    """A published text without its promised sentences."""
    left = plain(words)
    quotes = {plain(said) for one in file.promises for said in one.says.languages().values()}
    for quote in sorted(quotes, key=lambda one: (-len(one), one)):
        left = left.replace(quote, " ")
    return plain(left)


def changed(leaf: Leaf, old: Reading[PolicyFile], new: Reading[PolicyFile]) -> Change:
    """One difference with its meaning and its place."""
    sense, in_old = meant(leaf), leaf.new is ABSENT or (leaf.new is None and leaf.gone)
    path = leaf.old_path if in_old else leaf.new_path
    file = old if in_old else new
    return Change(
        sense.what, sense.direction, sense.cls, path, shown_path(path),
        file.document.value_place(path), in_old, there(leaf.old), there(leaf.new), leaf,
    )  # fmt: skip


def meant(leaf: Leaf) -> Sense:
    """What one difference means; what no rule knows is never called harmless."""
    if leaf.order:
        return ORDER
    rule = rule_for(leaf.pattern)
    return UNKNOWN if rule is None else rule(leaf)


@cache
def rules() -> dict[str, Rule]:
    """Every place that was judged; how a place ends is written with a dot before it."""
    found = dict(JUDGED)
    for way, places in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        for place, spelled in places.items():
            words = spelled if isinstance(spelled, list) else [spelled]
            found[f".{place}" if way == "endings" else place] = WAYS[way](*words)
    return found


def rule_for(pattern: str) -> Rule | None:
    """The rule for a place: its own, else the one for how it ends."""
    parts = pattern.split(".")
    known = rules()
    endings = (f".{'.'.join(parts[-2:])}", f".{parts[-1]}")
    return next((known[one] for one in (pattern, *endings) if one in known), None)


def there(value: Any) -> Any:
    """A value, or None when it is not there."""
    return None if value is ABSENT else value


def heaviest(changes: Iterable[Change]) -> Class:
    """The class that decides the duty of the whole: the heaviest of all."""
    return max((one.cls for one in changes), key=CLASSES.index, default="editorial")
