"""Requests about people's data that are still open, and the answer staff give."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.errors import Refused
from janji.rights import answer as answers

LONGEST = 3_000
BY_STAFF = frozenset(("correction", "objection", "restriction", "withdrawal"))


@for_work("requests")
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """List what people wait for; answer one and come back."""
    refused: Refused | None = None
    if request.method == "POST":
        refused = answered(request)
        if refused is None:
            return redirect("desk:requests", slug=slug)
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        rows = answers.waiting(db)
    facts = {
        "requests": [
            {"row": row, "by_staff": row.kind in BY_STAFF and row.state == "verified",
             "hours_left": int((row.due_at - now).total_seconds() // 3600)}
            for row in rows
        ],
        "refused": refused,
        "typed": request.POST.get("text", "") if refused else "",
        "chosen": request.POST.get("request", ""),
    }  # fmt: skip
    return render(request, "desk/requests.html", facts, status=422 if refused else 200)


def answered(request: HttpRequest) -> Refused | None:
    """Give the answer that was typed; why not, when it cannot be given."""
    house, here = house_of(request), business_of(request)
    try:
        which = UUID(request.POST.get("request", ""))
    except ValueError:
        return Refused("rights.answer_gone")
    words = request.POST.get("text", "")[:LONGEST]
    with house.act(here) as db:
        return answers.answer(
            db, house.vault, here, which, words, staff_id(request), house.clock.now()
        )


URLS = [
    path("<slug:slug>/requests", requests, name="requests"),
]
