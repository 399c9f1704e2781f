"""What templates of people, nights, proofs and health say: closed words as sentences."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from janji.kit.text import catalogue, say

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: Context, group: str, name: str, **values: Any) -> str:
    """The sentence *group*.*name*; a word without a sentence keeps its own name."""
    key = f"{group}.{name}"
    if key in catalogue():
        return say(key, str(context["language"]), **values)
    return str(name).replace("_", " ").replace(".", " ")


@register.filter
def at(table: Any, key: Any) -> Any:
    """What stands under *key* in a table; nothing when it is not there."""
    return table.get(key) if hasattr(table, "get") else None
