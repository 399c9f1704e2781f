"""Why do we keep this, until when: what stands behind a value shown at the desk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.audit import standing
from janji.audit.because import because
from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.vault import versions


@for_work("inbox")
@require_safe
def explain(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """What stands behind one id of the policy; nothing about anybody. Raises: Http404."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        answers = standing.latest(db)
        reading = versions.reading_in_force(db, here, house_of(request).today(here))
    found = because(here, word, answers, language_of(request), reading)
    if found is None:
        raise Http404
    return render(request, "desk/explain.html", {"because": found})


URLS = [
    path("<slug:slug>/explain/<str:word>", explain, name="explain"),
]
