"""Pages for what goes wrong: what happened, what is safe, what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from janji.desk import access_guard
from janji.kit.text import say
from janji.site.visitor import house_of, language_of

IN_FRAME = frozenset(("lost", "refused"))  # staff keep their rooms around them


def lost(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """There is no such page; where only the last slash is missing, the way to the page."""
    if request.method in ("GET", "HEAD") and request.path_info in without_slash(request):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return trouble(request, 404, "lost")


def without_slash(request: HttpRequest) -> set[str]:
    """The front pages, as people type their addresses."""
    slugs = [business.slug for business in house_of(request).businesses]
    return {"/desk", *(f"/{slug}" for slug in slugs), *(f"/desk/{slug}" for slug in slugs)}


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """This visitor may not see the page."""
    return trouble(request, 403, "refused")


def not_understood(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The request makes no sense."""
    return trouble(request, 400, "not_understood")


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return trouble(request, 500, "broken")


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its proof of being ours, often after a long pause."""
    return trouble(request, 403, "form_not_ours")


def trouble(request: HttpRequest, status: int, kind: str) -> HttpResponse:
    """The page of one kind of trouble, in the visitor's language."""
    language = language_of(request)
    facts = {
        "status": status,
        "title": say(f"site.trouble_{kind}.title", language),
        "words": say(f"site.trouble_{kind}.words", language),
        "way": reverse("desk:inboxes" if request.path.startswith("/desk/") else "site:home"),
    }
    framed = kind in IN_FRAME and access_guard.may_frame(request)
    return render(request, "desk/lost.html" if framed else "site/lost.html", facts, status=status)
