"""What templates say: sentences by key, moments, addresses that keep the language, icons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from janji.kit.text import LANGUAGES, say
from janji.site.statics import Shelf

register = template.Library()
ICONS = {
    "kept": '<path d="M20 6 9.5 17.5 4 12"/>',
    "broken": '<path d="M6 6l12 12M18 6 6 18"/>',
    "cannot_tell": '<path d="M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 18h.01"/>',
    "statement": '<path d="M6 8h12M6 12h12M6 16h7"/>',
    "planned": '<path d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "shield": '<path d="M12 3 5 6v5c0 4.6 3 8.4 7 10 4-1.6 7-5.4 7-10V6z"/>'
    '<path d="m9 12 2 2 4-4"/>',
    "receipt": '<path d="M6 3v18l2-1.3L10 21l2-1.3L14 21l2-1.3 2 1.3V3z"/>'
    '<path d="M9 8h6M9 12h6"/>',
    "chat": '<path d="M4 5h16v11H9l-5 4z"/>',
    "doc": '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>',
    "place": '<path d="M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.8 7 11 7 11z"/>'
    '<circle cx="12" cy="10" r="2.5"/>',
    "picture": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="m4 16 5-5 4 4 3-3 4 4"/>',
    "burst": '<path d="M4 7h12M4 12h16M4 17h9"/>',
    "send": '<path d="M4 12 20 4l-5 16-3-7z"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "out": '<path d="M15 12H4M9 7l-5 5 5 5M14 4h6v16h-6"/>',
    "empty": '<path d="M4 13 7 5h10l3 8v6H4z"/><path d="M4 13h5l1 3h4l1-3h5"/>',
}  # fmt: skip


@register.simple_tag(takes_context=True)
def t(context: Context, key: str, **values: Any) -> str:
    """The sentence *key* in the page's language; values are escaped with it."""
    return say(key, str(context.get("language", LANGUAGES[0])), **values)


@register.simple_tag(takes_context=True)
def both(context: Context, words: Any) -> str:
    """Words kept in both languages (a mapping or a policy's Both), in the page's language."""
    language = str(context.get("language", LANGUAGES[0]))
    if words is None:
        return ""
    if isinstance(words, dict):
        return str(words.get(language) or words.get("id") or "")
    return str(getattr(words, language, words))


@register.simple_tag(takes_context=True)
def go(context: Context, name: str, *places: Any, **query: str) -> str:
    """The address of a page; a language chosen in the address goes along."""
    request = context.get("request")
    chosen = request.GET.get("lang") if request else None
    wanted = {**({"lang": chosen} if chosen in LANGUAGES else {}), **query}
    return reverse(name, args=places, query=wanted or None)


@register.simple_tag(takes_context=True)
def asset(context: Context, name: str) -> str:
    """The public path of a static file, with its content's hash in the name."""
    request = context.get("request")
    shelf: Shelf | None = request.META.get("janji.shelf") if request else None
    found = shelf.address(name) if shelf else None
    if found is None:
        raise template.TemplateSyntaxError(f"no static file {name}")
    return found


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that repeats what the words beside it say, hidden from readers aloud."""
    return mark_safe(  # noqa: S308 - our own constant drawings
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" '
        f'focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def moment(at: datetime | date | None, form: str = "long") -> str | SafeString:
    """A moment in the business's zone, as people write it; form: long, day, clock."""
    if at is None:
        return "–"
    if isinstance(at, datetime):
        local = timezone.localtime(at)
        shape = {"long": "j M Y, H.i", "day": "j F Y", "clock": "H.i"}[form]
        said, machine = formats.date_format(local, shape), local.isoformat(timespec="seconds")
    else:
        said, machine = formats.date_format(at, "j F Y"), at.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, said)


@register.filter
def of(values: dict[str, str], key: str) -> str:
    """The value under *key*, or "unchecked"."""
    return values.get(key, "unchecked")
