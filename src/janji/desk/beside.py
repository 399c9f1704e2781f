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
from janji.desk.spoken import in_address


def address(request: HttpRequest, slug: str, person: UUID | str, **more: object) -> str:
    """The conversation of *person* beside the list that *request*'s address asks for."""
    return with_list(request, reverse("desk:conversation", args=[slug, person]), **more)


def list_address(request: HttpRequest, slug: str) -> str:
    """That list alone."""
    return with_list(request, reverse("desk:inbox", args=[slug]))


def with_list(request: HttpRequest, path: str, **more: object) -> str:
    """*path* with the list's place, a language chosen in the address, and *more*."""
    query = kept(request) | {name: str(value) for name, value in more.items()}
    return f"{path}?{urlencode(query)}" if query else path


def kept(request: HttpRequest) -> dict[str, str]:
    """What every address beside this list carries: its place, and a language chosen in it."""
    chosen = in_address(request)
    return shown_in(request.GET).values() | ({"lang": chosen} if chosen else {})


def following(request: HttpRequest) -> UUID | None:
    """The conversation that the form names as the one to go on with."""
    try:
        return UUID(request.POST.get("next", ""))
    except ValueError:
        return None
