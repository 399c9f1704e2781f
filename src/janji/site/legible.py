"""Words that can be kept at all: a text with the sign U+0000 fits in no database and no page."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest

NUL = "\x00"


def is_legible(request: HttpRequest) -> bool:
    """Whether nothing in the address, the form or the cookies holds the sign U+0000."""
    return not any(NUL in one for one in sent(request))


def sent(request: HttpRequest) -> Iterator[str]:
    """Every word that came with *request*."""
    yield request.path
    yield from (str(one) for one in request.COOKIES.values())
    for table in (request.GET, request.POST):
        for name, values in table.lists():
            yield name
            yield from (str(one) for one in values)
