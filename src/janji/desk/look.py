"""How the desk looks to the person at it: language, theme, frame, and words after an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from janji.desk.staff import house_of, language_of, role_of, staff_only
from janji.kit.text import LANGUAGES, say
from janji.policy.business import Business

Answer = Callable[[HttpRequest], HttpResponseBase]
OWN_NAMES = {"id": "Indonesia", "en": "English"}
THEMES = ("auto", "light", "dark", "contrast")
TONES = 8
MOST_TOLD = 5


@dataclass(frozen=True)
class Look:
    """What the frame shows. now: the house's clock, which countdowns follow. back: this page."""

    theme: str
    inside: bool
    now: str
    businesses: tuple[Business, ...]
    languages: list[dict[str, str]]
    themes: list[dict[str, str]]
    role: str
    tone: int
    initials: str
    back: str


class chosen_look:  # noqa: N801 - a middleware reads as a verb in the list of them
    """Speak the language the person at the desk chose, unless the address names another."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page in the chosen language; pages outside the desk are left alone."""
        if not request.path.startswith("/desk/"):
            return self.get_response(request)
        wanted = request.session.get("language")
        if wanted not in LANGUAGES or request.GET.get("lang") in LANGUAGES:
            return self.get_response(request)
        request.META["janji.language"] = wanted
        with translation.override(wanted):
            response = self.get_response(request)
        response.headers["Content-Language"] = wanted
        return response


@staff_only
@require_POST
def change_look(request: HttpRequest) -> HttpResponse:
    """Keep the language or the theme that was pressed, and show the same page again."""
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in LANGUAGES:
        request.session["language"] = language
    if theme in THEMES:
        request.session["theme"] = theme
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe and wanted.startswith("/desk/") else reverse("desk:inboxes"))


def look_of(request: HttpRequest) -> Look:
    """Everything the frame needs to know about who looks at it."""
    language, name = language_of(request), cast("User", request.user).get_username()
    inside = request.user.is_authenticated and not request.session.get("first_password")
    role = role_of(request) if inside else None
    return Look(
        theme=str(request.session.get("theme", "auto")),
        inside=inside,
        now=now_of(request).isoformat(timespec="seconds"),
        businesses=house_of(request).businesses if inside else (),
        languages=[{"code": code, "name": OWN_NAMES[code]} for code in LANGUAGES],
        themes=[{"name": one, "words": say(f"desk.frame.theme_{one}", language)} for one in THEMES],
        role=say(f"desk.frame.role_{role or 'none'}", language),
        tone=sum(name.encode()) % TONES,
        initials=name[:2].upper(),
        back=without_language(request),
    )


def now_of(request: HttpRequest) -> datetime:
    """The moment the house lives in."""
    return house_of(request).clock.now()


def without_language(request: HttpRequest) -> str:
    """This page's address, ready for the language that was chosen."""
    query = request.GET.copy()
    query.pop("lang", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def tell(request: HttpRequest, key: str, **values: str | int) -> None:
    """Say the sentence *key* once on the next page this person sees, as a toast.

    values: numbers and our own words; never personal data, for the session keeps them meanwhile.
    """
    waiting: list[Any] = request.session.get("told", [])
    request.session["told"] = [*waiting, [key, values]][-MOST_TOLD:]


def told_to(request: HttpRequest) -> list[str]:
    """What was to be said to this person, once."""
    if not request.user.is_authenticated or "told" not in request.session:
        return []
    waiting = request.session.pop("told")
    return [say(key, language_of(request), **values) for key, values in waiting]


URLS = [
    path("look", change_look, name="look"),
]
