"""Why do we keep this, until when: what stands behind a value shown at the desk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.audit import standing
from janji.audit.because import Because, because
from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.policy.business import Business
from janji.vault import versions
from janji.vault.house import House


@for_work("inbox")
@require_safe
def explain(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """What stands behind one id of the policy; nothing about anybody. Raises: Http404."""
    found = behind(house_of(request), business_of(request), word, language_of(request))
    return render(request, "desk/explain.html", {"because": found})


def behind(house: House, here: Business, word: str, language: str) -> Because:
    """What stands behind *word* today, for the desk and for visitors. Raises: Http404."""
    with house.act(here) as db:
        answers = standing.latest(db)
        reading = versions.reading_in_force(db, here, house.today(here))
    found = because(here, word, answers, language, reading)
    if found is None:
        raise Http404
    return found


URLS = [
    path("<slug:slug>/explain/<str:word>", explain, name="explain"),
]
