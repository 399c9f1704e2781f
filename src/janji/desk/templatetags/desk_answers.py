"""What the templates of answers say."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from janji.kit.text import catalogue, say

register = template.Library()


@register.simple_tag(takes_context=True)
def state_words(context: Context, state: str) -> str:
    """What became of a version."""
    return say(f"desk.answers.state_{state}", str(context["language"]))


@register.simple_tag(takes_context=True)
def act_words(context: Context, act: str) -> str:
    """What a proposal or a file does to an entry."""
    return say(f"desk.answers.act_{act}", str(context["language"]))


@register.simple_tag(takes_context=True)
def kind_words(context: Context, kind: str) -> str:
    """What sort of answer an entry gives."""
    return say(f"desk.answers.kind_of.{kind}", str(context["language"]))


@register.simple_tag(takes_context=True)
def band_words(context: Context, band: str) -> str:
    """What the assistant does with a message; the closed word where it has no sentence."""
    key = f"desk.answers.band.{band}"
    return say(key, str(context["language"])) if key in catalogue() else band


@register.simple_tag
def staff_name(names: dict[int, str], number: int | None) -> str:
    """Who did it; nothing when nobody did."""
    return names.get(number, "") if number else ""


@register.filter
def called(titles: dict[str, Any], intent: str) -> str:
    """What an intent is called for people."""
    return str(titles.get(intent) or intent.replace("_", " "))


@register.filter
def wrong(flaws: dict[str, Any], field: str) -> Any:
    """What is wrong with one field."""
    return flaws.get(field)


@register.filter
def percent(cosine: float) -> int:
    """A likeness from 0 to 1 as people write it."""
    return round(cosine * 100)
