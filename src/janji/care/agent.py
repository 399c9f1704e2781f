"""What staff do in a conversation: take it, answer, give it back, close it, open it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from janji.care import drafts, satisfaction
from janji.channels import outbox
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import derived_id
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate
from janji.vault.house import Vault

SQL = named_sql(__file__)
PURPOSE = "customer_support"
UNSENT = frozenset(("failed", "refused"))


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
    template: outbox.Template | None = None,
    as_old_as: datetime | None = None,
) -> UUID | Refused:
    """Queue a staff reply; the draft it came from ends with it.

    message: the form's own id: sent once, however often it is posted. template: the approved one
    that *text* is the preview of, the only way out while the window is shut. as_old_as: the moment
    of what it quotes or repeats.
    """
    if not text.strip():
        return Refused("care.agent.nothing")
    if message is not None and db.one(SQL["is_queued"], message=message):
        return message
    row = db.one(SQL["state_of"], person=person)
    if template is None and row is not None and now - row.last_in_at > outbox.WINDOW:
        # Asked before taking over: the bot is not silenced for nothing.
        return Refused("care.agent.window_closed")
    refused = take_over(db, business, person, staff_id, now)
    if refused:
        return refused
    drafts.drop(db, vault, business, person, staff_id)
    queued = outbox.enqueue(
        db, vault, business, person, text, now, author="agent", author_id=staff_id,
        message=message, template=template, as_old_as=as_old_as,
    )  # fmt: skip
    if not isinstance(queued, Refused):
        db.run(SQL["answered"], person=person)
    return queued


def send_again(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    message: UUID,
    staff_id: int,
    now: datetime,
) -> UUID | Refused:
    """Queue a copy of a message that did not go out, once, however often it is asked for.

    The copy ends with the day of what it copies. Its own failure may be tried again in its turn. A
    code is never sent again: it is made anew where it is asked for.
    """
    envelope = db.one(SQL["envelope"], message=message)
    if envelope is None or envelope.person_id != person or envelope.state not in UNSENT:
        return Refused("care.agent.not_failed")
    opened = gate.read_records(db, vault, business, PURPOSE, [message], by=staff_id)
    if isinstance(opened, Refused):
        return opened
    content = opened[0].content if opened else None
    if content is None:
        return Refused("channels.words_gone")
    if "sends" in content:
        return Refused("care.agent.secret")
    queued = reply(
        db, vault, business, person, str(content.get("text", "")), staff_id, now,
        message=copy_id(vault, business, message), template=outbox.template_of(content),
        as_old_as=opened[0].made_at,
    )  # fmt: skip
    if not isinstance(queued, Refused):
        db.run(SQL["repeated"], message=message, now=now)
    return queued


def copy_id(vault: Vault, business: Business, message: UUID) -> UUID:
    """The one id that a second try of *message* has."""
    digest = vault.sealer(business.id).find_hash("send_again", str(message))
    return derived_id(message, digest)


def give_back(db: Db, person: UUID, staff_id: int) -> None:
    """The bot answers again."""
    db.run(SQL["leave"], person=person, state="bot")
    db.note("care.given_back", person, staff=staff_id)


def close(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    staff_id: int,
    now: datetime,
    outcome: str | None = None,
) -> Refused | None:
    """The matter is settled with one of the business's words; the next message begins anew.

    Every draft ends. Inside the window the person is asked how it was, where the policy and the
    person let us ask.
    """
    known = {one.id for one in business.messages.outcomes}
    if outcome is not None and outcome not in known:
        return Refused("care.agent.no_outcome")
    talk: Row | None = db.one(SQL["state_of"], person=person)
    if talk is None:
        return Refused("care.agent.no_conversation")
    asked = talk.state == "agent" and satisfaction.ask(db, vault, business, person, talk, now)
    db.run(
        SQL["close"], person=person, outcome=outcome, now=now,
        question=satisfaction.QUESTION if asked else None,
    )  # fmt: skip
    drafts.drop_all(db, person)
    db.note("care.closed", person, staff=staff_id, outcome=outcome or "none")
    return None


def reopen(
    db: Db, business: Business, person: UUID, staff_id: int, now: datetime
) -> Refused | None:
    """A closed conversation goes on, with this member of staff."""
    talk = db.one(SQL["state_of"], person=person)
    if talk is None:
        return Refused("care.agent.no_conversation")
    if talk.state != "closed":
        return Refused("care.agent.not_closed")
    db.run(SQL["reopen"], person=person)
    return take_over(db, business, person, staff_id, now)
