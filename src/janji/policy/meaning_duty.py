"""What a change obliges to: who must be told or asked, by when, through what, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from janji.policy.base import Span
from janji.policy.lengths_said import says_length
from janji.policy.meaning import Change, heaviest
from janji.policy.meaning_senses import Class
from janji.policy.model import PolicyFile
from janji.policy.model_conduct import PromiseEntry
from janji.policy.sentences import has_own_clock

WAITS: tuple[Class, ...] = ("material", "prospective", "reconsent")
PAGE = "site"  # the public page is where every version stands
LAWS: dict[Class, str] = {
    "editorial": "",
    "favourable": "",
    "material": "UU PDP 21(2)",
    "prospective": "UU PDP 21(2), 28",
    "reconsent": "UU PDP 20(2)a, 22, 21(2)",
}


@dataclass(frozen=True)
class Duty:
    """The duty of a whole plan, from its heaviest class.

    waits: it may bind only after *notice_before* from today. told: whether people are told
    themselves, through *channels*; else the page says it. law: the articles, by name; promises:
    ids of the published sentences about changes. path: where policy.yaml says how long before.
    """

    cls: Class
    waits: bool
    told: bool
    channels: tuple[str, ...]
    law: str
    promises: tuple[str, ...]
    path: str = "changes.notice_before"


def duty_of(changes: Sequence[Change], old: PolicyFile) -> Duty:
    """What *changes* oblige to, under the promise that is in force."""
    cls = heaviest(changes)
    waits = cls in WAITS
    told = waits or (bool(changes) and old.changes.tell == "every")
    return Duty(
        cls=cls,
        waits=waits,
        told=told,
        channels=old.changes.channels if told else (PAGE,),
        law=LAWS[cls],
        promises=tuple(
            one.id for one in old.promises if one.rule and one.rule.path.startswith("changes")
        ),
    )


def sentences_left(changes: Sequence[Change], old: PolicyFile, new: PolicyFile) -> tuple[str, ...]:
    """The ids of promises whose rule grows looser while their published sentence stays as it was.

    Also those that name the length of time that was kept so far. Nobody but a person can say
    whether "at most one week" still is true of 30 days.
    """
    looser = [one for one in changes if one.direction == "looser"]
    before = {one.id: (one.says, one.honest) for one in old.promises}
    return tuple(
        one.id
        for one in new.promises
        if before.get(one.id) == (one.says, one.honest)
        and any(rests_on(one, change) for change in looser)
    )


def rests_on(promise: PromiseEntry, change: Change) -> bool:
    """Whether a sentence is bound to what changed, or names the length that was kept so far."""
    rule = promise.rule.path if promise.rule else None
    if rule is not None and f"{change.place}.".startswith(f"{rule}."):
        return True
    if change.path[:1] != ("retention",) or not isinstance(change.old, Span) or has_own_clock(rule):
        return False
    return any(says_length(words, change.old) for words in promise.says.languages().values())


def earliest(duty: Duty, old: PolicyFile, today: date, people: int) -> date:
    """The first day on which the change may bind. people: whom it must be told; nobody: today."""
    waiting = duty.waits and people > 0
    return old.changes.notice_before.after(today) if waiting else today


def notice_by(duty: Duty, old: PolicyFile, effective_on: date) -> date | None:
    """The last day on which people are told in time; None when nobody is told in person."""
    if not duty.told:
        return None
    before = timedelta(days=old.changes.notice_before.longest_days if duty.waits else 0)
    return effective_on - before
