"""janji plan: what a changed policy means and what it would do, before anybody takes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from janji.cli.main import language
from janji.kit.errors import JanjiError
from janji.kit.text import LANGUAGES, say

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.meaning import Change
    from janji.vault.foresight import Ending
    from janji.vault.plan_shape import Plan

MARKS = {"stricter": "↑", "looser": "↓", "wording": "·", "other": "~"}
DAYS_TOLD = 7


@click.command()
@click.argument("business")
@click.option("--json", "as_json", is_flag=True)
@click.option("--on")
def plan(business: str, as_json: bool, on: str | None) -> None:
    """Show what the file of BUSINESS would change: its meaning, its consequences, its duty."""
    from janji.cli import opening
    from janji.vault import plans
    from janji.vault.restamp_told import reach_here

    with opening.house(connections=2, tells=False) as house:
        here = opening.named(house.businesses, business)[0]
        with house.act(here) as db:
            made = plans.make(db, here, house.clock.now(), house.today(here), day_of(on))
            reached = reach_here(db, house.vault, here, house.today(here))
    if as_json:
        restamping = {"restamping": reached.facts() if reached else None}
        click.echo(json.dumps(facts(here, made) | restamping, ensure_ascii=False, indent=2))
    else:
        if reached:
            click.echo(reached.words(language()) + "\n")
        click.echo("\n".join(told(here, made, language())))
    sys.exit(1 if made.changes and made.blocks else 0)


def day_of(written: str | None) -> date | None:
    """A day as typed. Raises: JanjiError cli.law.no_day."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise JanjiError("cli.law.no_day", on=written) from None


def told(here: Business, made: Plan, spoken: str) -> Iterator[str]:
    """The plan for a person at the terminal, line by line."""
    from janji.policy.words import day_words

    base = {"name": here.slug, "number": made.base.number,
            "since": day_words(made.base.effective_on, spoken)}  # fmt: skip
    if not made.changes:
        yield say("cli.plan.coming" if made.waits else "cli.plan.same", spoken, **base)
        return
    yield say("cli.plan.head_coming" if made.waits else "cli.plan.head", spoken, **base)
    yield from (change_line(made, one, spoken) for one in made.changes)
    yield "\n" + say("cli.plan.means", spoken)
    yield "  " + say(f"cli.plan.class_{made.duty.cls}", spoken)
    yield "\n" + say("cli.plan.data", spoken)
    yield from data_lines(made, spoken)
    yield "\n" + say("cli.plan.people", spoken)
    yield from people_lines(made, spoken)
    yield from last_lines(here, made, spoken)


def change_line(made: Plan, change: Change, spoken: str) -> str:
    """One change: which way it goes, where it stands, what it means."""
    from janji.policy.meaning_words import said

    place = {"line": change.at.line, "column": change.at.column}
    where = (
        say("cli.plan.gone_line", spoken, number=made.base.number, **place)
        if change.in_old
        else f"policy.yaml:{change.at.line}:{change.at.column}"
    )
    way = say(f"cli.plan.{change.direction}", spoken)
    return f"  {MARKS[change.direction]} {way:<13} {said(change, spoken)}\n      {where}"


def data_lines(made: Plan, spoken: str) -> Iterator[str]:
    """What ends earlier and when; what keeps the older promise; what is held all the same."""
    for one in made.foresight.endings:
        yield from ending_lines(made, one, spoken)
    if not made.foresight.endings:
        yield "  " + say("cli.plan.ends_nothing", spoken)
    classes = {change.cls for change in made.changes}
    for cls, key in (("prospective", "kept_promise"), ("reconsent", "off")):
        if cls in classes:
            yield "  " + say(f"cli.plan.{key}", spoken)
    holds, kept = made.policy.file.holds, made.policy.file.retention
    for clause, n in made.foresight.holds.items():
        name = holds[clause].label.said(spoken) if clause in holds else clause
        yield "  " + say("cli.plan.hold", spoken, n=n, name=name)
    for where, law in made.foresight.floors.items():
        yield "  " + say("cli.plan.floor", spoken, name=kept[where].label.said(spoken), law=law)


def ending_lines(made: Plan, one: Ending, spoken: str) -> Iterator[str]:
    """One class of which something ends earlier, with the first days."""
    from janji.policy.words import day_words

    name = made.policy.file.retention[one.cls].label.said(spoken)
    yield "  " + say("cli.plan.ends", spoken, name=name, records=one.records, people=one.people,
                     first=day_words(one.first, spoken), at_once=one.at_once)  # fmt: skip
    for day, n in list(one.by_day.items())[:DAYS_TOLD]:
        yield say("cli.plan.ends_day", spoken, day=day_words(day, spoken), n=n)
    if len(one.by_day) > DAYS_TOLD:
        yield say("cli.plan.ends_more", spoken, n=len(one.by_day) - DAYS_TOLD)


def people_lines(made: Plan, spoken: str) -> Iterator[str]:
    """Who is told, through what, by when, and who demands it."""
    from janji.policy.words import day_words
    from janji.vault.plan_words import channel_names

    people, duty = made.foresight.people, made.duty
    if not duty.told:
        yield "  " + say("cli.plan.tell_page", spoken)
    elif people and made.told_by:
        yield "  " + say("cli.plan.tell", spoken, people=people, by=day_words(made.told_by, spoken),
                         channels=", ".join(channel_names(made, spoken)))  # fmt: skip
        yield "  " + say("cli.plan.reach", spoken, **made.foresight.reach)
    else:
        yield "  " + say("cli.plan.tell_nobody", spoken)
    gone = made.owed.taken_back
    if gone and gone.people:
        day = day_words(gone.day, spoken)
        yield "  " + say("cli.plan.taken_back", spoken, n=gone.people, day=day)
    if duty.law:
        yield "  " + say("cli.plan.why", spoken, law=duty.law, path=duty.path)
    if duty.promises:
        yield "  " + say("cli.plan.why_promised", spoken, ids=", ".join(duty.promises))


def last_lines(here: Business, made: Plan, spoken: str) -> Iterator[str]:
    """From when it would bind, what forbids it, how it is taken."""
    from janji.policy.words import day_words
    from janji.vault.plan_words import refusal_words

    day, first = (day_words(one, spoken) for one in (made.effective_on, made.earliest))
    yield "\n" + say("cli.plan.binds", spoken, day=day, earliest=first)
    if made.sentences:
        yield from sentence_lines(made, spoken)
    if made.blocks:
        yield say("cli.plan.blocked", spoken)
        yield from (f"  ✗ {refusal_words(one, spoken)}" for one in made.blocks)
        return
    yield say("cli.plan.take", spoken, business=here.slug, plan=made.name, day=made.effective_on,
              read="".join(f" --still-true {one}" for one in made.sentences))  # fmt: skip


def sentence_lines(made: Plan, spoken: str) -> Iterator[str]:
    """The published sentences that stay though what they rest on grows looser, to be read again."""
    from janji.policy.meaning_words import quote_words
    from janji.vault.plan_words import sentences_of

    yield say("cli.plan.sentences_left", spoken, ids=", ".join(made.sentences))
    for ids, says in sentences_of(made):
        yield f"    {', '.join(ids)}: “{quote_words(says, spoken)}”"


def facts(here: Business, made: Plan) -> dict[str, Any]:
    """The plan as plain JSON values, words in both languages."""
    from janji.vault.plan_taken import taken_back
    from janji.vault.plan_words import refusal_words

    seen = made.foresight
    return {
        "business": here.slug,
        "plan": made.name,
        "from": {"number": made.base.number, "hash": made.base.hash,
                 "effective_on": made.base.effective_on.isoformat()},
        "to": {"hash": made.new.hash, "label": made.policy.version},
        "class": made.duty.cls,
        "effective_on": made.effective_on.isoformat(),
        "earliest": made.earliest.isoformat(),
        "changes": [change_facts(one) for one in made.changes],
        "notice": {"told": made.duty.told, "channels": list(made.duty.channels),
                   "by": made.told_by.isoformat() if made.told_by else None,
                   "law": made.duty.law, "path": made.duty.path,
                   "promises": list(made.duty.promises), **taken_back(made)},
        "people": {"held": seen.people, **seen.reach},
        "endings": [
            {"class": one.cls, "records": one.records, "people": one.people,
             "at_once": one.at_once, "first": one.first.isoformat(), "last": one.last.isoformat(),
             "by_day": {day.isoformat(): n for day, n in one.by_day.items()}}
            for one in seen.endings
        ],
        "holds": dict(seen.holds),
        "floors": dict(seen.floors),
        "sentences_left": list(made.sentences),
        "law_errors": [row.id for row in made.errors],
        "blocks": [
            {"code": one.code, **{each: refusal_words(one, each) for each in LANGUAGES}}
            for one in made.blocks
        ],
    }  # fmt: skip


def change_facts(change: Change) -> dict[str, Any]:
    """One change as plain JSON values."""
    from janji.policy.meaning_words import before_after, said

    return {
        "what": change.what, "direction": change.direction, "class": change.cls,
        "path": change.place, "line": change.at.line, "column": change.at.column,
        "in": "old" if change.in_old else "new",
        **{each: said(change, each) for each in LANGUAGES},
        "before": {each: before_after(change, each)[0] for each in LANGUAGES},
        "after": {each: before_after(change, each)[1] for each in LANGUAGES},
    }  # fmt: skip
