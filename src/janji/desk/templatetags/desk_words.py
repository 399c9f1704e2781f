"""What the staff's templates say: short names, reasons, how a message fared."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template.context import Context

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
