"""Forms without cookies: a page of another site cannot send them, and no token is needed.

Browsers say in Sec-Fetch-Site (or Origin) where a form comes from; one that comes from elsewhere is
refused. Source: W3C Fetch Metadata Request Headers; RFC 6454.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from janji.site.faults import form_not_ours

Page = Callable[..., HttpResponse]


def from_this_site(page: Page) -> Page:
    """The page; its form is refused (403) when another site sends it."""

    def guarded(request: HttpRequest, slug: str) -> HttpResponse:
        if request.method == "POST" and foreign(request):
            return form_not_ours(request)
        return page(request, slug)

    return guarded


def foreign(request: HttpRequest) -> bool:
    """Whether the browser says that the form stands on another site."""
    said = request.headers.get("Sec-Fetch-Site")
    if said:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if not origin or origin == "null":  # older browsers under our own no-referrer
        return False
    return urlsplit(origin).netloc != request.get_host()
