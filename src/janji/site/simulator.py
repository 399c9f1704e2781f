"""A WhatsApp phone on a page, for a local trial: its messages go through the real door.

The page hands what is typed to the provider's twin, which signs it and posts it to our webhook as
the provider would. Nothing here reaches into the house, and production has no such page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from janji.kit.db import Db
from janji.kit.phone import spaced
from janji.kit.text import say
from janji.policy.business import Business
from janji.site import twin
from janji.site.same_site import from_this_site
from janji.site.visitor import business_of, house_of, language_of
from janji.vault import people, records
from janji.vault.people import Identifier
from janji.vault.places import FOREVER

ENDINGS = tuple(f"{n:02d}" for n in range(11, 31))
WORDS = ("site.word_access", "site.word_delete", "site.word_stop")
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Held:
    """How many things of one kind the business holds, and the day at whose start they are gone."""

    label: Any
    count: int
    last_day: date | None


@dataclass(frozen=True)
class Line:
    """One message as the phone shows it."""

    mine: bool
    body: str
    files: int
    at: datetime


def only_in_a_trial(page: Page) -> Page:
    """The page, or 404 where the simulator is off or real customers are served."""

    def guarded(request: HttpRequest, slug: str) -> HttpResponse:
        if not house_of(request).settings.simulator:
            raise Http404
        return page(request, slug)

    return guarded


@csrf_exempt  # sets no cookie; from_this_site refuses forms of other sites
@require_http_methods(["GET", "HEAD", "POST"])
@from_this_site
@only_in_a_trial
def simulator(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the phone, or send what was typed on it and show it again."""
    if request.method != "POST":
        return shown(request)
    who, name = chosen(request.POST.get("who", "")), request.POST.get("name", "")[:40]
    wrong = sent(request, business_of(request), who, name)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"wrong": say(wrong, language_of(request)) if wrong else None})
    if wrong:
        return shown(request, trouble=wrong)
    query = {"who": who, "name": name}
    return redirect(reverse("site:simulator", args=[slug], query=query) + "#text")


@require_safe
@only_in_a_trial
def phone(request: HttpRequest, slug: str) -> HttpResponse:
    """The talk and what is held, as two pieces of page, for the script that keeps them fresh."""
    facts = state(request)
    pieces = {
        "talk": render_to_string("site/_talk.html", facts, request),
        "held": render_to_string("site/_held.html", facts, request),
        "trouble": say(facts["trouble"], language_of(request)) if facts["trouble"] else None,
    }
    return JsonResponse(pieces)


def shown(request: HttpRequest, trouble: str | None = None) -> HttpResponse:
    """The whole page."""
    here, language = business_of(request), language_of(request)
    facts = state(request)
    more = {
        "sender": spaced(here.channel.sender.partition(":")[2]),
        "numbers": [{"ending": one, "number": spaced(number(one))} for one in ENDINGS],
        "words": [say(key, language) for key in WORDS],
        "buttons": [say("site.sim_button", language)],
        "trouble": trouble or facts["trouble"],
    }
    return render(request, "site/simulator.html", {**facts, **more})


def state(request: HttpRequest) -> dict[str, Any]:
    """Who is writing, what their phone shows and what the business holds about them."""
    house, here = house_of(request), business_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    who = chosen(asked.get("who", ""))
    talk, trouble = twin.shows(house.settings, number(who))
    with house.act(here) as db:
        person = people.find(db, house.vault, [Identifier("whatsapp", number(who))])
        rows = held(db, here, person) if person else []
    name = asked.get("name", "")[:40] or say("site.sim_guest", language_of(request))
    lines = [Line(one["from"] == "customer", one["body"], one["files"],
                  datetime.fromisoformat(one["at"])) for one in talk]  # fmt: skip
    return {"who": who, "name": name, "talk": lines, "held": {"rows": rows}, "trouble": trouble}


def held(db: Db, here: Business, person: UUID) -> list[Held]:
    """Counts by kind of what is kept of *person*; nothing is opened."""
    everyone = people.linked(db, person)
    kinds = here.policy.file.kinds
    found = [
        Held(kinds[row.kind].label, row.n, None if row.last_day == FOREVER else row.last_day)
        for row in db.all(records.SQL["held_by_kind"], people=everyone)
        if row.kind in kinds
    ]
    ways = [
        f"identifier_{row.kind}" for row in db.all(people.SQL["identifiers_of"], people=everyone)
    ]
    return found + [Held(kinds[way].label, ways.count(way), None) for way in sorted(set(ways))]


def chosen(ending: str) -> str:
    """One of the invented numbers' endings; the first for anything else."""
    return ending if ending in ENDINGS else ENDINGS[0]


def number(ending: str) -> str:
    """An invented number in E.164."""
    return f"+628120000{int(ending):04d}"


def sent(request: HttpRequest, here: Business, who: str, name: str) -> str | None:
    """Let the customer say it; the key of what went wrong, or None."""
    act, language = request.POST.get("act", "text"), language_of(request)
    said = spoken(act, request.POST.get("text", ""), language)
    if not said:
        return "site.sim_nothing_written"
    base = {"from": number(who), "to": here.channel.sender, "profile_name": name}
    for one in said:
        wrong = twin.says(house_of(request).settings, {**base, **one})
        if wrong:
            return wrong
    return None


def spoken(act: str, text: str, language: str) -> list[dict[str, Any]]:
    """What one press or one text means for the twin; empty when there is nothing to send."""
    kind, _, rest = act.partition(":")
    if kind == "word" and rest.isdigit() and int(rest) < len(WORDS):
        return [{"body": say(WORDS[int(rest)], language)}]
    if kind == "button" and rest:
        return [{"button": {"text": rest[:20], "payload": rest[:20].lower()}}]
    if kind == "burst":
        return [{"body": say(f"site.sim_burst_{n}", language)} for n in (1, 2, 3)]
    if kind == "place":
        return [{"location": {"latitude": "-6.1754", "longitude": "106.8272", "label": "Monas"}}]
    if kind == "picture":
        return [{"media": [twin.sample_picture()]}]
    return [{"body": text.strip()[:1600]}] if text.strip() else []
