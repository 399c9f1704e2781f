"""The style page: every part of the desk in every state, for whoever builds or judges a page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk import spans
from janji.desk.look import now_of
from janji.desk.staff import house_of, staff_only

COLOURS = (
    "paper", "surface", "sunk", "line", "line-strong", "ink", "soft", "accent", "accent-soft",
    "warm", "kept", "kept-soft", "unsure", "unsure-soft", "broken", "broken-soft",
)  # fmt: skip
SECTIONS = (
    "colour", "buttons", "fields", "signs", "lists", "tables", "moving", "telling", "states",
    "dialog", "talk", "data",
)  # fmt: skip


@staff_only
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part, with invented content."""
    request.META.setdefault("janji.business", house_of(request).businesses[0])
    now = now_of(request)
    facts = {
        "business": request.META["janji.business"],
        "sections": SECTIONS,
        "colours": COLOURS,
        "tones": range(8),
        "people": [UUID(int=one) for one in (0xA1, 0xB2, 0xC3)],
        "later": now + 5 * spans.A_HOUR,
        "soon": now + spans.A_HOUR / 9,
        "over": now - spans.A_HOUR / 20,
    }
    return render(request, "desk/style.html", facts)


URLS = [
    path("style", style, name="style"),
]
