"""Settings, for your site: the badge to paste, and every public address of the policy."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.kit.text import say

PAGES = ("privacy", "privacy_pdf", "privacy_jsonld", "privacy_feed", "versions", "proof")
SNIPPET = (
    '<a href="{page}">\n'
    '  <img src="{badge}?lang={language}" alt="{words}" height="24">\n'
    "</a>"
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One public page: what it is, and where."""

    name: str
    words: str
    url: str


@for_work("settings")
@require_safe
def site(request: HttpRequest, slug: str) -> HttpResponse:
    """The lines to paste, in each language of the business, with what visitors will see."""
    here, language = business_of(request), language_of(request)
    facts = {
        "snippets": [snippet(request, one) for one in here.languages],
        "addresses": [
            Address(one, say(f"desk.site.page_{one}", language), public(request, one))
            for one in PAGES
        ],
        "list": public_root(request) + reverse("site:well_known"),
    }
    return render(request, "desk/settings_site.html", facts)


def snippet(request: HttpRequest, language: str) -> dict[str, str]:
    """The HTML for one language; the shop's name in it is escaped."""
    words = say("desk.site.alt", language, name=business_of(request).name)
    lines = format_html(
        SNIPPET, page=public(request, "privacy"), badge=public(request, "badge"),
        language=language, words=words,
    )  # fmt: skip
    picture = reverse("site:badge", args=[business_of(request).slug], query={"lang": language})
    return {"language": language, "lines": str(lines), "picture": picture, "words": words}


def public(request: HttpRequest, page: str) -> str:
    """The whole public address of a page of this business."""
    return public_root(request) + reverse(f"site:{page}", args=[business_of(request).slug])


def public_root(request: HttpRequest) -> str:
    """The address customers use."""
    return house_of(request).settings.public_url.rstrip("/")


URLS = [path("<slug:slug>/settings/site", site, name="settings_site")]
