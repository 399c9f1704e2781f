"""What staff do in a conversation: take it, answer, give it back, close it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from janji.channels import outbox
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.house import Vault

SQL = named_sql(__file__)


def take_over(
    db: Db, business: Business, person: UUID, staff_id: int, now: datetime
) -> Refused | None:
    """The conversation is this person's now; refused while a colleague is busy in it."""
    conduct = business.policy.assistant
    idle_since = now - timedelta(seconds=conduct.agent_idle.seconds if conduct else 0)
    if not db.one(SQL["state_of"], person=person):
        return Refused("care.agent.no_conversation")
    if not db.run(SQL["take"], person=person, agent=staff_id, now=now, idle_since=idle_since):
        return Refused("care.agent.taken")
    db.note("care.taken_over", person, staff=staff_id)
    return None


def reply(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    text: str,
    staff_id: int,
    now: datetime,
    message: UUID | None = None,
) -> UUID | Refused:
    """Queue a staff reply. message: the form's own id: sent once, however often it is posted."""
    if not text.strip():
        return Refused("care.agent.nothing")
    row = db.one(SQL["state_of"], person=person)
    if row is not None and now - row.last_in_at > outbox.WINDOW:
        # Asked before taking over: the bot is not silenced for nothing.
        return Refused("care.agent.window_closed")
    refused = take_over(db, business, person, staff_id, now)
    if refused:
        return refused
    queued = outbox.enqueue(
        db, vault, business, person, text, now, author="agent", author_id=staff_id, message=message
    )
    if not isinstance(queued, Refused):
        db.run(SQL["answered"], person=person)
    return queued


def give_back(db: Db, person: UUID, staff_id: int) -> None:
    """The bot answers again."""
    db.run(SQL["leave"], person=person, state="bot")
    db.note("care.given_back", person, staff=staff_id)


def close(db: Db, person: UUID, staff_id: int) -> None:
    """The matter is settled; the next message begins a new session."""
    db.run(SQL["leave"], person=person, state="closed")
    db.note("care.closed", person, staff=staff_id)
