"""The inbox: the list of conversations beside an empty place to read, and what was not trusted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk.access import presence_of
from janji.desk.listing import belonging, listed, pane
from janji.desk.listing_rows import items
from janji.desk.listing_shown import shown_in
from janji.desk.rooms import first_page
from janji.desk.spoken import keeping
from janji.desk.staff import (
    business_of,
    businesses_of,
    can,
    for_work,
    house_of,
    staff_id,
    staff_only,
)
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
MOST_ASKED = 30


@staff_only
@require_safe
def inboxes(request: HttpRequest) -> HttpResponse:
    """The businesses one serves, or straight to where the day begins at the only one."""
    if request.session.get("first_password"):
        return redirect("desk:password")
    presence = presence_of(request)
    roles = presence.roles if presence else {}
    places = [
        {"name": one.name, "url": keeping(request, first_page(roles.get(one.id), one.slug))}
        for one in businesses_of(request)
    ]
    if len(places) == 1:
        return redirect(places[0]["url"])
    return render(request, "desk/inboxes.html", {"places": places})


@for_work("inbox")
@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of conversations, as the address asks for it."""
    return render(request, "desk/inbox.html", pane(request))


@for_work("inbox", wakes=False)
@require_safe
def inbox_rows(request: HttpRequest, slug: str) -> HttpResponse:
    """A piece of the list for a desk that is open: the lines that changed, or all; and the counts.

    ids: the conversations that changed (random ids, commas between); those that do not belong to
    the list shown are left out, so that the desk takes their lines away.
    """
    house, here, now = house_of(request), business_of(request), house_of(request).clock.now()
    shown = shown_in(request.GET)
    asked = ids_in(request.GET.get("ids", "")) if can(request, "talk") else []
    selected = next(iter(ids_in(request.GET.get("open", ""))), None)
    with house.act(here) as db:
        if asked:
            places = belonging(db, here, shown, asked, staff_id(request), now)
            found = items(request, db, places, now)
            facts = {"rows": found, "whole": False}
        else:
            facts = {"whole": True}
        whole = listed(request, db, shown, selected, now, with_rows=not asked)
        facts = {"pane": whole, "rows": whole.rows, **facts}
    return render(request, "desk/_list_piece.html", facts)


def ids_in(words: str) -> list[UUID]:
    """The ids in *words*, at most one page of them; what is none is left out."""
    found = []
    for word in words.split(",")[:MOST_ASKED]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


@for_work("quarantine")
@require_safe
def quarantine(request: HttpRequest, slug: str) -> HttpResponse:
    """What the door did not trust or understand, by reason."""
    with house_of(request).act(business_of(request)) as db:
        rows = db.all(SQL["quarantine"])
    return render(request, "desk/quarantine.html", {"rows": rows})


URLS = [
    path("", inboxes, name="inboxes"),
    path("<slug:slug>/", inbox, name="inbox"),
    path("<slug:slug>/rows", inbox_rows, name="inbox_rows"),
    path("<slug:slug>/quarantine", quarantine, name="quarantine"),
]
