"""Plan and apply: what a changed policy means and does, taken exactly as it was shown.

A plan is the meaning of the difference between the version applied last and the file in the folder,
with its duty and its consequences on live data. Its name is made of the old version, the new file
and the meaning; whoever applies it names it, so nothing else can be taken in its stead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from janji.kit.db import Db
from janji.kit.errors import JanjiError, Refused
from janji.policy.business import Business
from janji.policy.lint_report import Row, reading_report
from janji.policy.meaning import Change, difference
from janji.policy.meaning_duty import Duty, duty_of, earliest, notice_by, sentences_left
from janji.policy.questions import Policy, compile_policy
from janji.vault import foresight, policy_drafts, proposals, restamp, versions
from janji.vault.foresight import Foresight
from janji.vault.plan_owed import owed_instead
from janji.vault.plan_shape import Owed, Plan
from janji.vault.plan_taken import taken
from janji.vault.versions import Version

NAMED_BY = 12  # letters of the hash in a plan's name


def make(db: Db, business: Business, now: datetime, today: date, on: date | None = None) -> Plan:
    """The plan from what was applied last to what the folder says; on: the day it would bind.

    Raises: PolicyRefused when the file cannot be used; LookupError when nothing was ever applied.
    """
    base = versions.newest(db)
    if base is None:
        raise LookupError(business.slug)
    draft = policy_drafts.standing(db, business)
    proposal = proposals.of_words(business, draft.words) if draft else proposals.proposed(business)
    old = versions.reading_of(db, base, business)
    words = versions.words_of(db, base.number)
    changes = tuple(difference(old, proposal.reading, (words.published, proposal.words.published)))
    retracts = is_retraction(db, base, today, proposal.hash, on)
    duty = duty_of(() if retracts else changes, old.facts)
    policy = compile_policy(proposal.reading.facts, proposal.hash)
    name = named(base, proposal.hash, changes, duty)
    people = foresight.people_held(db)
    first = max(earliest(duty, old.facts, today, people.all), coming_day(base, today))
    day = on or first
    counted = max(day, today)  # a day that is over is refused; nothing is counted for it
    owed = Owed(changes, duty)
    if changes and today < base.effective_on == day:
        owed = owed_instead(db, business, base, today, proposal, duty)
    standing = compile_policy(old.facts, base.hash)
    seen = foresight.foresee(db, business, standing, policy, counted, people)
    errors = tuple(reading_report(proposal.reading, business.folder, counted).of("error"))
    return Plan(
        name=name, today=today, base=base, old=old, new=proposal, policy=policy,
        changes=changes, duty=owed.duty, effective_on=day, earliest=first,
        told_by=notice_by(owed.duty, old.facts, counted), foresight=seen, owed=owed, errors=errors,
        blocks=(
            *blocks(changes, day, first, today, seen, errors), *moved(standing, policy),
        ),
        sentences=() if retracts else sentences_left(changes, old.facts, proposal.reading.facts),
    )  # fmt: skip


def is_retraction(
    db: Db, base: Version, today: date, proposed: str, on: date | None = None
) -> bool:
    """Whether the file takes a coming version back: it says what is in force, nothing is new.

    On a later day than that of *base* it does not: *base* binds until then.
    """
    running = versions.in_force(db, today)
    if running is None or running.number == base.number:
        return False
    if on is not None and on > base.effective_on:
        return False
    return proposals.counted(db, running) == proposed


def coming_day(base: Version, today: date) -> date:
    """What follows a coming version binds no sooner than that one would have."""
    return max(base.effective_on, today)


def named(base: Version, new_hash: str, changes: Sequence[Change], duty: Duty) -> str:
    """The plan's name, from the old version, the new file and the meaning."""
    meaning = [[one.what, one.direction, one.cls, one.place] for one in changes]
    whole = json.dumps([base.number, base.hash, new_hash, meaning, duty.cls], ensure_ascii=False)
    return f"{base.number}-{hashlib.sha256(whole.encode()).hexdigest()[:NAMED_BY]}"


def blocks(
    changes: Sequence[Change],
    day: date,
    first: date,
    today: date,
    seen: Foresight,
    errors: Sequence[Row],
) -> Iterator[Refused]:
    """Every reason why a plan cannot be taken."""
    if not changes:
        yield Refused("vault.plan.nothing")
    if errors:
        yield Refused("vault.plan.law", {"n": len(errors), "ids": " ".join(e.id for e in errors)})
    if day < today:
        yield Refused("vault.plan.past", {"day": day, "earliest": first})
    elif day < first:
        yield Refused("vault.plan.too_early", {"day": day, "earliest": first})
    for one in seen.stuck:
        until = one.until or "–"
        yield Refused("vault.plan.held", {"kind": one.kind, "n": one.records, "until": until})


def moved(old: Policy, new: Policy) -> Iterator[Refused]:
    """Why no kind may move to a class with a shorter life: its key is shared with what stays."""
    try:
        restamp.refuse_moved_kinds(old, new)
    except JanjiError as refused:
        yield Refused(refused.code, refused.values)


def apply(
    db: Db, business: Business, plan: str, *, author: str, now: datetime, today: date,
    on: date | None = None, still_true: Collection[str] = (),
) -> int | Refused:  # fmt: skip
    """Take exactly the plan called *plan*; return the number of the new version, or why not.

    on: the day it binds from; the earliest it may when left out. still_true: the ids of promises
    that *author* read again and found true, all of `Plan.sentences`. Every process follows by
    itself (`House.begin` makes this one do so at once). Raises: PolicyRefused.
    """
    db.run(versions.SQL["alone"])
    if versions.newest(db) is None:  # the first start takes the file as it is
        return Refused("vault.plan.nothing")
    made = make(db, business, now, today, on)
    refused = (
        other_plan(db, made, plan) or next(iter(made.blocks), None) or unread(made, still_true)
    )
    if refused:
        return refused
    number = versions.record(
        db, made.policy, made.new.words, author=author, now=now, effective_on=made.effective_on,
        plan=taken(made),
    )  # fmt: skip
    standing = compile_policy(made.old.facts, made.base.hash)
    restamp.begin(db, business, number, standing, made.policy, now)
    return number


def other_plan(db: Db, made: Plan, asked: str) -> Refused | None:
    """Why the plan that was asked for is not the one there is now."""
    if asked == made.name:
        return None
    it = next((one for one in versions.all_of(db) if one.plan.get("name") == asked), None)
    if it is not None:
        values = {"number": it.number, "author": it.author, "day": it.effective_on}
        return Refused("vault.plan.taken", values)
    number = asked.partition("-")[0]
    if number.isdecimal() and int(number) < made.base.number:
        base = made.base
        return Refused("vault.plan.faster", {"number": base.number, "author": base.author})
    if not made.changes:
        return Refused("vault.plan.none_such", {"number": made.base.number, "name": asked[:40]})
    return Refused("vault.plan.other", {"name": made.name})


def unread(made: Plan, still_true: Collection[str]) -> Refused | None:
    """Why it is not taken: a published sentence rests on less now, and nobody said it is true."""
    left = [one for one in made.sentences if one not in still_true]
    return Refused("vault.plan.unread", {"n": len(left), "ids": ", ".join(left)}) if left else None
