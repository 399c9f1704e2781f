"""What is kept of a plan that was taken: its name, what it owes, and since when each use counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from janji.kit.text import LANGUAGES
from janji.policy.meaning_senses import CLASSES
from janji.policy.meaning_words import said
from janji.policy.model_data import Purpose
from janji.vault.plan_shape import Plan

MOST_TOLD = 5  # changes that a message names; the page has them all


def taken(made: Plan) -> dict[str, Any]:
    """What is kept of a plan with its version: closed words, counts and days."""
    since, asked = uses(made)
    return {
        "name": made.name,
        "class": made.duty.cls,
        "told": made.duty.told,
        "channels": list(made.duty.channels),
        "notice_before": made.told_by.isoformat() if made.told_by else None,
        "summary": {spoken: summary(made, spoken) for spoken in LANGUAGES},
        "changes": [[one.what, one.direction, one.cls, one.place] for one in made.changes],
        "records": made.foresight.records,
        "people": made.foresight.people,
        "told_with": list(made.owed.told_with),
        **taken_back(made),
        "uses_since": since,
        "asked": asked,
        "still_true": list(made.sentences),
    }


def taken_back(made: Plan) -> dict[str, Any]:
    """What people are told that does not come; nothing in most plans."""
    found = made.owed.taken_back
    if found is None:
        return {}
    return {
        "taken_back": {
            "versions": list(found.versions), "day": found.day.isoformat(),
            "channels": list(found.channels), "said_with": list(found.said_with),
        }
    }  # fmt: skip


def summary(made: Plan, spoken: str) -> list[str]:
    """The changes that weigh most, in words, for who is told of them."""
    heaviest = sorted(made.owed.changes, key=lambda one: -CLASSES.index(one.cls))
    return [said(one, spoken) for one in heaviest[:MOST_TOLD]]


def uses(made: Plan) -> tuple[dict[str, str], list[str]]:
    """Since when each use is allowed, where not from the beginning; purposes that wait for a yes.

    A use that ended and came back counts from its return: what was held meanwhile was not for it.
    One that no longer asks counts from that day too: what is held was given to one that asked.
    """
    before = {
        (kind, name)
        for name, one in made.old.facts.purposes.items()
        for kind in one.kinds
        if not asks(one) or asks(made.new.reading.facts.purposes.get(name))
    }
    known: Mapping[str, str] = made.base.plan.get("uses_since", {})
    day = made.effective_on.isoformat()
    since = {
        f"{kind} {purpose}": day if (kind, purpose) not in before else known[f"{kind} {purpose}"]
        for kind, purpose in sorted(made.policy.uses)
        if (kind, purpose) not in before or f"{kind} {purpose}" in known
    }
    waiting = set(made.base.plan.get("asked", ()))
    for name, purpose in made.new.reading.facts.purposes.items():
        old = made.old.facts.purposes.get(name)
        if asks(purpose) and not asks(old):
            waiting.add(name)
        elif not asks(purpose):
            waiting.discard(name)
    return since, sorted(waiting & set(made.new.reading.facts.purposes))


def asks(purpose: Purpose | None) -> bool:
    """Whether a purpose rests on consent."""
    return purpose is not None and purpose.legal_basis == "consent"
