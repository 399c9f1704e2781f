"""A file of answers read in: its plan is shown first, then it becomes proposals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import answers_import as imports
from janji.care.answers_import import Plan
from janji.care.answers_safe import MOST_BYTES
from janji.desk.answers_at import press_of
from janji.desk.answers_entry import changes
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.errors import Refused

MOST_PROBLEMS = 100


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file; with problems in it, each at its line and column."""
    house, here = house_of(request), business_of(request)
    if request.method != "POST":
        return asked(request)
    upload = request.FILES.get("file")
    if upload is None or not upload.size:
        return asked(request, refused=Refused("desk.answers.no_file"))
    if upload.size > MOST_BYTES:
        return asked(request, refused=Refused("desk.answers.file_big", {"most": MOST_BYTES >> 20}))
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return asked(request, refused=Refused("desk.answers.not_utf8"))
    name = "answers.csv" if str(upload.name).lower().endswith(".csv") else "answers.yaml"
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        found = imports.plan(name, text, now, whole=request.POST.get("whole") == "yes")
        if found.problems or found.empty:
            return asked(request, found=found)
        which = imports.keep(db, found, staff_id(request), house.clock.now())
    return redirect("desk:answers_plan", slug=slug, which=which)


def asked(
    request: HttpRequest, *, found: Plan | None = None, refused: Refused | None = None
) -> HttpResponse:
    """The page that asks for a file."""
    language = language_of(request)
    problems = found.problems if found else ()
    facts: dict[str, Any] = {
        "problems": [one.said(language) for one in problems[:MOST_PROBLEMS]],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "same": found is not None and not problems,
        "refused": refused,
        "most": MOST_BYTES >> 20,
    }
    status = 422 if problems or refused else 200
    return render(request, "desk/answers_import.html", facts, status=status)


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_plan(request: HttpRequest, slug: str, which: UUID) -> HttpResponse:
    """What a file would change; pressed, it becomes proposals. Raises: Http404 when it is gone."""
    house, here, staff = house_of(request), business_of(request), staff_id(request)
    refused: Refused | None = None
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        found = imports.kept(db, which, now, staff)
        if found is None:
            raise Http404
        if request.method == "POST":
            made = imports.propose(db, found, staff, house.clock.now())
            if not isinstance(made, Refused):
                tell(request, "desk.answers.imported", count=len(made))
                return redirect("desk:answers", slug=slug)
            refused = made
    language = language_of(request)
    steps = [
        {"act": one.act, "intent": one.entry.intent, "n": one.entry.size,
         "before": one.before.size if one.before else 0,
         "changes": changes(one.before, one.entry) if one.act == "change" else (),
         "title": one.entry.title.get(language) or one.entry.intent.replace("_", " ")}
        for one in found.steps
    ]  # fmt: skip
    facts = {"steps": steps, "facts_change": found.facts is not None, "refused": refused}
    return render(request, "desk/answers_plan.html", facts, status=422 if refused else 200)


URLS = [
    path("<slug:slug>/answers/import", answers_import, name="answers_import"),
    path("<slug:slug>/answers/import/<uuid:which>", answers_plan, name="answers_plan"),
]
