"""In which form a policy is asked for: people's pages by default, programs' by their Accept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Page = Callable[..., HttpResponseBase]
PEOPLE = "text/html"


def in_forms(forms: dict[str, tuple[Page, str]]) -> Callable[[Page], Page]:
    """Let one address answer in several forms. forms: media type → (page, the end of its address).

    Whoever prefers none of them gets the page for people (RFC 9110 12.5.1 allows that); the answer
    says where the form has an address of its own, and that it differs by Accept.
    """

    def chosen(page: Page) -> Page:
        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            best = request.get_preferred_type([PEOPLE, *forms])
            other, ending = forms.get(best or PEOPLE, (page, ""))
            found = other(request, *args, **named)
            patch_vary_headers(found, ("Accept",))
            if ending and found.status_code < 400:
                found.headers["Content-Location"] = f"{request.path}{ending}"
            return found

        return answer

    return chosen
