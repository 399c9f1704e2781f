"""The style page: every part of the desk in every state, for whoever builds or judges a page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from janji.desk import spans
from janji.desk.charts import Chart, Mark, bars, columns, heat, line
from janji.desk.look import now_of
from janji.desk.numbers_charts import unknown
from janji.desk.settings import Step
from janji.desk.staff import house_of, language_of, staff_only
from janji.desk.style_composer import PERSON, stands
from janji.kit import dates
from janji.kit.text import say

COLOURS = (
    "paper", "surface", "sunk", "line", "line-strong", "ink", "soft", "accent", "accent-soft",
    "warm", "kept", "kept-soft", "unsure", "unsure-soft", "broken", "broken-soft",
)  # fmt: skip
SECTIONS = (
    "colour", "buttons", "fields", "signs", "lists", "tables", "moving", "telling", "states",
    "dialog", "talk", "composer", "data", "steps", "charts",
)  # fmt: skip
VALUES = (4, 9, None, 12, 7)  # of the sample drawings; None: not told


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def style(request: HttpRequest) -> HttpResponse:
    """Every part, with invented content; what is sent here goes nowhere."""
    if request.method == "POST":
        return redirect(f"{reverse('desk:style')}#composer")
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
        "steps": (
            Step("account", "settings_connect", done=True),
            Step("week", "settings_hours", done=False, need=True),
            Step("brand", "settings_shop", done=False),
        ),
        "checks": [
            {"passed": passed, "code": code, "at": now}
            for passed, code in ((True, "works"), (False, "refused"), (False, "stale"))
        ],
        "charts": samples(language_of(request)),
        "person": PERSON,
        "stands": stands(request.META["janji.business"], language_of(request), now),
    }
    return render(request, "desk/style.html", facts)


def samples(language: str) -> list[Chart]:
    """One drawing of each kind, each with a value that is not told."""
    days = dates.words(language)["weekdays"]
    marks = [
        Mark(
            days[place],
            value,
            unknown("–" if value is None else str(value), language),
            now=not place,
        )
        for place, value in enumerate(VALUES)
    ]
    title, lead = (say(f"desk.style.{one}", language) for one in ("chart", "sample_long"))
    parts = [replace(one, value=one.value / max(v or 0 for v in VALUES)) if one.value else one
             for one in marks]  # fmt: skip
    return [
        columns("s-columns", title, lead, marks),
        line("s-line", title, lead, parts),
        bars("s-bars", title, lead, [one for one in marks if one.value]),
        heat("s-heat", title, lead, [(days[n], marks[n:] + marks[:n]) for n in range(3)]),
    ]


URLS = [
    path("style", style, name="style"),
]
