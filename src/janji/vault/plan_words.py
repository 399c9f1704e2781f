"""A plan in the words of people, for every face of the product."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from janji.kit.text import say
from janji.policy.words import day_words

if TYPE_CHECKING:
    from janji.kit.errors import Refused
    from janji.policy.base import Quote
    from janji.vault.plan_shape import Plan


def refusal_words(refused: Refused, spoken: str) -> str:
    """Why not, with days as people write them."""
    values = {
        name: day_words(value, spoken) if isinstance(value, date) else value
        for name, value in refused.values.items()
    }
    return say(refused.code, spoken, **values)


def sentences_of(made: Plan) -> list[tuple[tuple[str, ...], Quote]]:
    """The published sentences that stay, each once, with the ids of the promises they hold."""
    found: dict[str, tuple[list[str], Quote]] = {}
    for one in made.new.reading.facts.promises:
        if one.id in made.sentences:
            found.setdefault(str(one.says), ([], one.says))[0].append(one.id)
    return [(tuple(ids), says) for ids, says in found.values()]


def channel_names(made: Plan, spoken: str) -> list[str]:
    """The channels of its notices by the names customers know."""
    known = made.old.facts.channels
    return [known[one].label.said(spoken) if one in known else one for one in made.duty.channels]
