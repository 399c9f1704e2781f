"""Requests about people's data: both clocks, the state, the next step, the answer of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.calendar import Calendar, due_on
from janji.kit.clock import local_date
from janji.kit.db import Row
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.rights import answer as answers
from janji.rights import by_staff
from janji.rights.requests import RIGHTS, lapses_at

LONGEST = 3_000
MOST_ENDED = 20
TOLD = ("prove", "refuse")
HOUR = 3600
BY_STAFF = frozenset(("correction", "objection", "restriction", "withdrawal"))
LAW, PROMISE = "law", "promise"


@dataclass(frozen=True)
class Waiting:
    """One open request. next: a closed word, what has to happen now.

    law_due: the law's hours, which never pause. last_day: the promised working days, if any.
    """

    row: Row
    label: object
    next: str
    hours_left: int
    law: str | None
    law_due: datetime | None
    working_days: int | None
    last_day: date | None
    lapses: datetime | None


def waiting(business: Business, row: Row, now: datetime) -> Waiting:
    """One request with both of its clocks and the next step."""
    name = RIGHTS[row.kind]
    right, deadline = business.policy.file.rights.get(name), business.policy.deadlines.get(name)
    working = deadline.working_days if deadline else None
    opened = local_date(row.received_at, business.zone)
    return Waiting(
        row=row,
        label=right.label if right else None,
        next=next_step(row),
        hours_left=int((row.due_at - now).total_seconds() // HOUR),
        law=right.answer.law if right else None,
        law_due=deadline.due(row.received_at) if deadline else None,
        working_days=working,
        last_day=due_on(opened, working, Calendar()) if working else None,
        lapses=lapses_at(business, row.kind, row.received_at)
        if row.state == "unverified"
        else None,
    )


def next_step(row: Row) -> str:
    """What has to happen now, in a closed word."""
    if row.state == "unverified":
        return "code" if row.channel == by_staff.CHANNEL else "confirm"
    if row.state in ("erasing", "waiting_provider") or row.kind == "erasure":
        return "provider" if row.state == "waiting_provider" else "erase"
    return "answer" if row.kind in BY_STAFF else "by_itself"


@for_work("requests")
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """List what people wait for; answer, refuse or prove one and come back."""
    refused: Refused | None = None
    if request.method == "POST":
        refused = answered(request)
        if refused is None:
            act = request.POST.get("act", "")
            tell(request, f"desk.request_told.{act if act in TOLD else 'answer'}")
            return redirect("desk:requests", slug=slug)
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        rows, ended = answers.waiting(db), answers.settled(db, MOST_ENDED)
    facts = {
        "ended": [{"row": row, "in_time": row.finished_at <= row.due_at} for row in ended],
        "requests": [waiting(here, row, now) for row in rows],
        "refused": refused,
        "typed": request.POST.get("text", "") if refused else "",
        "chosen": request.POST.get("request", ""),
    }
    return render(request, "desk/requests.html", facts, status=422 if refused else 200)


def answered(request: HttpRequest) -> Refused | None:
    """Do what was pressed; why not, when it cannot be."""
    house, here = house_of(request), business_of(request)
    try:
        which = UUID(request.POST.get("request", ""))
    except ValueError:
        return Refused("rights.answer_gone")
    words, now, staff = request.POST.get("text", "")[:LONGEST], house.clock.now(), staff_id(request)
    with house.act(here) as db:
        if request.POST.get("act") == "prove":
            code = request.POST.get("code", "")
            return by_staff.prove(db, house.vault, here, which, code, staff, now)
        do = answers.refuse if request.POST.get("act") == "refuse" else answers.answer
        return do(db, house.vault, here, which, words, staff, now)


URLS = [
    path("<slug:slug>/requests", requests, name="requests"),
]
