"""What waits for the group commit: shapes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from janji.policy.business import Business
from janji.vault.people import Identifier


@dataclass(slots=True)
class Arrival:
    """One verified inbound message, readable only until it is sealed."""

    business: Business
    identifiers: tuple[Identifier, ...]
    sid: str
    content: dict[str, Any]
    media: int
    at: datetime
    dropped: tuple[str, ...] = ()
    tries: int = 0


@dataclass(slots=True)
class Status:
    """One delivery status of a message we sent. message: our id from the callback's query."""

    business: Business
    message: UUID | None
    sid: str
    status: str
    error: int | None
    at: datetime
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class Suspect:
    """Something that could not be trusted or understood."""

    business: Business
    door: str
    reason: str
    body: bytes
    at: datetime
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What the group commit did: stored, duplicate, counted, quarantined."""

    word: str


Item = Arrival | Status | Suspect
