"""What people are owed where a version that is still coming is replaced before its day.

The newer words; or, where nothing is left to tell, that what they were told of does not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.meaning import Change, difference
from janji.policy.meaning_duty import WAITS, Duty, duty_of
from janji.policy.meaning_senses import CLASSES
from janji.vault import versions
from janji.vault.plan_shape import Owed, TakenBack
from janji.vault.proposals import Proposal
from janji.vault.versions import Version

SQL = named_sql(str(Path(__file__).with_name("plans.py")))


def owed_instead(
    db: Db, business: Business, base: Version, today: date, new: Proposal, duty: Duty
) -> Owed:
    """What is owed where *base* is replaced before its day: every change from what is in force.

    Otherwise one letter corrected in a coming version would end the telling of all it changes.
    duty: of the difference from *base*; when it tells nobody, and nothing that people were told of
    is gone, who was told of *base* knows already.
    """
    running = versions.in_force(db, today) or base
    old, words = versions.reading_of(db, running, business), versions.words_of(db, running.number)
    changes = tuple(difference(old, new.reading, (words.published, new.words.published)))
    coming = [one for one in versions.all_of(db) if one.number > running.number]
    whole = duty_of(changes, old.facts)
    its = max(duty, whole, key=lambda one: CLASSES.index(one.cls))
    gone = lost(coming, changes)
    if gone and not its.told:
        return Owed(changes, its, (), taken_back(db, coming, base.effective_on))
    told_with = () if duty.told or gone else (base.number, *base.plan.get("told_with", ()))
    return Owed(changes, its, told_with)


def lost(coming: Sequence[Version], changes: Sequence[Change]) -> bool:
    """Whether people were told personally of a change that does not come any more."""
    stays = {(one.what, one.direction, one.place) for one in changes}
    return any(
        (what, direction, place) not in stays
        for one in coming
        if one.plan.get("told")
        for what, direction, cls, place in one.plan["changes"]
        if cls in WAITS or one.plan["class"] not in WAITS
    )


def taken_back(db: Db, coming: Sequence[Version], day: date) -> TakenBack:
    """What is told to whom, also when nobody was told so far: a notice may be on its way by now."""
    told = [one for one in coming if one.plan.get("told")]
    numbers = [one.number for one in told]
    return TakenBack(
        versions=tuple(numbers),
        day=day,
        channels=tuple(dict.fromkeys(way for one in told for way in one.plan["channels"])),
        people=int(db.value(SQL["told_people"], versions=numbers)),
        said_with=tuple(one.number for one in coming if one.plan.get("taken_back")),
    )
