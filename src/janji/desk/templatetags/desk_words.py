"""What the staff's templates say: short names, reasons, how a message fared."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template.context import Context

from janji.desk.roles import Work
from janji.desk.rooms import Entry, entries
from janji.desk.staff import can
from janji.kit.errors import Refused
from janji.kit.text import catalogue, say

register = template.Library()
TAIL = 4


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
