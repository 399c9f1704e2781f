"""One conversation: a window of its messages, what staff may do in it, and when it is no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import queue, satisfaction
from janji.care.labels import of as labels_of
from janji.desk import (
    beside,
    compose,
    listing,
    listing_shown,
    look,
    mask,
    media_view,
    person_side,
    promised,
    talk_acts,
    thread,
)
from janji.desk.live import others_of
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.desk.thread_text import calm
from janji.kit import phone
from janji.kit.clock import start_of_day
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.vault import gate, gate_files, muting, people
from janji.vault.places import FOREVER

SQL = named_sql(__file__)
PURPOSE = thread.PURPOSE
SHOWS = {"show_number": "number", "show_text": "text", "show_file": "document"}
QUIET = frozenset(("draft",))  # answered without a page when a script asks


@dataclass(frozen=True)
class Revealed:
    """What this one answer shows unmasked, each after a line in the ledger."""

    number: str | None = None
    asked_number: bool = False
    text: bool = False
    file: str = ""
    file_pass: str = ""


@for_work("talk")
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Show the conversation, or do what was pressed and show it again."""
    if request.method != "POST":
        return shown(request, person)
    act = request.POST.get("act", "")
    if act in SHOWS:
        return shown(request, person, show=act)
    refused = talk_acts.done(request, person, act)
    if act in QUIET and request.headers.get("Accept") == "application/json":
        return HttpResponse(status=422 if refused else 204)
    if refused:
        return shown(request, person, refused=refused)
    return redirect(onward(request, slug, person, act))


def onward(request: HttpRequest, slug: str, person: UUID, act: str) -> str:
    """Where one goes after *act*: on to the next once this one is settled, else here again."""
    here, further = beside.address(request, slug, person), beside.following(request)
    if act != "close" or further is None:
        return here
    with house_of(request).act(business_of(request)) as db:
        if db.one(SQL["talk"], person=further) is None:
            return here
    look.tell(request, "desk.talk.closed_next", (here, "reopen"))
    return beside.address(request, slug, further)


def shown(
    request: HttpRequest, person: UUID, *, show: str = "", refused: Refused | None = None
) -> HttpResponse:
    """The page of one conversation; 410 when it ended. Raises: Http404 when it never was."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        talk = db.one(SQL["talk"], person=person)
        if talk is None:
            return gone(request, db, person)
        facts = facts_of(request, db, talk, show, refused)
        if request.method == "GET" and request.headers.get("HX-Request"):
            return render(request, "desk/_talk.html", facts)  # an open desk asks what is new
        facts |= person_side.side(request, db, person)
    facts |= listing.pane(request, person)
    return render(request, "desk/conversation.html", facts, status=422 if refused else 200)


def facts_of(
    request: HttpRequest, db: Db, talk: Row, show: str, refused: Refused | None
) -> dict[str, Any]:
    """Everything the page shows, read in one transaction."""
    house, here, staff = house_of(request), business_of(request), staff_id(request)
    now, person = house.clock.now(), talk.person_id
    place = thread.Place(
        compose.as_id(request.GET.get("before")), compose.as_id(request.GET.get("at"))
    )
    found = thread.window(db, house.vault, here, person, place, staff, now)
    revealed = reveal(request, db, person, show, now)
    closed = found if isinstance(found, Refused) else None
    name = "" if isinstance(found, Refused) else found.name
    queue.opened(db, staff, person, now)
    carried = labels_of(db, [person]).get(person, [])
    return {
        "talk": talk,
        "person": person,
        "thread": None if closed else found,
        "closed_by": closed,
        "refused": refused or (revealed if isinstance(revealed, Refused) else None),
        "name": mask.plain(calm(name)),
        "revealed": Revealed() if isinstance(revealed, Refused) else revealed,
        "mine": talk.agent_id == staff,
        "staff_names": names_of(found, talk),
        "others": others_of(request, db, person, now),
        "labels": carried,
        "muted": muting.of(db, people.linked(db, person), now).get("mute"),
        "label_ids": {one.id for one in carried},
        "composer": None
        if closed
        else compose.composer(request, db, talk, name, refused=refused is not None),
        "outcomes": here.messages.outcomes,
        "asks": talk.state == "agent"
        and satisfaction.may_ask(db, here, person, talk.last_in_at, now),
        "ends_at": ends_at(talk, here.zone),
        "promise": promised.of_conversation(here),
    }


def reveal(
    request: HttpRequest, db: Db, person: UUID, show: str, now: datetime
) -> Revealed | Refused:
    """What was asked to be shown unmasked, for this answer alone."""
    if not show:
        return Revealed()
    what: Any = SHOWS[show]
    if show == "show_file" and shown_file(request, db, person) is None:
        return Refused("vault.no_such_file")
    refused = mask.reveal(db, request, person, what, PURPOSE)
    if refused:
        return refused
    if show == "show_text":
        return Revealed(text=True)
    if show == "show_file":
        found = shown_file(request, db, person)
        if found is None:
            return Refused("vault.no_such_file")
        token = media_view.a_pass(request, *found, now)
        return Revealed(file=f"{found[0]}/{found[1]}", file_pass=token)
    house, here = house_of(request), business_of(request)
    number = gate.contact(db, house.vault, here, PURPOSE, person, "whatsapp", by=staff_id(request))
    if isinstance(number, Refused):
        return number
    return Revealed(number=phone.written(number) if number else None, asked_number=True)


def shown_file(request: HttpRequest, db: Db, person: UUID) -> tuple[UUID, int] | None:
    """The file the form names, if it is this person's: the line of its showing names its owner."""
    record, _, n = request.POST.get("file", "").partition("/")
    message, number = compose.as_id(record), listing_shown.number(n)
    if message is None or number is None:
        return None
    known = gate_files.files_of(db, [message]).get(message, ())
    everyone = people.linked(db, person)
    theirs = any(one.n == number and one.person_id in everyone for one in known)
    return (message, number) if theirs else None


def ends_at(talk: Row, zone: str) -> datetime | None:
    """When the last of it is gone; None while a purpose lasts or nothing is held."""
    if talk.last_day is None or talk.last_day >= FOREVER:
        return None
    return start_of_day(talk.last_day, zone)


def names_of(found: thread.Thread | Refused, talk: Row) -> dict[int, str]:
    """The account names of staff who wrote here or have it now, by number."""
    from django.contrib.auth.models import User

    lines = () if isinstance(found, Refused) else found.lines
    wanted = {one.author_id for one in lines} | {talk.agent_id}
    rows = User.objects.filter(pk__in=wanted - {None}).values_list("pk", "username")
    return dict(rows)


def gone(request: HttpRequest, db: Db, person: UUID) -> HttpResponse:
    """What happened to a conversation that was here. Raises: Http404 when none ever was."""
    trace = db.one(SQL["trace"], person=person)
    if trace is None or trace.last_at is None:
        raise Http404
    facts = {
        "erased": trace.erased_at is not None,
        "at": trace.erased_at or trace.last_at,
        "promise": promised.of_conversation(business_of(request)),
        "typed": request.POST.get("text", ""),
    }
    return render(request, "desk/conversation_gone.html", facts, status=410)


URLS = [
    path("<slug:slug>/c/<uuid:person>", conversation, name="conversation"),
]
