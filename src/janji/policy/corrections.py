"""Which published sentences a policy corrects: promises whose `honest` settles a question.

A sentence stands as published until a promise that quotes it says, in words that are published
beside it, what is done instead, and names the question it settles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from janji.policy.check import plain
from janji.policy.model import PolicyFile
from janji.policy.model_conduct import PromiseEntry
from janji.policy.nodes import Path
from janji.policy.stated_parts import Claim, Said

Words = TypeVar("Words", bound=Said)
Places = dict[Path, Path]


@dataclass
class Corrections:
    """The corrections of one policy, and where in policy.yaml uncorrected sentences stand."""

    file: PolicyFile
    places: Places = field(default_factory=dict)

    def quoting(self, said: Said) -> Iterable[tuple[int, PromiseEntry]]:
        """The promises that quote the same sentence or a piece of it."""
        words = plain(said.quote)
        for index, published in enumerate(self.quotes):
            if words in published or published in words:
                yield index, self.file.promises[index]

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """The quote of each promise, in the order of the file."""
        return tuple(plain(one.says.id or one.says.en or "") for one in self.file.promises)

    def settled(self, said: Said, *rules: str) -> bool:
        """Whether a promise that quotes *said* settles one of the questions."""
        return any(set(rules) & set(promise.settles) for _, promise in self.quoting(said))

    def standing(self, path: Path, words: Iterable[Words], *rules: str) -> tuple[Words, ...]:
        """The words that no promise corrects; each is noted at the promise that quotes it."""
        left = tuple(one for one in words if not self.settled(one, *rules))
        for index, one in enumerate(left):
            self.note((*path, index), one)
        return left

    def claims(self, path: Path, words: Iterable[Claim], *rules: str) -> tuple[Claim, ...]:
        """All claims; a settled one, or one whose opposite is settled, is no longer taken back."""
        found = []
        for index, one in enumerate(words):
            self.note((*path, index), one)
            over = self.settled(one, *rules) or (one.against and self.settled(one.against, *rules))
            found.append(one.model_copy(update={"against": None}) if over else one)
        return tuple(found)

    def note(self, path: Path, said: Said) -> None:
        """Remember the promise that quotes *said* as the place of *path*."""
        for index, _ in self.quoting(said):
            self.places[path] = ("promises", index, "says")
            return
