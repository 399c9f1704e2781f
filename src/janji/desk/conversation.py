"""One conversation, opened through the gate for customer support, and what staff may do in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import agent
from janji.channels.outbox import WINDOW
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.vault import gate

SQL = named_sql(__file__)
PURPOSE = "customer_support"
KINDS = ("message_in", "message_out", "note")
MOST = 100
LONGEST = 6_000


@dataclass(frozen=True)
class Line:
    """One message for the page. text is None when its key is already gone."""

    mine: bool
    author: str
    text: str | None
    place: bool
    files: int
    at: datetime
    state: str | None
    error_code: int | None
    gone_on: date
    days_left: int


@for_work("talk")
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Show the conversation, or do what was pressed and show it again."""
    if request.method != "POST":
        return shown(request, person)
    act = request.POST.get("act", "")
    if act == "show_number":
        return shown(request, person, with_number=True)
    refused = done(request, person, act)
    if refused:
        return shown(request, person, refused=refused)
    return redirect("desk:conversation", slug=slug, person=person)


class Undone(Exception):  # noqa: N818 - not a fault: an expected no that takes its transaction back
    """An act was refused: nothing of it may stay."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


def done(request: HttpRequest, person: UUID, act: str) -> Refused | None:
    """Do one act in one transaction, wholly or not at all; say why not when it may not be."""
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
    here, staff = business_of(request), staff_id(request)
    if act == "take_over":
        return agent.take_over(db, here, person, staff, now)
    if act == "give_back":
        agent.give_back(db, person, staff)
        return None
    if act == "close":
        return agent.close(db, house_of(request).vault, here, person, staff, now)
    if act != "reply":
        return Refused("desk.unknown_act")
    text, vault = request.POST.get("text", "")[:LONGEST], house_of(request).vault
    found = agent.reply(db, vault, here, person, text, staff, now, message=form_id(request))
    return found if isinstance(found, Refused) else None


def form_id(request: HttpRequest) -> UUID | None:
    """The form's own id: pressing twice sends once."""
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return None


def shown(
    request: HttpRequest, person: UUID, *, with_number: bool = False, refused: Refused | None = None
) -> HttpResponse:
    """The page of one conversation. Raises: Http404 when there is none (or no more)."""
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        talk = db.one(SQL["talk"], person=person)
        if talk is None:
            raise Http404
        opened = gate.read(db, house.vault, here, PURPOSE, person=person, kinds=KINDS, most=MOST)
        number: Any = None
        if with_number:
            number = gate.contact(db, house.vault, here, PURPOSE, person, "whatsapp")
        lines = [] if isinstance(opened, Refused) else told(db, opened, local_date(now, here.zone))
    facts = {
        "talk": talk,
        "person": person,
        "lines": lines,
        "refused": refused or (opened if isinstance(opened, Refused) else None),
        "name": name_in([] if isinstance(opened, Refused) else opened),
        "number": number if isinstance(number, str) else None,
        "asked_number": with_number,
        "mine": talk.agent_id == staff_id(request),
        "typed": request.POST.get("text", "") if refused else "",
        "form": new_id(now),
        **window(talk, now),
    }
    return render(request, "desk/conversation.html", facts, status=422 if refused else 200)


def window(talk: Row, now: datetime) -> dict[str, Any]:
    """Until when WhatsApp lets us write freely, and what is left of it in whole minutes."""
    shuts = talk.last_in_at + WINDOW
    left = max(0, int((shuts - now).total_seconds() // 60))
    return {"window_open": shuts > now, "window_shuts": shuts, "window_hours": left // 60,
            "window_minutes": left % 60}  # fmt: skip


def told(db: Db, opened: list[gate.Opened], today: date) -> list[Line]:
    """The messages oldest first, each with how it fared and when it is gone."""
    rows = db.all(SQL["envelopes"], messages=[one.record_id for one in opened])
    envelopes = {row.message_id: row for row in rows}
    return [line(one, envelopes.get(one.record_id), today) for one in reversed(opened)]


def line(one: gate.Opened, envelope: Row | None, today: date) -> Line:
    """One message with its envelope; an envelope may be gone a moment before its words."""
    mine = one.kind != "message_in"
    content = one.content
    return Line(
        mine=mine,
        author=(envelope.author if envelope and envelope.author else "agent")
        if mine
        else "customer",
        text=None if content is None else str(content.get("text") or ""),
        place=bool(content and content.get("place")),
        files=int(envelope.media) if envelope else len((content or {}).get("media", ())),
        at=one.made_at,
        state=envelope.state if envelope and mine else None,
        error_code=envelope.error_code if envelope else None,
        gone_on=one.expires_on,
        days_left=(one.expires_on - today).days,
    )


def name_in(opened: list[gate.Opened]) -> str | None:
    """The newest display name the person wrote under, if any."""
    names = ((one.content or {}).get("name") for one in opened if one.kind == "message_in")
    return next((str(name) for name in names if name), None)


URLS = [
    path("<slug:slug>/c/<uuid:person>", conversation, name="conversation"),
]
