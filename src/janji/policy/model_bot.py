"""The part of policy.yaml about the bot: when it is quiet, and how sure it must be."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from janji.policy.base import Fraction, Grounded, Id, Part, SpanText, Whole


class ReplyLimit(Part):
    """How many replies the bot gives one sender."""

    burst: Whole = Field(ge=1)
    per_minute: Whole = Field(ge=1)
    per_day: Whole = Field(ge=1)


class AbuseLimits(Grounded):
    """When the bot falls silent for a sender. Messages are kept and people still see them.

    never_silences: words that always get through. key_lives: how long a sender's counter key lives.
    """

    replies: ReplyLimit
    same_text: Whole = Field(ge=2)
    same_text_within: SpanText
    links_in_first: Whole
    media_per_day: Whole = Field(ge=1)
    mute: tuple[SpanText, ...] = Field(min_length=1)
    key_lives: SpanText
    never_silences: tuple[Literal["rights", "stop", "person"], ...] = Field(min_length=1)


class Assistant(Grounded):
    """How sure the bot must be, and when it is quiet.

    precision: share of its own answers that must be right. ask_from: below this it asks nobody
    to choose and hands over. agent_idle: after this silence of the person helping, it returns.
    queue_line_every: who writes while waiting for a person is told so again after this.
    """

    precision: Fraction
    ask_from: Fraction
    choices: Whole = Field(ge=1, le=10)
    misses: Whole = Field(ge=1)
    burst_wait: SpanText
    agent_idle: SpanText
    session_gap: SpanText
    queue_line_every: SpanText | None = None


class CareTimes(Grounded):
    """How soon people are answered, and complaints settled.

    complaints: intents of answers.yaml that are complaints. A complaint is settled when staff close
    the conversation with one of the business's outcomes.
    """

    answered_within: SpanText | None = None
    settled_within: SpanText | None = None
    complaints: tuple[Id, ...] = ()
