"""Where a conversation stands: the address of it beside the list it was opened from.

Whatever is done in it, the same list stays beside it: tab, filters and page. Closed words, numbers
and random ids alone stand in such an address.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from janji.desk.listing_shown import shown_in
from janji.kit.text import LANGUAGES


def address(request: HttpRequest, slug: str, person: UUID | str, **more: object) -> str:
    """The conversation of *person* beside the list that *request*'s address asks for."""
    return with_list(request, reverse("desk:conversation", args=[slug, person]), **more)


def list_address(request: HttpRequest, slug: str) -> str:
    """That list alone."""
    return with_list(request, reverse("desk:inbox", args=[slug]))


def with_list(request: HttpRequest, path: str, **more: object) -> str:
    """*path* with the list's place, a language chosen in the address, and *more*."""
    chosen = request.GET.get("lang", "")
    query = shown_in(request.GET).values() | ({"lang": chosen} if chosen in LANGUAGES else {})
    query |= {name: str(value) for name, value in more.items()}
    return f"{path}?{urlencode(query)}" if query else path


def following(request: HttpRequest) -> UUID | None:
    """The conversation that the form names as the one to go on with."""
    try:
        return UUID(request.POST.get("next", ""))
    except ValueError:
        return None
