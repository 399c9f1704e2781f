"""The help page, and what a phone needs to keep the desk on its home screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk.rooms import ROOMS
from janji.desk.staff import anyone, businesses_of, can, language_of, staff_only
from janji.kit.text import catalogue, say

# Keys, in the order they are learned; each has a sentence under desk.help.key_<name>.
KEYS = (
    ("?", "help"), ("/", "search"), ("j k", "move"), ("Enter", "open"), ("a", "take"),
    ("r", "reply"), ("Ctrl Enter", "send"), ("e", "close"), ("m", "more"), ("u", "back"),
    ("x", "tick"), ("g 1", "room"),
    ("Esc", "leave"),
)  # fmt: skip


@staff_only
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What each room is for, the keys, and what to do when something is odd."""
    mine = businesses_of(request)
    if "janji.business" not in request.META and mine:
        request.META["janji.business"] = mine[0]
    language = language_of(request)
    rooms = [
        {"icon": room.icon, "name": say(f"desk.nav_{room.name}", language),
         "words": words(f"desk.help.room_{room.name}", language)}
        for room in ROOMS
        if mine and can(request, room.work)
    ]  # fmt: skip
    keys = [{"keys": keys.split(), "words": say(f"desk.help.key_{name}", language)}
            for keys, name in KEYS]  # fmt: skip
    facts = {"business": request.META.get("janji.business"), "help_rooms": rooms, "keys": keys}
    return render(request, "desk/help.html", facts)


def words(key: str, language: str) -> str:
    """The sentence *key*; nothing for a room that has not written one."""
    return say(key, language) if key in catalogue() else ""


@anyone
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The desk as an application of its own on a phone's home screen; nothing about anybody."""
    language = language_of(request)
    icon = request.META["janji.shelf"].address("site/favicon.svg")
    facts = {
        "name": say("desk.help.app", language),
        "short_name": say("desk.brand", language),
        "lang": language,
        "start_url": "/desk/",
        "scope": "/desk/",
        "display": "standalone",
        "background_color": "#f6f6f3",
        "theme_color": "#f6f6f3",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


URLS = [
    path("help", help_page, name="help"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
