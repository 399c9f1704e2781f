"""The shape of a plan: a change of policy with its meaning, its consequences and its duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from janji.kit.errors import Refused
from janji.policy.lint_report import Row
from janji.policy.meaning import Change
from janji.policy.meaning_duty import Duty
from janji.policy.model import PolicyFile
from janji.policy.questions import Policy
from janji.policy.reader import Reading
from janji.vault.foresight import Foresight
from janji.vault.proposals import Proposal
from janji.vault.versions import Version


@dataclass(frozen=True)
class TakenBack:
    """What people were told personally and what will not come: they are told that too.

    versions: those they were told of. day: on which it would have bound. channels: as they were
    told. people: how many were told so far. said_with: versions that said so already.
    """

    versions: tuple[int, ...]
    day: date
    channels: tuple[str, ...]
    people: int
    said_with: tuple[int, ...] = ()


@dataclass(frozen=True)
class Owed:
    """What people are told: the changes, the duty. told_with: versions whose notices count too.

    taken_back: what they are told that does not come, where nothing else is told instead.
    """

    changes: tuple[Change, ...]
    duty: Duty
    told_with: tuple[int, ...] = ()
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class Plan:
    """A change of policy, ready to be taken. name: "2-3f9a…", what `apply` must be told.

    base: the version it changes; old, new: the two files with their lines. owed: what people
    are told of, and duty with it. effective_on: the first day it would bind; earliest: the first it
    may; told_by: the last day people are told in time. errors: the law's questions it fails.
    blocks: why it cannot be taken, nothing when it can. sentences: ids of promises whose words stay
    though what they rest on grows looser; whoever takes it says of each that it is still true.
    """

    name: str
    today: date
    base: Version
    old: Reading[PolicyFile]
    new: Proposal
    policy: Policy
    changes: tuple[Change, ...]
    duty: Duty
    effective_on: date
    earliest: date
    told_by: date | None
    foresight: Foresight
    owed: Owed
    errors: tuple[Row, ...]
    blocks: tuple[Refused, ...]
    sentences: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether the version it changes is itself still coming."""
        return self.base.effective_on > self.today
