"""The published sentence that says until when a conversation is held, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from janji.policy.business import Business

KIND = "message_in"


@dataclass(frozen=True)
class Sentence:
    """A promise in its published words, by language. anchor: its place on the policy page."""

    id: str
    anchor: str
    words: Mapping[str, str]


def of_conversation(business: Business) -> Sentence | None:
    """The sentence that the retention of messages is bound to; None when none says it."""
    rule = f"retention.{business.policy.retention_class(KIND)}.keep"
    for one in business.policy.promises:
        if one.rule == rule:
            return Sentence(one.id, one.id.lower(), {**one.ours, **one.quotes})
    return None
