"""One conversation changes hands: taken, given with a note, let go; and who is at the desk."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from janji.care import assignment, assignment_notes, labels, presence, queue
from janji.desk import beside
from janji.desk.bulk import say_what, wakes
from janji.desk.colleagues import by_name, colleagues
from janji.desk.listing_shown import number, shown_in
from janji.desk.look import tell
from janji.desk.search import must_talk
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.errors import Refused


@for_work("talk")
@require_POST
def assign(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Give this conversation to somebody (to), from whom the page showed (was), with a note."""
    house, here, me = house_of(request), business_of(request), staff_id(request)
    to, was = number(request.POST.get("to", "")), number(request.POST.get("was", ""))
    now, words = house.clock.now(), request.POST.get("note", "")
    with house.act(here) as db:
        must_talk(db, person)
        if not to:
            say_what(request, "let_go", assignment.let_go(db, [person], me))
        elif to not in colleagues(request, db):
            tell(request, "desk.inbox.told.unknown")
        else:
            changed = assignment.assign(db, [person], to, me, now, over=was)
            say_what(request, "take" if to == me else "give", changed)
            if changed.done and words.strip():
                kept = assignment_notes.keep_note(
                    db, house.vault, here, person, words, me, now, by_name(request, db)
                )
                if isinstance(kept, Refused):
                    tell(request, kept.code, **{k: int(v) for k, v in kept.values.items()})
    return redirect(beside.address(request, slug, person))


@for_work("talk")
@require_POST
def label(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Put a label on this conversation (put) or take one from it (take)."""
    put, take = number(request.POST.get("put", "")), number(request.POST.get("take", ""))
    with house_of(request).act(business_of(request)) as db:
        must_talk(db, person)
        if put is not None:
            say_what(request, "label", labels.put(db, put, [person], staff_id(request)))
        if take is not None:
            say_what(request, "unlabel", labels.take(db, take, [person], staff_id(request)))
    return redirect(beside.address(request, slug, person))


@for_work("talk")
@require_POST
def snooze(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Put this conversation aside until a time, or bring it back."""
    house, here, until = house_of(request), business_of(request), request.POST.get("until", "")
    now = house.clock.now()
    with house.act(here) as db:
        must_talk(db, person)
        when = wakes(until, here.zone, now) if until else None
        changed = queue.snooze(db, staff_id(request), [person], when)
    say_what(request, "sleep" if until else "wake", changed)
    if not until or not changed.done:
        return redirect(beside.address(request, slug, person))
    return redirect(beside.list_address(request, slug))


@for_work("talk")
@require_POST
def away(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one takes no conversations for now, or that one is back."""
    house, gone = house_of(request), request.POST.get("away") == "1"
    with house.act(business_of(request)) as db:
        presence.say_away(db, staff_id(request), house.clock.now(), away=gone, takes=True)
    tell(request, "desk.inbox.told.away" if gone else "desk.inbox.told.back")
    shown = shown_in(dict(parse_qsl(request.POST.get("back", ""))))
    return redirect(f"{reverse('desk:inbox', args=[slug])}?{shown.query()}")


URLS = [
    path("<slug:slug>/away", away, name="inbox_away"),
    path("<slug:slug>/c/<uuid:person>/assign", assign, name="conversation_assign"),
    path("<slug:slug>/c/<uuid:person>/label", label, name="conversation_label"),
    path("<slug:slug>/c/<uuid:person>/snooze", snooze, name="conversation_snooze"),
]
