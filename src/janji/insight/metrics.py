"""The counters: each makes facts, a number that stands for somebody and one closed word."""

from __future__ import annotations

from collections.abc import Callable

from janji.insight import spans
from janji.insight.counts import Fact, Nested
from janji.insight.seen import Seen
from janji.kit.db import Row

Counter = Callable[[Seen], list[Fact]]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARED = {"delivered": "delivered", "read": "delivered", "failed": "failed", "refused": "failed"}

STARS = {"1": "unhappy", "2": "unhappy", "3": "fair", "4": "happy", "5": "happy"}


def per_turn(name: Callable[[Row], str]) -> Counter:
    """A counter of turns by what *name* says of each."""
    return lambda seen: [(turn.who, name(turn)) for turn in seen.turns]


def per_talk(name: Callable[[Row], str]) -> Counter:
    """A counter of answered conversations by what *name* says of each."""
    return lambda seen: [(talk.who, name(talk)) for talk in seen.talks]


def conversations(seen: Seen) -> list[Fact]:
    """A person's day with at least one turn is one conversation."""
    return [(who, "held") for who, _ in {(turn.who, turn.day) for turn in seen.turns}]


def messages(seen: Seen) -> list[Fact]:
    """Messages by direction."""
    return [(message.who, message.direction) for message in seen.messages]


def delivery(seen: Seen) -> list[Fact]:
    """Messages out by how they fared."""
    out = (message for message in seen.messages if message.direction == "out")
    return [(message.who, FARED.get(message.state or "", "under_way")) for message in out]


def refusals(seen: Seen) -> list[Fact]:
    """Who said no, by what they said no to."""
    return [(one.who, str(one.purpose)) for one in seen.refusals]


def requests(seen: Seen) -> list[Fact]:
    """Requests about data, answered in time or late."""
    return [(one.who, "in_time" if one.in_time else "late") for one in seen.requests]


def satisfaction(seen: Seen) -> list[Fact]:
    """Marks that people gave when asked how it was, in three words."""
    marks = [(turn.who, turn.outcome.removeprefix("rated_")) for turn in seen.turns]
    return [(who, STARS[mark]) for who, mark in marks if mark in STARS]


def waited(talk: Row) -> str:
    """How long somebody waited for a person; "bot" when none was needed.

    One metric for both, so that the number of talks with people is in no second cell.
    """
    return "bot" if talk.person is None else spans.word(talk.person)


COUNTERS: dict[str, Counter] = {
    "intent": per_turn(lambda turn: str(turn.intent)),
    "language": per_turn(lambda turn: str(turn.language)),
    "band": per_turn(lambda turn: str(turn.band)),
    "handover": per_turn(lambda turn: "yes" if turn.outcome == "handed_over" else "no"),
    "hour": per_turn(lambda turn: str(turn.hour)),
    "weekday": per_turn(lambda turn: DAYS[turn.weekday - 1]),
    "conversations": conversations,
    "messages": messages,
    "delivery": delivery,
    "first_response": per_talk(lambda talk: spans.word(talk.first)),
    "person_response": per_talk(waited),
    "resolution": per_talk(lambda talk: spans.word(talk.whole)),
    "refusals": refusals,
    "requests": requests,
    "satisfaction": satisfaction,
}
# The same turns in finer and coarser words: a hand-over is a band, rights and commands are intents.
NESTED = (
    Nested("intent", "band", frozenset(("rights", "command"))),
    Nested("band", "handover", frozenset(("yes", "no"))),
)
