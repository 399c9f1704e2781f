"""Every address of the desk, taken from the resolver itself: a new page is there the same day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Route:
    """One address of the desk. slots: the names between its slashes."""

    name: str
    work: str | None
    slots: tuple[str, ...]


def routes() -> list[Route]:
    """Every address below /desk/, from the resolver itself."""
    from django.urls import get_resolver

    [desk] = [one for one in get_resolver().url_patterns if str(one.pattern) == "desk/"]
    return [
        Route(str(one.name), getattr(one.callback, "work", None), tuple(one.pattern.converters))
        for one in desk.url_patterns
    ]


def address(route: Route, slug: str, subject: UUID) -> str:
    """The address of *route* at a business; every other slot is filled with something there is."""
    from django.urls import reverse

    filled: dict[str, Any] = {}
    for slot, kind in converters(route).items():
        others = {"UUIDConverter": subject, "IntConverter": 1}
        filled[slot] = slug if slot == "slug" else others.get(kind, "nothing")
    return reverse(f"desk:{route.name}", kwargs=filled)


def converters(route: Route) -> dict[str, str]:
    """Slot → kind of a route."""
    from django.urls import get_resolver

    [desk] = [one for one in get_resolver().url_patterns if str(one.pattern) == "desk/"]
    [found] = [one for one in desk.url_patterns if one.name == route.name]
    return {slot: type(kind).__name__ for slot, kind in found.pattern.converters.items()}
