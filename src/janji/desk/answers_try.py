"""Trying the assistant and looking at its doubts; nothing of a trial is stored."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import missed
from janji.care.assistant import Assistant
from janji.care.classifier import Nearest, Understanding
from janji.care.language import detect
from janji.care.listen import Heard, Talk, Verdict, listen
from janji.desk.answers_at import press_of
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.clock import local_date
from janji.kit.errors import Refused
from janji.kit.text import LANGUAGES

LONGEST = 1000
NEAREST = 5
SHOWN = 12  # pairs that are mixed up; the rest opens on a press


@dataclass(frozen=True)
class Tried:
    """What one message comes to. replies: as the customer would read them."""

    seen: Understanding
    verdict: Verdict
    spoken: str
    nearest: tuple[Nearest, ...]
    top: tuple[tuple[str, str, int], ...]  # intent, title, percent
    percent: int
    needed: int
    close: int
    milliseconds: float

    @property
    def act(self) -> str:
        """What a room would do instead of words: an open request, the end of offers."""
        return self.verdict.act or ""


def tried(assistant: Assistant, message: str, language: str, now: Any) -> Tried:
    """One message through all the assistant does with a customer's, in the same order."""
    begun = time.perf_counter()
    spoken = detect(message) or language
    seen = assistant.understand(message)
    verdict = listen(assistant, Talk("bot", spoken), Heard(message), now)
    nearest = assistant.ear.explain(message, NEAREST).examples
    title = assistant.answers.title
    took = (time.perf_counter() - begun) * 1000
    return Tried(
        seen=seen,
        verdict=verdict,
        spoken=spoken,
        nearest=tuple(one for one in nearest if one.cosine > 0),
        top=tuple((one, title(one, language), round(p * 100)) for one, p in seen.top3),
        percent=round(seen.score * 100),
        needed=min(100, round(assistant.ear.thresholds.answer * 100)),
        close=round(seen.nearest.cosine * 100),
        milliseconds=took,
    )


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_try(request: HttpRequest, slug: str) -> HttpResponse:
    """The test box; by htmx only its result. The message is in no address and in no table."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    message = request.POST.get("message", "").replace("\0", "").strip()[:LONGEST]
    facts: dict[str, Any] = {"message": message, "languages": LANGUAGES}
    if message:
        with house.act(here) as db:
            assistant = press_of(house, here).newest(db)
        facts |= {
            "tried": tried(assistant, message, language, house.clock.now()),
            "titles": titles(assistant, language),
        }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/_tried.html" if part else "desk/answers_try.html", facts)


def titles(assistant: Assistant, language: str) -> Mapping[str, str]:
    """What each intent is called."""
    return {one: assistant.answers.title(one, language) for one in assistant.ear.intents}


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_doubts(request: HttpRequest, slug: str) -> HttpResponse:
    """What the assistant mixes up, near doubles, and what it lately did not understand."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    today = local_date(house.clock.now(), here.zone)
    intent = request.POST.get("intent", "")[:60] if request.method == "POST" else ""
    opened: Any = None
    with house.act(here) as db:
        assistant = press_of(house, here).newest(db)
        counts = missed.counts(db, here, today)
        if intent in counts:
            opened = missed.words(db, house.vault, here, intent, today, staff_id(request))
    facts = {
        "doubts": assistant.ear.doubts,
        "more": max(0, len(assistant.ear.doubts.mixed) - SHOWN),
        "right": round(assistant.ear.doubts.right * 100),
        "counts": counts,
        "titles": titles(assistant, language),
        "asked": intent,
        "refused": opened if isinstance(opened, Refused) else None,
        "texts": texts_of(opened) if isinstance(opened, list) else (),
        "k": here.policy.insight.k if here.policy.insight else 0,
    }
    return render(request, "desk/answers_doubts.html", facts)


def texts_of(opened: list[Any]) -> list[str]:
    """The words of messages that are still held, one each."""
    found = (str((one.content or {}).get("text") or "") for one in opened)
    return [text[:LONGEST] for text in found if text.strip()]


URLS = [
    path("<slug:slug>/answers/try", answers_try, name="answers_try"),
    path("<slug:slug>/answers/doubts", answers_doubts, name="answers_doubts"),
]
