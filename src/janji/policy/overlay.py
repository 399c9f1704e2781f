"""A business as its file and its desk say together: the file is the ground, the desk lies over it.

Pure: changes come as values, in the words of business.yaml; what they lead to is checked exactly
as the file is.
"""

from __future__ import annotations

import base64
import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from janji.kit.errors import Problem
from janji.policy.brand import Brand
from janji.policy.business import Business, ChannelSettings, ready_messages
from janji.policy.model_business import BusinessFile
from janji.policy.model_messages import MessagesFile
from janji.policy.opening import OpeningHours, opening_hours
from janji.policy.questions import Policy
from janji.policy.reader import PolicyRefused, Reading, read, shape_problems

# Which part of business.yaml each change stands for.
PLACES: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "languages": ("languages",),
    "hours": ("hours",),
    "sender": ("channel", "sender"),
}
LOOK = "brand"  # not in the file: a brand folder of the operator's stands in its place
ASKS = "satisfaction"  # of messages.yaml: "yes" or "no"
NAMES = (*PLACES, LOOK, ASKS)
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What may differ from the file."""

    name: str
    languages: tuple[str, ...]
    hours: OpeningHours
    channel: ChannelSettings
    messages: MessagesFile
    brand: Brand


def file_of(business: Business) -> Reading[BusinessFile]:
    """business.yaml as it lies in the folder. Raises: PolicyRefused."""
    return read(business.folder / "business.yaml", BusinessFile)


def merged(tree: Any, changes: Changes) -> dict[str, Any]:
    """The tree of business.yaml with *changes* in their places; None leaves what the file says."""
    whole: dict[str, Any] = copy.deepcopy(tree)
    for name, place in PLACES.items():
        if changes.get(name) is not None:
            part = whole
            for step in place[:-1]:
                part = part[step]
            part[place[-1]] = changes[name]
    return whole


def said(business: Business, changes: Changes) -> Said:
    """What *business* says under *changes*. Raises: PolicyRefused with all that is wrong."""
    file = file_of(business)
    try:
        facts = BusinessFile.model_validate(merged(file.document.tree, changes))
    except ValidationError as error:
        problems = shape_problems(file.file, file.document, error)
        raise PolicyRefused(problems) from None
    wrong = unpublished(business, Reading(file.file, facts, file.document))
    if wrong:
        raise PolicyRefused(wrong)
    return Said(
        name=facts.name,
        languages=facts.languages,
        hours=opening_hours(facts.hours, business.zone),
        channel=replace(business.channel, sender=f"{facts.channel.kind}:{facts.channel.sender}"),
        messages=messages_of(business, changes.get(ASKS)),
        brand=brand_of(changes.get(LOOK)),
    )


def unpublished(business: Business, file: Reading[BusinessFile]) -> list[Problem]:
    """A problem for each language the policy is not published in."""
    return [
        file.problem(("languages",), "policy.language_not_published", spoken=language)
        for language in file.facts.languages
        if language not in business.policy.file.languages
    ]


def messages_of(business: Business, asks: Any) -> MessagesFile:
    """The ready-made messages of the folder, asking for satisfaction as the desk says."""
    ready = ready_messages(business.folder)
    return ready if asks is None else ready.model_copy(update={"ask_satisfaction": asks == "yes"})


def brand_of(value: Any) -> Brand:
    """The brand in a change: {"colour": "#rrggbb", "mark": base64 of a PNG}, each optional."""
    if not isinstance(value, Mapping):
        return Brand()
    mark = value.get("mark")
    return Brand(value.get("colour"), base64.b64decode(mark) if mark else None)


def take(business: Business, fresh: Said) -> None:
    """Let *business* say *fresh* from now on.

    Every part of a process holds the same Business for as long as the process lives; a change at
    the desk must reach them all without a restart, so the one frozen object is changed here, whole
    values at a time, and nowhere else.
    """
    for name in ("name", "languages", "hours", "channel", "messages", "brand"):
        object.__setattr__(business, name, getattr(fresh, name))


def take_policy(business: Business, policy: Policy) -> None:
    """Let *business* keep *policy* from now on, in this whole process, as `take` does."""
    object.__setattr__(business, "policy", policy)
