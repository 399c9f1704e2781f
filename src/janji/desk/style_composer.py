"""The box to write in, in every state it can be in, for the style page; nobody is behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from janji.care import canned
from janji.desk import spans
from janji.desk.compose import Composer, Quoted
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.policy.business import Business

PERSON = UUID(int=0xA1)
STATES = ("approved", "pending")  # of the templates shown


@dataclass(frozen=True)
class Stand:
    """One state. name: its words are desk.style.box_<name>. shows: what the parts are given."""

    name: str
    shows: dict[str, Any]

    @property
    def at(self) -> str:
        """What makes the ids of this one its own."""
        return f"-{self.name}"


def stands(here: Business, language: str, now: datetime) -> list[Stand]:
    """Every state of the box below a conversation."""
    box, words = sample(here, language, now), say("desk.style.sample_out", language)
    typed = replace(box, text=words)
    shut = replace(box, window_open=False, shuts=now - spans.A_HOUR)
    taken = {"talk": held("agent", now), "mine": True}
    found = {
        "open": {"talk": held("waiting", now), "composer": box},
        "draft": {**taken, "composer": replace(typed, kept=True)},
        "quote": {**taken, "composer": replace(typed, quoted=quote(language))},
        "note": {**taken, "composer": replace(typed, noting=True)},
        "sending": {**taken, "composer": typed, "busy": True},
        "failed": {**taken, "composer": typed, "refused": Refused("care.agent.taken")},
        "offline": {**taken, "composer": typed, "hint": say("desk.talk.offline", language)},
        "unkept": {**taken, "composer": typed, "hint": say("desk.talk.draft_lost", language)},
        "shut": {"talk": held("closed", now), "composer": shut},
        "shut_alone": {"talk": held("closed", now), "composer": replace(shut, templates=[])},
        "muted": {**taken, "composer": box, "muted": SimpleNamespace(until=box.shuts)},
        "blocked": {"talk": held("bot", now), "closed_by": Refused("vault.blocked")},
        "restricted": {"talk": held("bot", now), "closed_by": Refused("vault.restricted")},
    }
    return [Stand(name, shows) for name, shows in found.items()]


def sample(here: Business, language: str, now: datetime) -> Composer:
    """An empty box with the ready-made words of the business, and two templates."""
    values = canned.slots(here, language, now, name="", agent="Siti", site="")
    text = say("desk.style.sample_out", language)
    templates = [
        canned.Preview(state, say("desk.style.on_talk", language), text, state, "", {})
        for state in STATES
    ]
    return Composer(
        form=PERSON, text="", kept=False, window_open=True, shuts=now + spans.A_HOUR,
        replies=canned.replies(here, language, values), templates=templates, quoted=None,
        noting=False,
    )  # fmt: skip


def quote(language: str) -> Quoted:
    """What an answer quotes."""
    return Quoted(PERSON, say("desk.style.sample_in", language))


def held(state: str, now: datetime) -> SimpleNamespace:
    """A conversation in this state."""
    since = now - spans.A_HOUR / 15
    return SimpleNamespace(state=state, agent_id=None, waiting_since=since, last_in_at=since)
