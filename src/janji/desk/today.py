"""The day of each role on one screen: who waits, what is due, what ends tonight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk.settings import steps_now
from janji.desk.staff import business_of, can, for_work, house_of, staff_id
from janji.kit.calendar import ONE_DAY
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.rights import answer as answers

SQL = named_sql(__file__)
MOST = 5


@for_work("inbox")
@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """What the role of the person at the desk has to do now; nothing personal is opened."""
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        tiles = [*talk_tiles(request, db), *data_tiles(request, db, now)]
        oldest = db.all(SQL["oldest"], most=MOST) if can(request, "talk") else []
        due = answers.waiting(db)[:MOST] if can(request, "requests") else []
    facts = {
        "missing": [step for step in steps_now(request) if step.need and not step.done]
        if can(request, "settings")
        else [],
        "tiles": tiles,
        "oldest": oldest,
        "due": due,
        "calm": not oldest and not due and not any(tile["n"] for tile in tiles if tile["mood"]),
    }
    return render(request, "desk/today.html", facts)


def tile(name: str, n: int, page: str, mood: str = "", tab: str = "") -> dict[str, Any]:
    """One figure with the page behind it. mood: how it looks when it is not 0; tab: which list."""
    return {"name": name, "n": n, "page": page, "mood": mood if n else "", "tab": tab}


def talk_tiles(request: HttpRequest, db: Db) -> list[dict[str, Any]]:
    """Conversations that need somebody."""
    row = db.one(SQL["talks"], staff=staff_id(request))
    if row is None:
        return []
    found = [tile("waiting", row.waiting, "desk:inbox", "cannot_tell")]
    if can(request, "talk"):
        found.append(tile("mine", row.mine, "desk:inbox", tab="mine"))
    return found


def data_tiles(request: HttpRequest, db: Db, now: datetime) -> list[dict[str, Any]]:
    """What officers and owners watch: requests, tonight's end, the provider's copies."""
    found = []
    if can(request, "requests"):
        rows = answers.waiting(db)
        late = sum(row.due_at < now for row in rows)
        found.append(tile("requests", len(rows), "desk:requests"))
        found += [tile("late", late, "desk:requests", "broken")] if late else []
    if can(request, "tonight"):
        tomorrow = local_date(now, business_of(request).zone) + ONE_DAY
        found.append(tile("ends", db.value(SQL["ends"], tomorrow=tomorrow), "desk:tonight"))
        debts = db.value(SQL["debts"])
        found += [tile("debts", debts, "desk:tonight", "cannot_tell")] if debts else []
    return found


URLS = [
    path("<slug:slug>/today", today, name="today"),
]
