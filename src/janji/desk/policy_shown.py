"""A plan and the versions of a policy as the desk shows them: sentences, numbers, days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from janji.policy.meaning import Change
from janji.policy.meaning_words import before_after, said
from janji.vault import versions
from janji.vault.foresight import Ending
from janji.vault.plan_shape import Plan
from janji.vault.plan_words import channel_names, refusal_words, sentences_of
from janji.vault.versions import Version

SIGNS = {"stricter": "lock", "looser": "warning", "wording": "edit", "other": "refresh"}
MOODS = {"stricter": "kept", "looser": "cannot_tell", "wording": "", "other": "info"}
ORDER = ("looser", "other", "stricter", "wording")


def plan(made: Plan, language: str) -> dict[str, Any]:
    """The whole plan; what loosens comes first."""
    changes = sorted(made.changes, key=lambda one: ORDER.index(one.direction))
    promised = {one.id: one for one in made.old.facts.promises}
    return {
        "name": made.name,
        "changes": [change(one, language) for one in changes],
        "cls": made.duty.cls,
        "endings": [ending(made, one) for one in made.foresight.endings],
        "records": made.foresight.records,
        "people": made.foresight.people,
        "reach": made.foresight.reach,
        "holds": [
            {"n": n, "label": held.label if (held := made.policy.file.holds.get(clause)) else None,
             "clause": clause}
            for clause, n in made.foresight.holds.items()
        ],
        "floors": [
            {"label": made.policy.file.retention[cls].label, "law": law}
            for cls, law in made.foresight.floors.items()
        ],
        "told": made.duty.told and made.foresight.people > 0,
        "taken_back": made.owed.taken_back,
        "channels": ", ".join(channel_names(made, language)),
        "by": made.told_by,
        "law": made.duty.law,
        "before": made.old.facts.changes.notice_before,
        "promises": [promised[one] for one in made.duty.promises],
        "only_new": any(one.cls == "prospective" for one in made.changes),
        "off": any(one.cls == "reconsent" for one in made.changes),
        "day": made.effective_on,
        "earliest": made.earliest,
        "blocks": [refusal_words(one, language) for one in made.blocks] if made.changes else [],
        "errors": [
            {"id": row.id, "law": row.law, "asks": row.asks[language], "fix": row.fix[language],
             "line": row.line}
            for row in made.errors
        ],
        "sentences": [
            {"ids": ids, "says": says.languages()} for ids, says in sentences_of(made)
        ],
        "waits": made.waits,
    }  # fmt: skip


def change(one: Change, language: str) -> dict[str, Any]:
    """One change with what stood before and what stands after."""
    before, after = before_after(one, language)
    return {
        "words": said(one, language),
        "direction": one.direction,
        "icon": SIGNS[one.direction],
        "mood": MOODS[one.direction],
        "before": before,
        "after": after,
        "place": one.place,
        "line": one.at.line,
        "in_old": one.in_old,
    }


def ending(made: Plan, one: Ending) -> dict[str, Any]:
    """One class of which something ends earlier."""
    return {
        "label": made.policy.file.retention[one.cls].label, "records": one.records,
        "people": one.people, "at_once": one.at_once, "first": one.first, "last": one.last,
        "days": list(one.by_day.items()),
    }  # fmt: skip


def history(
    known: Sequence[Version], running: int | None, today: date, zone: str
) -> list[dict[str, Any]]:
    """Every version, newest first. running: the number of the one in force."""
    replaced = versions.never_bound(known, zone)
    return [
        {"number": one.number, "label": one.label, "author": one.author, "at": one.applied_at,
         "since": one.effective_on, "replaced": one.number in replaced,
         "coming": one.effective_on > today and one.number not in replaced,
         "running": one.number == running, "cls": one.plan.get("class"),
         "n": len(one.plan.get("changes", ())), "by": day_of(one.plan.get("notice_before"))}
        for one in known
    ]  # fmt: skip


def day_of(written: str | None) -> date | None:
    """A day as a plan keeps it."""
    return date.fromisoformat(written) if written else None
