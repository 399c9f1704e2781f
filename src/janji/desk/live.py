"""What an open desk asks in the background: who sits here, and who else is in a conversation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from janji.care import presence
from janji.desk.colleagues import colleagues
from janji.desk.search import must_talk
from janji.desk.staff import business_of, can, for_work, house_of, staff_id
from janji.kit.db import Db


@for_work("inbox", wakes=False)
@require_safe
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits here, for the front door's stream (`door.live`); being asked keeps the seat warm."""
    talks, house = can(request, "talk"), house_of(request)
    with house.act(business_of(request)) as db:
        presence.sit(db, staff_id(request), house.clock.now(), takes=talks)
    return JsonResponse({"staff": staff_id(request), "talks": talks})


@for_work("talk", wakes=False)
@require_POST
def look(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """This conversation is open before somebody; doing: open, typing or left."""
    doing, house = request.POST.get("doing"), house_of(request)
    with house.act(business_of(request)) as db:
        must_talk(db, person)
        if doing == "left":
            presence.leave(db, staff_id(request), person)
        else:
            now, typing = house.clock.now(), doing == "typing"
            presence.look_in(db, staff_id(request), person, now, typing=typing)
    return HttpResponse(status=204)


@for_work("talk", wakes=False)
@require_safe
def others(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Which colleagues have this conversation open or write in it now: a piece of the thread."""
    house = house_of(request)
    with house.act(business_of(request)) as db:
        must_talk(db, person)
        there = others_of(request, db, person, house.clock.now())
    return render(request, "desk/_others.html", {"others": there})


def others_of(request: HttpRequest, db: Db, person: UUID, now: datetime) -> list[tuple[str, bool]]:
    """Colleagues who have the conversation open: their name, and whether they write."""
    names = colleagues(request, db)
    found = presence.others_in(db, staff_id(request), person, now)
    return [(names.get(one.staff, ""), one.typing) for one in found]


URLS = [
    path("<slug:slug>/seat", seat, name="inbox_seat"),
    path("<slug:slug>/c/<uuid:person>/others", others, name="conversation_others"),
    path("<slug:slug>/c/<uuid:person>/look", look, name="conversation_look"),
]
