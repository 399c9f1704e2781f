"""What changed between two versions, in sentences for people; worked out once for each pair."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from janji.policy import meaning, meaning_words
from janji.policy.model import PolicyFile
from janji.policy.reader import understand
from janji.vault.versions import Words

WEAKEST_FIRST = ("looser", "stricter", "other", "wording")


@dataclass(frozen=True)
class Meant:
    """One change. direction: stricter, looser, other, wording."""

    direction: str
    words: str


@lru_cache(maxsize=64)
def meant(old: Words, new: Words, language: str) -> tuple[Meant, ...]:
    """The changes from *old* to *new*, those that weaken a promise first.

    Raises: PolicyRefused when this program cannot read one of them.
    """
    files = [understand(one.source, PolicyFile, "policy.yaml") for one in (old, new)]
    found = meaning.difference(files[0], files[1], (old.published, new.published))
    found.sort(key=lambda change: WEAKEST_FIRST.index(change.direction))
    return tuple(Meant(one.direction, meaning_words.said(one, language)) for one in found)
