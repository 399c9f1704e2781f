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

from janji.desk.spoken import in_address, keeping
from janji.kit.text import LANGUAGES, say
from janji.site.icons import ICONS
from janji.site.statics import Shelf

register = template.Library()


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
        return str(words.get(language) or words.get("id") or words.get("en") or "")
    return str(getattr(words, language, words))


@register.simple_tag(takes_context=True)
def go(context: Context, name: str, *places: Any, **query: str) -> str:
    """The address of a page; a language chosen in the address goes along."""
    request, address = context.get("request"), reverse(name, args=places, query=query or None)
    return keeping(request, address) if request else address


@register.simple_tag(takes_context=True)
def spoken(context: Context) -> SafeString:
    """For a form that asks by its address (method="get"): the language chosen in this one."""
    request = context.get("request")
    chosen = in_address(request) if request else ""
    if not chosen:
        return mark_safe("")
    return format_html('<input type="hidden" name="lang" value="{}">', chosen)


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
