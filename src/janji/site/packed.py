"""Pages go out packed: a page of the desk is mostly the same words, and phones pay by the byte.

Nobody can measure secrets by the packed size (BREACH): the cookies are SameSite=Strict, the marks
against forged forms are masked anew each time, and Django pads each answer at random.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "application/ld+json", "application/yaml", "image/svg")


class packed(GZipMiddleware):  # noqa: N801 - a middleware reads as a verb in the list of them
    """Pack what is words; pictures and papers are packed already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, smaller when who asked can unpack it."""
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(WORDS):
            return response
        return super().process_response(request, response)
