"""The shape of messages.yaml: what staff say ready-made. No promise and no person stands in it."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from janji.kit import pii
from janji.policy.base import Both, Id, Language, Part, YesNo

SLOTS = frozenset(("name", "agent", "business", "hours", "link", "phone", "email"))
# WhatsApp keeps a template's words and values outside our clocks, so no slot of a person's.
IN_TEMPLATES = SLOTS - {"name"}
GAP = re.compile(r"\{\{(\w+)\}\}")
LONGEST_GAP_VALUE = 1_600  # Twilio: ContentVariables, each value
State = Literal["approved", "pending", "paused", "rejected", "not_submitted"]
ContentSid = Annotated[str, StringConstraints(pattern=r"\AHX[0-9a-fA-F]{32}\z")]


def without_people(words: Both) -> Both:
    """*words* without anything that points at a person: ready-made words are said to everybody."""
    if any(pii.find(one) for one in (words.id, words.en)):
        raise PydanticCustomError("personal_in_words", "personal data")
    return words


def known_slots(words: Both) -> Both:
    """*words* whose {slots} are all known; a brace out of place is refused."""
    try:
        slots = {name for one in (words.id, words.en) for _, name, _, _ in Formatter().parse(one)}
    except ValueError:
        raise PydanticCustomError("strange_slot", "a brace out of place") from None
    if slots - SLOTS - {None}:
        raise PydanticCustomError("strange_slot", "an unknown slot")
    return words


Spoken = Annotated[Both, AfterValidator(without_people)]
Ready = Annotated[Both, AfterValidator(without_people), AfterValidator(known_slots)]


class Canned(Part):
    """A reply staff choose instead of typing it. words may hold {name}, {hours}, {agent} …"""

    id: Id
    title: Spoken
    words: Ready


class Submitted(Part):
    """One language of a template at the provider: its id there, and whether it may be used."""

    content_sid: ContentSid
    state: State


class MessageTemplate(Part):
    """A template that WhatsApp approves: the only way to write when the 24-hour window is shut.

    words: with {{1}}, {{2}} …; variables: what fills each; a template neither begins nor ends with
    a gap, and no two gaps touch (Twilio, "Content template variables").
    """

    id: Id
    title: Spoken
    category: Literal["utility", "marketing", "authentication"]
    words: Spoken
    variables: dict[str, Literal["agent", "business", "hours", "link", "phone", "email"]] = {}
    submitted: dict[Language, Submitted] = {}

    @model_validator(mode="after")
    def _gaps_fit(self) -> MessageTemplate:
        for words in (self.words.id, self.words.en):
            named = set(GAP.findall(words))
            touching = GAP.match(words) or words.endswith("}}") or "}}{{" in words
            if named != set(self.variables) or touching:
                raise PydanticCustomError("template_gaps", "gaps and variables differ")
        return self


class Outcome(Part):
    """A word for how a conversation ended; counted, never explained."""

    id: Id
    label: Spoken


class MessagesFile(Part):
    """Everything ready-made of one business. ask_satisfaction: after closing, inside the window."""

    ask_satisfaction: YesNo = False
    outcomes: tuple[Outcome, ...] = Field(default=())
    canned: tuple[Canned, ...] = Field(default=())
    templates: tuple[MessageTemplate, ...] = Field(default=())

    @model_validator(mode="after")
    def _each_once(self) -> MessagesFile:
        for listed in (self.outcomes, self.canned, self.templates):
            if len({one.id for one in listed}) < len(listed):
                raise PydanticCustomError("twice_in_list", "an id stands twice")
        return self


NOTHING_READY = MessagesFile()
