"""How was it? One question after a conversation is closed, inside the window, answered 1 to 5."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from janji.channels import outbox
from janji.kit.db import Db, Row
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import gate, people
from janji.vault.house import Vault

QUESTION = "rate"
PURPOSE = "improve_service"
GOOD = 4
ANSWER = re.compile(r"\s*([1-5])\s*(?:/\s*5)?[.!]?\s*(?:bintang|stars?)?\s*")
STARS = re.compile(r"\s*(?:⭐\ufe0f?|★){1,5}\s*")


def may_ask(db: Db, business: Business, person: UUID, last_in_at: datetime, now: datetime) -> bool:
    """Whether the question is wanted here, allowed by the policy and this person, and still free.

    Outside the 24-hour window it would need a template, and nobody asks that way.
    """
    if not business.messages.ask_satisfaction or now - last_in_at > outbox.WINDOW:
        return False
    everyone = people.linked(db, person)
    return gate.refusal(db, business, PURPOSE, everyone, ["message_in"]) is None


def ask(db: Db, vault: Vault, business: Business, person: UUID, talk: Row, now: datetime) -> bool:
    """Queue the question when it may be asked; whether it was."""
    if not may_ask(db, business, person, talk.last_in_at, now):
        return False
    words = say("care.rate.ask", talk.language, name=business.name)
    outbox.enqueue(db, vault, business, person, words, now, author="bot")
    db.note("care.rate_asked", person)
    return True


def rating(text: str) -> int | None:
    """1 to 5 when *text* is an answer to the question and nothing else."""
    if STARS.fullmatch(text):
        return sum(sign in "⭐★" for sign in text)
    found = ANSWER.fullmatch(text)
    return int(found[1]) if found else None


def thanks(stars: int, language: str) -> str:
    """The word of thanks; a poor mark is told how to reach a person."""
    return say("care.rate.thanks" if stars >= GOOD else "care.rate.sorry", language)
