"""What a question of the law finds in a policy: passed, failed, not applicable, or cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from janji.policy.law import Severity
from janji.policy.nodes import Path
from janji.policy.stated import Stated
from janji.policy.stated_parts import Said

Verdict = Literal["passed", "failed", "not_applicable", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer. path: the fact in `Stated`; said: its words, none when the text is silent.

    weight: the rule's own severity unless given; "longer": worse than silence; "later": an error
    once PP 33/2026 binds and a warning before.
    """

    verdict: Verdict
    path: Path = ()
    said: Said | None = None
    weight: Literal["rule", "longer", "later"] | Severity = "rule"


Question = Callable[[Stated], Outcome]
Found = tuple[Path, Said | None]

PASSED = Outcome("passed")
NOT_APPLICABLE = Outcome("not_applicable")


def failed(
    path: Path,
    said: Said | None = None,
    weight: Literal["rule", "longer", "later"] | Severity = "rule",
) -> Outcome:
    """A question not met, at *path*."""
    return Outcome("failed", path, said, weight)


def unclear(path: Path, said: Said | None = None) -> Outcome:
    """A question that the text does not let us decide."""
    return Outcome("cannot_tell", path, said)


def met(condition: object, path: Path, said: Said | None = None) -> Outcome:
    """Passed when *condition* holds, else failed at *path*."""
    return PASSED if condition else failed(path, said)


def none_of(found: Iterable[Found]) -> Outcome:
    """Passed when nothing was found, else failed at the first."""
    for path, said in found:
        return failed(path, said)
    return PASSED


def each(path: Path, words: Iterable[Said]) -> Iterable[Found]:
    """Words of a list with their places."""
    return (((*path, index), said) for index, said in enumerate(words))
