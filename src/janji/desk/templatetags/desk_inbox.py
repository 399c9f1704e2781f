"""What the inbox's templates say: names, tabs, who spoke last, how long somebody waits."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from janji.care.labels import Label
from janji.desk import look, spans
from janji.desk.listing import Pane
from janji.desk.listing_rows import Item, Preview
from janji.desk.spoken import keeping
from janji.desk.staff import business_of
from janji.desk.templatetags.desk_words import countdown, tail
from janji.kit.text import say

register = template.Library()
HUES = {"plain": 1, "warm": 5, "kept": 0, "unsure": 6, "broken": 4}


@register.filter
def called(one: Item, language: str) -> str:
    """The name a customer writes under, or "Customer" and the end of a random id."""
    return one.name or f"{say('desk.customer', language)} {tail(one.person)}"


@register.filter
def hue(label: Label) -> int:
    """Which of the tones a label has."""
    return HUES.get(label.tone, 1)


@register.simple_tag(takes_context=True)
def list_at(context: Context, query: str) -> str:
    """The address of the list that *query* (of `Shown.query`) leads to."""
    request = cast("HttpRequest", context["request"])
    address = reverse("desk:inbox", args=[business_of(request).slug])
    return keeping(request, f"{address}?{query}" if query else address)


@register.simple_tag(takes_context=True)
def tab_words(context: Context, name: str) -> str:
    """The name of a tab."""
    return say(f"desk.inbox.tab.{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def mode_words(context: Context, mode: str, part: str) -> str:
    """How conversations find somebody: its title or its words."""
    return say(f"desk.inbox.mode.{mode}_{part}", str(context["language"]))


@register.simple_tag(takes_context=True)
def tone_words(context: Context, tone: str) -> str:
    """The name of a label's colour."""
    return say(f"desk.inbox.tone_of.{tone}", str(context["language"]))


@register.simple_tag(takes_context=True)
def said_by(context: Context, preview: Preview) -> str:
    """Who said the last words, before them; nothing when the customer did."""
    if preview.by == "them":
        return ""
    return say(f"desk.inbox.by.{preview.by}", str(context["language"])) + " "


@register.simple_tag(takes_context=True)
def preview_kind(context: Context, preview: Preview) -> str:
    """What a message without words holds."""
    return say(f"desk.inbox.kind.{preview.kind or 'nothing'}", str(context["language"]))


@register.simple_tag
def short_day(at: datetime) -> SafeString:
    """A day in few letters."""
    local = timezone.localtime(at)
    said = formats.date_format(local, "j M")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), said)


@register.simple_tag(takes_context=True)
def since(context: Context, at: datetime) -> SafeString:
    """How long ago, in its largest unit."""
    seconds = int((look.now_of(cast("HttpRequest", context["request"])) - at).total_seconds())
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(), largest(seconds, str(context["language"]))
    )


@register.simple_tag(takes_context=True)
def brief(context: Context, until: datetime) -> SafeString:
    """What is left until *until* in its largest unit; it ticks only when little is left."""
    seconds = int((until - look.now_of(cast("HttpRequest", context["request"]))).total_seconds())
    if seconds < spans.SOON:
        return countdown(context, until)
    return format_html(
        '<time datetime="{}">{}</time>', until.isoformat(),
        largest(seconds, str(context["language"])),
    )  # fmt: skip


def largest(seconds: int, language: str) -> str:
    """A length of time in its largest unit, a minute at least: "6 hari", "3 jam", "12 mnt"."""
    day, hour, minute, _ = say("desk.frame.units", language).split("|")
    for size, unit in ((spans.DAY, day), (spans.HOUR, hour)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(1, seconds // spans.MINUTE)} {minute}"


@register.simple_tag(takes_context=True)
def empty_words(context: Context, pane: Pane) -> dict[str, str]:
    """What an empty list says: that nobody waits, or that the filters leave nobody."""
    language = str(context["language"])
    what = "narrowed" if pane.shown.is_narrowed or pane.shown.after else pane.shown.tab
    good = what in ("new", "unassigned", "waiting")
    return {
        "icon": "filter" if what == "narrowed" else "kept" if good else "empty",
        "mood": "kept" if good else "",
        "title": say(f"desk.inbox.empty.{what}_title", language),
        "words": say(f"desk.inbox.empty.{what}_words", language),
    }
