"""Name, languages and look of a business, and how its conversations find somebody."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import formats
from django.views.decorators.http import require_http_methods

from janji.care import assignment, escalation
from janji.desk.colleagues import colleagues
from janji.desk.look import OWN_NAMES, tell
from janji.desk.settings import keep, said_by, version_of
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.colour import HEX, contrast
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.policy.brand import LIGHT, shades
from janji.vault import chosen
from janji.vault.pictures import small_mark

LARGEST_MARK = 512 * 1024
USUAL = "#0b5a52"
NO_MARK = {  # a customer's picture is kept apart, which is said there; a mark is not
    "vault.picture_unreadable": "desk.settings.mark_unreadable",
    "vault.picture_too_large": "desk.settings.mark_pixels",
}
Step = Callable[[HttpRequest], "str | dict[str, str] | None"]
ACCENT = re.compile(r"--accent:\s*(#[0-9a-fA-F]{6})\b")


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the forms, or keep the one that was sent."""
    acts: dict[str, Step] = {"name": keep_name, "languages": keep_languages, "brand": keep_brand}
    errors: dict[str, str] = {}
    if request.method == "POST":
        act = request.POST.get("act", "").removesuffix("_none")
        step = acts.get(act)
        trouble = step(request) if step else say("desk.unknown_act", language_of(request))
        if trouble is None:
            return redirect("desk:settings_shop", slug=slug)
        errors = {act: trouble} if isinstance(trouble, str) else trouble
    return render(
        request, "desk/settings_shop.html", facts_of(request, errors),
        status=422 if errors else 200,
    )  # fmt: skip


def facts_of(request: HttpRequest, errors: dict[str, str]) -> dict[str, Any]:
    """What the forms show: as typed where it was wrong, else as it is."""
    here, said = business_of(request), said_by(request)
    with house_of(request).act(here) as db:
        parts = chosen.parts(db)
    typed = request.POST.get("colour", "") if "brand" in errors else ""
    colour = here.brand.colour or colour_of_file(here.folder) or USUAL
    return {
        "errors": errors,
        "name": request.POST.get("name", "") if "name" in errors else said["name"],
        "languages": [
            {"code": code, "words": OWN_NAMES[code], "spoken": code in here.languages,
             "first": code == here.languages[0]}
            for code in here.policy.file.languages
        ],
        "colour": typed if HEX.match(typed) else colour,
        "own_colour": here.brand.colour,
        "mark": here.brand.mark is not None,
        "largest": LARGEST_MARK,
        "mark_large": mark_large(language_of(request)),
        "light": shades(colour, dark=False),
        "dark": shades(colour, dark=True),
        "seen": {name: parts.get(name, chosen.Part()).version
                 for name in ("name", "languages", "brand")},
    }  # fmt: skip


def colour_of_file(folder: Path) -> str | None:
    """The colour that the business's own brand/brand.css gives light pages; None without one."""
    try:
        found = ACCENT.search((folder / "brand" / "brand.css").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found[1].lower() if found else None


def keep_name(request: HttpRequest) -> str | None:
    """The name customers know."""
    name = " ".join(request.POST.get("name", "").split())
    if not 2 <= len(name) <= 60:
        return say("desk.settings.name_length", language_of(request))
    return keep(request, "name", name)


def keep_languages(request: HttpRequest) -> str | None:
    """The languages the business speaks; the first one is spoken when nobody asks."""
    first, spoken = request.POST.get("first", ""), request.POST.getlist("spoken")
    known = business_of(request).policy.file.languages
    wanted = [code for code in known if code in {*spoken, first}]
    if first not in known:
        return say("desk.settings.language_none", language_of(request))
    return keep(request, "languages", sorted(wanted, key=lambda code: code != first))


def keep_brand(request: HttpRequest) -> str | dict[str, str] | None:
    """Colour and mark; a colour nobody could read is sent back with the nearest that fits."""
    here, language = business_of(request), language_of(request)
    if request.POST.get("act") == "brand_none":
        return keep(request, "brand", None)
    colour = request.POST.get("colour", "").strip().lower()
    if not HEX.match(colour):
        return say("desk.settings.colour_form", language)
    fit = shades(colour, dark=False).accent
    if fit != colour:
        worst = min(contrast(colour, ground) for ground in LIGHT)
        ratio = formats.number_format(worst, 1)
        return say("desk.settings.colour_faint", language, ratio=ratio, fit=fit)
    mark = mark_in(request)
    if isinstance(mark, Refused):
        return {"mark": say(mark.code, language, **mark.values)}
    old = here.brand.mark if not request.POST.get("no_mark") else None
    kept = mark or old
    value = {"colour": colour} | ({"mark": base64.b64encode(kept).decode()} if kept else {})
    return keep(request, "brand", value)


def mark_in(request: HttpRequest) -> bytes | Refused | None:
    """The uploaded mark drawn anew as a small PNG; None when there is none."""
    file = request.FILES.get("mark")
    if file is None:
        return None
    if (file.size or 0) > LARGEST_MARK:
        return Refused("desk.settings.mark_large", {"most": LARGEST_MARK // 1024})
    mark = small_mark(file.read(LARGEST_MARK + 1))
    return Refused(NO_MARK[mark.code], mark.values) if isinstance(mark, Refused) else mark


def mark_large(language: str) -> str:
    """What the page says of a file that is too large, before it is sent."""
    return say("desk.settings.mark_large", language, most=LARGEST_MARK // 1024)


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def flow(request: HttpRequest, slug: str) -> HttpResponse:
    """How conversations find somebody to answer them."""
    house, here = house_of(request), business_of(request)
    if request.POST.get("act") == "satisfaction":
        trouble = keep(request, "satisfaction", "yes" if request.POST.get("ask") else "no")
        if trouble:
            tell(request, "desk.settings.not_undone")
        return redirect("desk:settings_flow", slug=slug)
    error: Refused | None = None
    with house.act(here) as db:
        if request.POST.get("act") == "escalation":
            error = keep_escalation(request, db)
        elif request.method == "POST":
            most, away = (small(request.POST.get(one, "")) for one in ("most_each", "away_minutes"))
            error = assignment.keep_setting(
                db, request.POST.get("mode", ""), most, away, staff_id(request)
            )
        setting, late = assignment.setting(db), escalation.setting(db)
        names = colleagues(request, db)
    if request.method == "POST" and error is None:
        tell(request, "desk.settings.saved")
        return redirect("desk:settings_flow", slug=slug)
    facts = {
        "setting": setting,
        "late": late,
        "most": escalation.MOST,
        "names": names,
        "modes": assignment.MODES,
        "asks": here.messages.ask_satisfaction,
        "seen": version_of(request, "satisfaction"),
        "error": said_why(error, language_of(request)) if error else None,
    }
    return render(request, "desk/settings_flow.html", facts, status=422 if error else 200)


def keep_escalation(request: HttpRequest, db: Db) -> Refused | None:
    """After how many minutes who is told; an empty field switches it off."""
    typed, named = (request.POST.get(one, "").strip() for one in ("minutes", "second"))
    second = next((one for one in colleagues(request, db) if str(one) == named), None)
    if named and second is None:
        return Refused("desk.escalation.unknown")
    return escalation.keep_setting(db, small(typed) if typed else None, second, staff_id(request))


def said_why(refused: Refused, language: str) -> str:
    """Why the choice was not kept."""
    own = refused.code != "care.assignment.setting"
    return say(refused.code if own else "desk.settings.flow_wrong", language, **refused.values)


def small(words: str) -> int:
    """A count as typed; 0, which no setting allows, for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 5 else 0


URLS = [
    path("<slug:slug>/settings/shop", shop, name="settings_shop"),
    path("<slug:slug>/settings/flow", flow, name="settings_flow"),
]
