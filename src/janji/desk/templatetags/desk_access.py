"""What templates say about access: masked text, who may what."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from janji.desk import mask

register = template.Library()


@register.filter
def masked(text: object, shown: object = False) -> str:
    """The text with its personal data masked, unless *shown*; None is empty."""
    words = "" if text is None else str(text)
    return words if shown else mask.masked(words, get_language() or "id")
