"""Conversations, waiting ones first, and what could not be trusted. No words are opened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk.staff import (
    business_of,
    businesses_of,
    can,
    for_work,
    house_of,
    staff_only,
)
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
MOST = 100
STATES = ("waiting", "agent", "bot", "closed")


@staff_only
@require_safe
def inboxes(request: HttpRequest) -> HttpResponse:
    """The businesses of this installation, or straight to the only one."""
    if request.session.get("first_password"):
        return redirect("desk:password")
    businesses = businesses_of(request)
    if len(businesses) == 1:
        return redirect("desk:inbox", slug=businesses[0].slug)
    return render(request, "desk/inboxes.html", {"businesses": businesses})


@for_work("inbox")
@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Every conversation still held, those who wait for a person first."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in STATES else None
    with house_of(request).act(business_of(request)) as db:
        rows = db.all(SQL["conversations"], state=state, most=MOST)
        counts = {row.state: row.n for row in db.all(SQL["by_state"])}
    facts: dict[str, Any] = {
        "conversations": rows,
        "states": [{"name": name, "count": counts.get(name, 0)} for name in STATES],
        "chosen": state,
        "all": sum(counts.values()),
        "may_talk": can(request, "talk"),
    }
    return render(request, "desk/inbox.html", facts)


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
    path("<slug:slug>/quarantine", quarantine, name="quarantine"),
]
