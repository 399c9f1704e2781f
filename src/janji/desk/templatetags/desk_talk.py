"""What the thread's templates say: calm words, names of staff, the sign of a step."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from janji.desk import thread_text

register = template.Library()
TICKS = {
    "queued": "clock", "sending": "clock", "accepted": "clock", "sent": "kept",
    "delivered": "double", "read": "double", "failed": "warning", "refused": "warning",
}  # fmt: skip


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
