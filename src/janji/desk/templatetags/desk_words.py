"""What the staff's templates say: short names, reasons, how a message fared."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from janji.care import escalation
from janji.desk import look, spans
from janji.desk.health import Alarm, alarms, waiting_alarms
from janji.desk.roles import Work
from janji.desk.rooms import Entry, entries
from janji.desk.staff import business_of, can, house_of, role_of, staff_id
from janji.kit.errors import Refused
from janji.kit.text import catalogue, say

register = template.Library()
TAIL = 4
FIRST_PAGES = ("inbox", "today")
MOST_ALARMS = 3


@register.filter
def tail(person: UUID) -> str:
    """The last letters of a random id: enough to tell customers apart on one page."""
    return person.hex[-TAIL:].upper()


@register.filter
def reason(word: str, language: str) -> str:
    """Why something is in quarantine; a reason without a sentence keeps its own name."""
    key = f"desk.reason_of.{word}"
    return say(key, language) if key in catalogue() else word.replace("_", " ")


@register.simple_tag(takes_context=True)
def refusal(context: Context, refused: Refused) -> str:
    """The sentence of an expected no."""
    return say(refused.code, str(context["language"]), **refused.values)


@register.simple_tag(takes_context=True)
def delivery(context: Context, state: str) -> str:
    """How a message fared on its way."""
    return say(f"desk.delivery.{state}", str(context["language"]))


@register.simple_tag(takes_context=True)
def request_kind(context: Context, kind: str) -> str:
    """What a person asked for."""
    return say(f"desk.request_kind.{kind}", str(context["language"]))


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> list[Entry]:
    """The navigation as the person at the desk sees it."""
    return entries(cast("HttpRequest", context["request"]))


@register.simple_tag(takes_context=True)
def does(context: Context, work: Work) -> bool:
    """Whether the person at the desk does *work* here."""
    return can(cast("HttpRequest", context["request"]), work)


@register.simple_tag(takes_context=True)
def nav_words(context: Context, name: str) -> str:
    """The name of a room of the desk."""
    return say(f"desk.nav_{name}", str(context["language"]))


@register.simple_tag(takes_context=True, name="look")
def look_here(context: Context) -> look.Look:
    """How the desk looks to the person at it."""
    return look.look_of(cast("HttpRequest", context["request"]))


@register.simple_tag(takes_context=True)
def told(context: Context) -> list[look.Told]:
    """What was to be said once, after the last act."""
    return look.told_to(cast("HttpRequest", context["request"]))


@register.simple_tag
def avatar(person: UUID, name: str = "", size: str = "") -> SafeString:
    """A round sign to tell people apart: a tone from their random id; no picture, no look-up.

    size: small, large, or the usual one.
    """
    words = [word for word in name.split() if word[0].isalpha()]
    letters = "".join(word[0] for word in words[:2]).upper() or tail(person)[:2]
    tone = person.int % look.TONES
    return format_html(
        '<span class="avatar {} tone-{}" aria-hidden="true">{}</span>', size, tone, letters
    )


@register.simple_tag(takes_context=True)
def countdown(context: Context, until: datetime, over: str = "") -> SafeString:
    """What is left until *until*, told by the server and then ticking. over: said when it is over.

    Only the time is shown; say beside it what ends.
    """
    request = cast("HttpRequest", context["request"])
    seconds = int((until - look.now_of(request)).total_seconds())
    words = over if over and seconds <= 0 else spans.left(max(0, seconds), str(context["language"]))
    mood = "over" if seconds <= 0 else "soon" if seconds < spans.SOON else ""
    return format_html(
        '<time class="countdown {}" datetime="{}" data-until="{}" data-over="{}">{}</time>',
        mood, until.isoformat(), until.isoformat(), over, words,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def style_words(context: Context, name: str) -> str:
    """The name of a part of the style page."""
    return say(f"desk.style.on_{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def style_box(context: Context, name: str) -> str:
    """The name of a state of the box to write in, on the style page."""
    return say(f"desk.style.box_{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def help_words(context: Context, part: str, number: str) -> str:
    """A question or an answer of the help page."""
    return say(f"desk.help.{part}_{number}", str(context["language"]))


@register.simple_tag(takes_context=True)
def today_words(context: Context, name: str) -> str:
    """What a tile of the day counts."""
    return say(f"desk.today.{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def alarms_here(context: Context) -> list[Alarm]:
    """Promises at risk, on the first pages of those who answer for them; nothing elsewhere.

    Customers who wait too long stand first, for the owners and the second person alone.
    """
    request = cast("HttpRequest", context["request"])
    match = request.resolver_match
    if not match or match.url_name not in FIRST_PAGES or not can(request, "inbox"):
        return []
    found: list[Alarm] | None = request.META.get("janji.alarms")
    if found is None:  # a page asks more than once
        found = request.META["janji.alarms"] = risks(request)
    return found


def risks(request: HttpRequest) -> list[Alarm]:
    """What the person at the desk must know before anything else, the gravest first."""
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        second = escalation.setting(db).second
        told = role_of(request) == "owner" or second == staff_id(request)
        found = waiting_alarms(db, now) if told else []
        return (found + (alarms(db, house, now) if can(request, "proof") else []))[:MOST_ALARMS]
