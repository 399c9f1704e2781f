"""Opening hours at the desk: a grid of the week, holidays, days of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.desk.look import now_of, tell
from janji.desk.settings import keep, said_by, version_of
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit import dates
from janji.kit.calendar import national
from janji.kit.clock import local_date
from janji.kit.hours import state_words
from janji.kit.text import say
from janji.vault import chosen

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPANS = 3  # several spans a day; a fourth belongs into the file
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
MOST_DAYS = 60
LONGEST_WHY = 60
AHEAD = 14  # holidays shown
Hours = dict[str, Any]


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the week, copy Monday, say that it is right, or save it."""
    act = request.POST.get("act")
    now_said: Hours = said_by(request)["hours"]
    errors: dict[str, str] = {}
    rows = rows_of(now_said)
    if request.method == "POST":
        rows = typed(request.POST, "monday" if act == "copy" else None)
        if act == "right":
            return noted(request, slug)
        if act == "save":
            week, errors = week_in(rows)
            trouble = None if errors else keep(request, "hours", {**now_said, **week})
            if not errors and not trouble:
                return redirect("desk:settings_hours", slug=slug)
            errors |= {"all": trouble} if trouble else {}
    return shown(request, rows, errors)


def noted(request: HttpRequest, slug: str) -> HttpResponse:
    """The hours of the file are right as they are."""
    house, staff = house_of(request), staff_id(request)
    with house.act(business_of(request)) as db:
        chosen.note_check(db, "hours", "confirmed", staff, house.clock.now(), passed=True)
    tell(request, "desk.settings.saved")
    return redirect("desk:settings_hours", slug=slug)


def shown(request: HttpRequest, rows: dict[str, list[dict[str, str]]], errors: dict[str, str]) -> (
    HttpResponse
):  # fmt: skip
    """The grid, each fault beside its day."""
    language, here = language_of(request), business_of(request)
    names = dates.words(language)["weekdays"]
    week = [
        {"name": day, "words": names[at], "spans": [in_words(one, language) for one in rows[day]],
         "error": say(errors[day], language) if day in errors else None}
        for at, day in enumerate(DAYS)
    ]  # fmt: skip
    facts = {
        "week": week,
        "trouble": errors.get("all"),
        "seen": request.POST.get("seen") or version_of(request, "hours"),
        "zone": here.zone,
        "state": state_words(here.hours.weekly(language), now_of(request), language),
    }
    return render(request, "desk/settings_hours.html", facts, status=422 if errors else 200)


def in_words(span: dict[str, str], language: str) -> dict[str, str]:
    """The fields as they are written: 10.00 in Indonesian, 10:00 in English."""
    mark = "." if language == "id" else ":"
    return {end: words.replace(":", mark) for end, words in span.items()}


def rows_of(said: Hours) -> dict[str, list[dict[str, str]]]:
    """The fields of each day: its spans, then empty ones."""
    rows = {}
    for day in DAYS:
        pairs = [one.split("-") for one in said[day]][:SPANS]
        filled = [{"opens": opens, "closes": closes} for opens, closes in pairs]
        rows[day] = filled + [{"opens": "", "closes": ""}] * (SPANS - len(filled))
    return rows


def typed(post: QueryDict, from_day: str | None) -> dict[str, list[dict[str, str]]]:
    """What stands in the fields, as typed; *from_day* fills every day."""
    return {
        day: [
            {end: clock_in(post.get(f"{from_day or day}-{at}-{end}", ""))
             for end in ("opens", "closes")}
            for at in range(SPANS)
        ]
        for day in DAYS
    }  # fmt: skip


def clock_in(words: str) -> str:
    """ "9.30" and "9:30" as 09:30; anything else as it was typed, cut."""
    text = words.strip().replace(".", ":")[:5]
    return f"0{text}" if re.match(r"[0-9]:[0-5][0-9]\Z", text) else text


def week_in(rows: Mapping[str, list[dict[str, str]]]) -> tuple[Hours, dict[str, str]]:
    """The week in the words of business.yaml, and what is wrong by day."""
    week: Hours = {}
    errors: dict[str, str] = {}
    for day, fields in rows.items():
        filled = [one for one in fields if one["opens"] or one["closes"]]
        fault = span_fault(filled)
        if fault:
            errors[day] = fault
        week[day] = sorted(f"{one['opens']}-{one['closes']}" for one in filled)
    return week, errors


def span_fault(spans: list[dict[str, str]]) -> str | None:
    """The sentence for what is wrong with the spans of one day."""
    if any(not one["opens"] or not one["closes"] for one in spans):
        return "desk.settings.span_half"
    if any(not TIME.match(one[end]) for one in spans for end in ("opens", "closes")):
        return "desk.settings.span_time"
    ordered = sorted((one["opens"], one["closes"]) for one in spans)
    if any(next_day(*one) or one[1] > other[0] for one, other in pairwise(ordered)):
        return "desk.settings.span_overlap"
    return None


def next_day(opens: str, closes: str) -> bool:
    """Whether a span ends after midnight: 17:00 to 01:00."""
    return closes <= opens


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Holidays open or closed, and single days with a reason or with hours of their own."""
    error = None
    if request.method == "POST":
        error = day_change(request, said_by(request)["hours"])
        if error is None:
            return redirect("desk:settings_days", slug=slug)
    said = said_by(request)["hours"]
    today = local_date(now_of(request), business_of(request).zone)
    facts = {
        "said": said,
        "holidays": coming(said, today),
        "closed": [named_day(one, today) for one in said.get("closed_dates", ())],
        "special": [named_day(one, today) for one in said.get("special_dates", ())],
        "today": today,
        "error": error,
        "typed": request.POST if error else {},
        "seen": version_of(request, "hours"),
    }
    return render(request, "desk/settings_days.html", facts, status=422 if error else 200)


def day_change(request: HttpRequest, said: Hours) -> str | None:
    """Do one act to the days off; the sentence of what is wrong, when it cannot be done."""
    post = request.POST
    act = post.get("act", "")
    if act == "rule":
        wanted = {name: post.get(name) for name in ("holidays", "joint_leave")}
        return keep(request, "hours", {**said, **wanted})
    if act in ("drop_closed", "drop_special"):
        part = f"{act[5:]}_dates"
        left = [one for one in said.get(part, ()) if one["day"] != post.get("day")]
        return keep(request, "hours", {**said, part: left})
    if act in ("closed", "special"):
        return day_added(request, said, act)
    return say("desk.unknown_act", language_of(request))


def day_added(request: HttpRequest, said: Hours, kind: str) -> str | None:
    """One day more, shut or with hours of its own; it takes the place of what it was before."""
    post, language = request.POST, language_of(request)
    try:
        day = date.fromisoformat(post.get("day", "")).isoformat()
    except ValueError:
        return say("desk.settings.day_wrong", language)
    part = f"{kind}_dates"
    rest = [one for one in said.get(part, ()) if one["day"] != day]
    if len(rest) >= MOST_DAYS:
        return say("desk.settings.days_many", language, most=MOST_DAYS)
    if kind == "closed":
        why = {code: post.get(f"why_{code}", "").strip()[:LONGEST_WHY] for code in ("id", "en")}
        if not all(why.values()):
            return say("desk.settings.why_missing", language)
        fresh: Hours = {"day": day, "why": why}
    else:
        span = {
            "opens": clock_in(post.get("opens", "")),
            "closes": clock_in(post.get("closes", "")),
        }
        fault = span_fault([span])
        if fault:
            return say(fault, language)
        fresh = {"day": day, "hours": [f"{span['opens']}-{span['closes']}"]}
    days = sorted([*rest, fresh], key=lambda one: str(one["day"]))
    return keep(request, "hours", {**said, part: days})


def coming(said: Hours, today: date) -> list[dict[str, Any]]:
    """The next holidays, each open or closed as things stand."""
    found = []
    for year in (today.year, today.year + 1):
        proper = national(year, joint_leave=False)
        for day, name in national(year).items():
            rule = "holidays" if day in proper else "joint_leave"
            found.append({"day": day, "name": name, "joint": rule == "joint_leave",
                          "open": said[rule] == "open"})  # fmt: skip
    return [one for one in found if one["day"] >= today][:AHEAD]


def named_day(one: Hours, today: date) -> Hours:
    """A single day with its date as a date, and whether it has passed."""
    day = date.fromisoformat(one["day"])
    return {**one, "iso": one["day"], "date": day, "past": day < today}


URLS = [
    path("<slug:slug>/settings/hours", hours, name="settings_hours"),
    path("<slug:slug>/settings/days", days_off, name="settings_days"),
]
