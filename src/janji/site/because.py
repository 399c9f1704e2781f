"""Why is it so, until when, and what checks it: the public page behind a row of the policy."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from janji.audit import standing
from janji.audit.because import because
from janji.site.visitor import business_of, house_of, language_of
from janji.vault import versions


@require_safe
def explain(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """What stands behind one id of the policy. Raises: Http404."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        answers = standing.latest(db)
        reading = versions.reading_in_force(db, here, house_of(request).today(here))
    found = because(here, word, answers, language_of(request), reading)
    if found is None:
        raise Http404
    return render(request, "site/because.html", {"because": found})
