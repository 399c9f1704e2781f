"""What templates say about access: masked text, who may what."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from janji.desk import mask
from janji.kit.text import say

register = template.Library()


@register.filter
def masked(text: object, shown: object = False) -> str:
    """The text with its personal data masked, unless *shown*; None is empty."""
    words = "" if text is None else str(text)
    return words if shown else mask.masked(words, get_language() or "id")


@register.simple_tag(takes_context=True)
def role_name(context: Context, role: str) -> str:
    """The name of a role."""
    return say(f"desk.role_of.{role}", str(context["language"]))


@register.simple_tag(takes_context=True)
def role_does(context: Context, role: str) -> str:
    """What a role does, in a few words."""
    return say(f"desk.role_does.{role}", str(context["language"]))


@register.simple_tag(takes_context=True)
def factor_kind(context: Context, kind: str) -> str:
    """What a second factor is called."""
    return say(f"desk.factor_of.{kind}", str(context["language"]))


@register.simple_tag(takes_context=True)
def act_name(context: Context, act: str) -> str:
    """What an act is called that may need a second person."""
    return say(f"desk.act_of.{act}", str(context["language"]))
