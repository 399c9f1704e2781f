"""What the settings say: parts, steps and why they matter, a picture of a colour in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from janji.desk.spoken import keeping
from janji.desk.staff import business_of
from janji.kit.text import say
from janji.policy.brand import DARK, LIGHT, Shades

register = template.Library()
PARTS = (
    ("overview", "settings", "home"),
    ("connect", "settings_connect", "plug"),
    ("mail", "settings_mail", "mail"),
    ("hours", "settings_hours", "clock"),
    ("days", "settings_days", "calendar"),
    ("shop", "settings_shop", "picture"),
    ("flow", "settings_flow", "split"),
    ("site", "settings_site", "globe"),
    ("staff", "staff", "agents"),
    ("changes", "settings_changes", "undo"),
)


@dataclass(frozen=True)
class Part:
    """One page of the settings in their own navigation."""

    words: str
    url: str
    icon: str
    here: bool


def at(request: HttpRequest, page: str, tab: str = "") -> str | None:
    """The address of a page of this business's desk; None when it is not built in."""
    query, slug = {"tab": tab} if tab else None, business_of(request).slug
    try:
        return keeping(request, reverse(f"desk:{page}", args=[slug], query=query))
    except NoReverseMatch:
        return None


@register.simple_tag(takes_context=True)
def settings_parts(context: Context) -> list[Part]:
    """The pages of the settings, the present one marked."""
    request = cast("HttpRequest", context["request"])
    match, language = request.resolver_match, str(context["language"])
    here = match.url_name if match else ""
    found = ((name, page, icon, at(request, page)) for name, page, icon in PARTS)
    return [
        Part(say(f"desk.settings.part_{name}", language), url, icon, page == here)
        for name, page, icon, url in found
        if url
    ]


@register.simple_tag(takes_context=True)
def settings_url(context: Context, page: str) -> str | None:
    """Where a step of the checklist is done."""
    return at(cast("HttpRequest", context["request"]), page)


@register.simple_tag(takes_context=True)
def step_words(context: Context, name: str) -> str:
    """A step of the checklist."""
    return say(f"desk.settings.step_{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def step_why(context: Context, name: str) -> str:
    """Why a step matters."""
    return say(f"desk.settings.why_{name}_matters", str(context["language"]))


@register.simple_tag(takes_context=True)
def mode_words(context: Context, name: str) -> str:
    """A way conversations find somebody."""
    return say(f"desk.settings.mode_{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def mode_why(context: Context, name: str) -> str:
    """What that way means."""
    return say(f"desk.settings.mode_{name}_means", str(context["language"]))


@register.simple_tag(takes_context=True)
def part_words(context: Context, name: str) -> str:
    """What a change changed."""
    return say(f"desk.settings.changed_{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def shade_picture(context: Context, one: Shades, ground: str) -> SafeString:
    """A button and a link in the colour, drawn: a style attribute is not allowed here."""
    language = str(context["language"])
    paper = (DARK if ground == "dark" else LIGHT)[-1]
    send, link = say("desk.send", language), say("desk.settings.sample_link", language)
    return format_html(
        '<svg viewBox="0 0 320 90" role="img" aria-label="{}"><rect width="320" height="90" '
        'fill="{}"/><rect x="20" y="25" width="110" height="40" rx="8" fill="{}"/>'
        '<text x="75" y="51" text-anchor="middle" font-size="15" font-weight="600" '
        'fill="{}">{}</text><rect x="150" y="25" width="150" height="40" rx="8" fill="{}"/>'
        '<text x="225" y="51" text-anchor="middle" font-size="15" fill="{}">{}</text></svg>',
        f"{send}, {link}", paper, one.accent, one.on_accent, send, one.soft, one.accent, link,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def page_url(context: Context, page: str, tab: str = "") -> str | None:
    """The address of a page of this business's desk; None without one. tab: of a list."""
    return at(cast("HttpRequest", context["request"]), page.partition(":")[2], tab)
