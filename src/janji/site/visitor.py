"""Who is asking, as little as can be known: the language they read and the business they look at.

The language is in the address (?lang=) or in Accept-Language; nothing is stored for it. One in the
address goes along wherever that page leads. Staff who have signed in read the desk in the language
of their account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from janji.desk.access import presence_of
from janji.desk.spoken import in_address, keeping
from janji.kit.errors import JanjiError
from janji.kit.text import LANGUAGES
from janji.policy.business import Business
from janji.site.legible import is_legible
from janji.site.statics import Shelf
from janji.vault.house import House

Answer = Callable[[HttpRequest], HttpResponseBase]
OWN_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


class heard:  # noqa: N801 - a middleware reads as a verb in the list of them
    """Speak the visitor's language and keep the business's time on every page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page in the language asked for, marked as differing by language."""
        businesses = house_of(request).businesses
        if not is_legible(request):
            return unreadable(request, businesses)
        language = chosen(request, businesses)
        request.META["janji.language"] = language
        if businesses:
            timezone.activate(ZoneInfo(businesses[0].zone))
        with translation.override(language):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        for name in ("Location", "HX-Redirect"):
            if name in response.headers:
                response.headers[name] = keeping(request, response.headers[name])
        patch_vary_headers(response, ("Accept-Language",))
        timezone.deactivate()
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]
    ) -> None:
        """Find the business that the address names. Raises: Http404."""
        if "slug" in named:
            try:
                business = house_of(request).business(named["slug"])
            except JanjiError as unknown:
                raise Http404 from unknown
            house_of(request).follow(business)
            request.META["janji.business"] = business
            timezone.activate(ZoneInfo(business.zone))


def unreadable(request: HttpRequest, businesses: tuple[Business, ...]) -> HttpResponseBase:
    """What was sent cannot be kept or looked for: said in words, and nothing else is looked at."""
    from janji.site import faults  # it asks this module who is meant

    request.COOKIES.clear()
    language = spoken(request, businesses)
    request.META["janji.language"] = language
    with translation.override(language):
        return faults.trouble(request, 400, "unreadable")


def chosen(request: HttpRequest, businesses: tuple[Business, ...]) -> str:
    """The language in the address, else the account's at the desk, else the first the browser
    wants, else the businesses' own."""
    if asked := in_address(request):
        return asked
    presence = presence_of(request) if request.path.startswith("/desk/") else None
    if presence and presence.language:
        return presence.language
    return spoken(request, businesses)


def spoken(request: HttpRequest, businesses: tuple[Business, ...]) -> str:
    """The language the browser wants, of those we speak, else the businesses' own."""
    for piece in request.headers.get("Accept-Language", "").lower().split(","):
        code = piece.split(";")[0].strip().split("-")[0]
        if code in LANGUAGES:
            return code
    return businesses[0].languages[0] if businesses else LANGUAGES[0]


def house_of(request: HttpRequest) -> House:
    """The house that answers this request."""
    return cast("House", request.META["janji.house"])


def language_of(request: HttpRequest) -> str:
    """The language this page is said in."""
    return str(request.META.get("janji.language", LANGUAGES[0]))


def business_of(request: HttpRequest) -> Business:
    """The business whose page this is (its slug stands in the address)."""
    return cast("Business", request.META["janji.business"])


def shelf_of(request: HttpRequest) -> Shelf:
    """The static files of this process."""
    return cast("Shelf", request.META["janji.shelf"])


def common(request: HttpRequest) -> dict[str, Any]:
    """What every template may show."""
    language = language_of(request)
    business = request.META.get("janji.business")
    return {
        "language": language,
        "business": business,
        "other_languages": [
            {"code": code, "name": OWN_NAMES[code], "url": in_language(request, code)}
            for code in LANGUAGES
            if code != language
        ],
        "brand_css": brand_part(request, "brand.css"),
        "brand_mark": brand_part(request, "mark.svg"),
        "simulator_on": house_of(request).settings.simulator,
    }


def in_language(request: HttpRequest, code: str) -> str:
    """This same page in another language."""
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"


def brand_part(request: HttpRequest, name: str) -> str | None:
    """The public path of the business's style or mark: as the desk chose, else from its folder."""
    from janji.site import brands  # it asks this module who is meant

    business = request.META.get("janji.business")
    if business is None:
        return None
    chosen = brands.style_address if name.endswith(".css") else brands.mark_address
    return chosen(business) or shelf_of(request).address(f"brand/{business.slug}/{name}")
