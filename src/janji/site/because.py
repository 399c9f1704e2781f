"""Why is it so, until when, and what checks it: the public page behind a row of the policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from janji.desk.explain import behind
from janji.site.visitor import business_of, house_of, language_of


@require_safe
def explain(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """What stands behind one id of the policy. Raises: Http404."""
    found = behind(house_of(request), business_of(request), word, language_of(request))
    return render(request, "site/because.html", {"because": found})
