"""What the thread's templates say: calm words, names of staff, the sign of a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from janji.desk import beside as places
from janji.desk import thread_text

register = template.Library()
TICKS = {
    "queued": "clock", "sending": "clock", "accepted": "clock", "sent": "kept",
    "delivered": "double", "read": "double", "failed": "warning", "refused": "warning",
}  # fmt: skip


@register.simple_tag(takes_context=True)
def beside(context: Context, slug: str, person: UUID, **more: object) -> str:
    """The address of a conversation beside the list that this page's address asks for."""
    return places.address(cast("HttpRequest", context["request"]), slug, person, **more)


@register.simple_tag(takes_context=True)
def with_list(context: Context, name: str, *parts: object) -> str:
    """The address of what acts on a conversation, with the list to come back to."""
    request = cast("HttpRequest", context["request"])
    return places.with_list(request, reverse(name, args=list(parts)))


@register.simple_tag(takes_context=True)
def list_inputs(context: Context) -> SafeString:
    """For a form that asks by its address (method="get"): the list beside it, and the language."""
    kept = places.kept(cast("HttpRequest", context["request"])).items()
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.filter
def calm(text: str) -> str:
    """Words of a stranger, fit for a line of a page."""
    return thread_text.said(str(text), 80).text


@register.filter
def name_of(names: Mapping[int, str], number: int | None) -> str:
    """The account name of a member of staff; a number when the account is gone."""
    if number is None:
        return ""
    return names.get(number, f"#{number}")


@register.filter
def tick(state: str) -> str:
    """The drawing beside the word for how a message fared."""
    return TICKS[state]
