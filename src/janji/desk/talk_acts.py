"""What can be pressed in a conversation: each act wholly done in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from janji.care import agent, canned, drafts
from janji.care.assignment_notes import keep_note
from janji.channels import outbox
from janji.desk import compose
from janji.desk.colleagues import by_name
from janji.desk.staff import business_of, house_of, staff_id
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import records
from janji.vault.house import Vault

SQL = named_sql(__file__)


@dataclass(frozen=True)
class Scene:
    """Where an act happens."""

    request: HttpRequest
    db: Db
    vault: Vault
    here: Business
    talk: Row
    staff: int
    now: datetime

    @property
    def person(self) -> UUID:
        """Whose conversation it is."""
        found: UUID = self.talk.person_id
        return found


class Undone(Exception):  # noqa: N818 - not a fault: an expected no that takes its transaction back
    """An act was refused: nothing of it may stay."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


def done(request: HttpRequest, person: UUID, act: str) -> Refused | None:
    """Do one act in one transaction; say why not when it may not be."""
    house = house_of(request)
    try:
        with house.act(business_of(request)) as db:
            refused = acted(request, db, person, act, house.clock.now())
            if refused:
                raise Undone(refused)
    except Undone as undone:
        return undone.refused
    return None


def acted(request: HttpRequest, db: Db, person: UUID, act: str, now: datetime) -> Refused | None:
    """The act itself, in the caller's transaction."""
    todo = ACTS.get(act)
    if todo is None:
        return Refused("desk.unknown_act")
    talk = db.one(SQL["talk"], person=person)
    if talk is None:
        return Refused("care.agent.no_conversation")
    house, here = house_of(request), business_of(request)
    return todo(Scene(request, db, house.vault, here, talk, staff_id(request), now))


def why_not(found: UUID | Refused) -> Refused | None:
    """The refusal in what a room answered."""
    return found if isinstance(found, Refused) else None


def reply(at: Scene) -> Refused | None:
    """Send what was typed, below the message it quotes."""
    text = at.request.POST.get("text", "")[: compose.LONGEST]
    source = compose.quoted_record(at.request, at.db, at.person)
    text = compose.with_quote(text, compose.quoted(at.request, at.db, at.person))
    return why_not(
        agent.reply(
            at.db, at.vault, at.here, at.person, text, at.staff, at.now,
            message=compose.form_id(at.request), as_old_as=source.made_at if source else None,
        )
    )  # fmt: skip


def template(at: Scene) -> Refused | None:
    """Send an approved template: the way out when the window is shut."""
    values = compose.slots_of(at.request, at.talk, "", at.now)
    wanted = at.request.POST.get("template", "")
    found = next(
        (one for one in canned.previews(at.here, at.talk.language, values) if one.id == wanted),
        None,
    )
    if found is None or not found.usable:
        return Refused("desk.talk.template_unusable")
    return why_not(
        agent.reply(
            at.db, at.vault, at.here, at.person, found.text, at.staff, at.now,
            message=compose.form_id(at.request),
            template=outbox.Template(found.content_sid, dict(found.values)),
        )
    )  # fmt: skip


def note(at: Scene) -> Refused | None:
    """Keep an internal note; whom it names with an @ is called."""
    text, form = at.request.POST.get("text", ""), compose.form_id(at.request)
    own = UUID(int=form.int ^ 1) if form else None  # the same form may still send an answer
    kept = keep_note(
        at.db, at.vault, at.here, at.person, text, at.staff, at.now, by_name(at.request, at.db), own
    )
    drafts.drop(at.db, at.vault, at.here, at.person, at.staff)
    return why_not(kept)


def draft(at: Scene) -> Refused | None:
    """Keep what was typed for later."""
    text = at.request.POST.get("text", "")
    kept = drafts.keep(at.db, at.vault, at.here, at.person, at.staff, text, at.now)
    return None if kept else Refused("care.agent.no_conversation")


def send_again(at: Scene) -> Refused | None:
    """Try a message that did not go out once more."""
    message = compose.as_id(at.request.POST.get("message"))
    if message is None or not records.is_kept(at.db, message):
        return Refused("care.agent.not_failed")
    return why_not(agent.send_again(at.db, at.vault, at.here, at.person, message, at.staff, at.now))


def close(at: Scene) -> Refused | None:
    """End it with one of the business's words."""
    outcome = at.request.POST.get("outcome") or None
    return agent.close(at.db, at.vault, at.here, at.person, at.staff, at.now, outcome)


def give_back(at: Scene) -> Refused | None:
    """The bot answers again."""
    agent.give_back(at.db, at.person, at.staff)
    return None


ACTS: dict[str, Callable[[Scene], Refused | None]] = {
    "reply": reply,
    "template": template,
    "note": note,
    "draft": draft,
    "send_again": send_again,
    "close": close,
    "give_back": give_back,
    "take_over": lambda at: agent.take_over(at.db, at.here, at.person, at.staff, at.now),
    "reopen": lambda at: agent.reopen(at.db, at.here, at.person, at.staff, at.now),
}
