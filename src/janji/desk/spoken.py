"""A language chosen in the address (?lang=) goes along wherever that page leads."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.http import HttpRequest

from janji.kit.text import LANGUAGES


def in_address(request: HttpRequest) -> str:
    """The language that the address itself asks for, or nothing."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else ""


def keeping(request: HttpRequest, address: str) -> str:
    """*address* with the language that this request's address asks for, if it is a page of ours
    and names none."""
    chosen, parts = in_address(request), urlsplit(address)
    if not chosen or parts.netloc or address[:1] != "/" or "lang" in parse_qs(parts.query):
        return address
    query = f"{parts.query}&lang={chosen}" if parts.query else f"lang={chosen}"
    return urlunsplit(parts._replace(query=query))
