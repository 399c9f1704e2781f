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
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from janji.desk import preferences
from janji.desk.access import presence_of
from janji.desk.preferences import THEMES
from janji.desk.staff import (
    businesses_of,
    house_of,
    language_of,
    role_of,
    staff_id,
    staff_only,
)
from janji.kit.text import LANGUAGES, say
from janji.policy.business import Business

Answer = Callable[[HttpRequest], HttpResponseBase]
OWN_NAMES = {"id": "Indonesia", "en": "English"}
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


@staff_only
@require_POST
def change_look(request: HttpRequest) -> HttpResponse:
    """Keep the language or the theme that was pressed, and show the same page again."""
    preferences.keep(
        house_of(request), staff_id(request),
        language=request.POST.get("language"), theme=request.POST.get("theme"),
    )  # fmt: skip
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe and wanted.startswith("/desk/") else reverse("desk:inboxes"))


def look_of(request: HttpRequest) -> Look:
    """Everything the frame needs to know about who looks at it."""
    language, name = language_of(request), cast("User", request.user).get_username()
    inside = request.user.is_authenticated and not request.session.get("first_password")
    role, presence = role_of(request) if inside else None, presence_of(request)
    return Look(
        theme=presence.theme if presence else "auto",
        inside=inside,
        now=now_of(request).isoformat(timespec="seconds"),
        businesses=businesses_of(request) if inside else (),
        languages=[{"code": code, "name": OWN_NAMES[code]} for code in LANGUAGES],
        themes=[{"name": one, "words": say(f"desk.frame.theme_{one}", language)} for one in THEMES],
        role=say(f"desk.role_of.{role}" if role else "desk.frame.role_none", language),
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


@dataclass(frozen=True)
class Told:
    """A sentence after an act. back: where *act* takes it back, nothing when it cannot be."""

    words: str
    back: str = ""
    act: str = ""


def tell(
    request: HttpRequest, key: str, undo: tuple[str, str] | None = None, /, **values: str | int
) -> None:
    """Say the sentence *key* once on the next page this person sees, as a toast.

    values: numbers and our own words; never personal data, for the session keeps them meanwhile.
    undo: the address (of random ids) and the act that takes it back.
    """
    waiting: list[Any] = request.session.get("told", [])
    request.session["told"] = [*waiting, [key, values, undo or ["", ""]]][-MOST_TOLD:]


def told_to(request: HttpRequest) -> list[Told]:
    """What was to be said to this person, once."""
    if not request.user.is_authenticated or "told" not in request.session:
        return []
    waiting, language = request.session.pop("told"), language_of(request)
    return [Told(say(key, language, **values), *undo) for key, values, undo in waiting]


URLS = [
    path("look", change_look, name="look"),
]
