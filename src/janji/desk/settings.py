"""Settings: what is done and what is missing, the parts one by one, every change with its undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from janji.channels import first
from janji.channels.mail.servers import server_of
from janji.desk.accounts import members
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.db import Row
from janji.kit.errors import JanjiError, Problem, Refused
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy import overlay
from janji.policy.business import Business
from janji.vault import chosen

ENOUGH_STAFF = 2


@dataclass(frozen=True)
class Step:
    """One line of the checklist. need: without it no customer can be served; page: where it is."""

    name: str
    page: str
    done: bool
    need: bool = False


@for_work("settings")
@require_safe
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the set-up is, and the way to each part."""
    steps = steps_now(request)
    facts = {
        "steps": steps,
        "done": sum(step.done for step in steps),
        "trial": house_of(request).settings.simulator,
        "next_step": next((step for step in steps if not step.done), None),
    }
    return render(request, "desk/settings.html", facts)


def steps_now(request: HttpRequest) -> list[Step]:
    """The checklist of the business in the address, as it stands."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        said, checks = chosen.parts(db), chosen.checks(db)
        answered = first.happened(db)
    staff = len(members(house, here))
    return steps_of(house.settings, here, said, checks, staff, answered=answered)


def steps_of(
    settings: Settings,
    here: Business,
    said: dict[str, chosen.Part],
    checks: dict[str, Row],
    staff: int,
    *,
    answered: bool,
) -> list[Step]:
    """The checklist, most needed first. staff: how many work here; answered: somebody ever was."""
    passed = {name for name, row in checks.items() if row.passed}
    channel = here.channel
    account = all(settings.secret(name) for name in (channel.account_env, channel.token_env))
    steps = [
        Step("account", "settings_connect", account and "account" in passed, need=True),
        Step("hook", "settings_connect", "hook" in passed, need=True),
        Step("first", "settings_connect", answered or "first" in passed),
        Step("week", "settings_hours", "hours" in said or "hours" in passed, need=True),
        Step("staff", "staff", staff >= ENOUGH_STAFF),
        Step("brand", "settings_shop", "brand" in said or "name" in said),
    ]
    if "email" in here.policy.file.channels:
        steps.insert(4, Step("mail", "settings_mail", mail_is_set(settings, here), need=True))
    return steps


def mail_is_set(settings: Settings, here: Business) -> bool:
    """Whether letters come in and answers go out."""
    try:
        comes = server_of(settings, here, "imap") or settings.smtp_in_port
        return bool(comes and server_of(settings, here, "smtp"))
    except JanjiError:
        return False


def keep(request: HttpRequest, name: str, value: Any) -> str | None:
    """Let the desk say *value* for the part *name*; why not, as one sentence, when it may not be.

    The form carries the version it was made from: nobody overwrites what they have not seen.
    """
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        found = chosen.change(
            db, here, name, value, staff_id(request), house.clock.now(), version_in(request)
        )
    return kept(request, found)


def kept(request: HttpRequest, found: int | Refused | list[Problem]) -> str | None:
    """Say that it is saved and live in this process; or why it is not."""
    language = language_of(request)
    if isinstance(found, Refused):
        return say(found.code, language, **found.values)
    if isinstance(found, list):
        words = {"id": found[0].indonesian, "en": found[0].english}
        return words.get(language, found[0].english)
    house, here = house_of(request), business_of(request)
    house.followed.looked.pop(here.id, None)
    house.follow(here)
    tell(request, "desk.settings.saved")
    return None


def version_in(request: HttpRequest) -> int:
    """The version a form was made from; 0 when it says none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def version_of(request: HttpRequest, name: str) -> int:
    """The version of the part *name* now."""
    with house_of(request).act(business_of(request)) as db:
        return chosen.parts(db).get(name, chosen.Part()).version


def said_by(request: HttpRequest) -> dict[str, Any]:
    """business.yaml as file and desk say it together, in plain words."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        changes = chosen.values(chosen.parts(db))
    return overlay.merged(overlay.file_of(here).document.tree, changes)


@for_work("settings")
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what when, from what to what; the newest of each part can be taken back."""
    with house_of(request).act(business_of(request)) as db:
        rows = chosen.history(db)
    names = {one.pk: one.username for one in User.objects.filter(pk__in={r.staff_id for r in rows})}
    shown = [
        {"row": row, "who": names.get(row.staff_id, "–"), "was": spoken(row.before),
         "now": spoken(row.value)}
        for row in rows
    ]  # fmt: skip
    return render(request, "desk/settings_changes.html", {"changes": shown})


def spoken(value: Any) -> list[str] | None:
    """A value as short lines: "monday: 10:00-22:00". None: as the file says."""
    if value is None:
        return None
    if not isinstance(value, dict):
        return [", ".join(map(str, value)) if isinstance(value, list) else str(value)]
    return [f"{name}: {line(part)}" for name, part in value.items()]


def line(part: Any) -> str:
    """One part of a value in a line; a picture by its size."""
    if isinstance(part, list):
        return "; ".join(line(one) for one in part) or "–"
    if isinstance(part, dict):
        return ", ".join(line(one) for one in part.values())
    return str(part) if len(str(part)) < 200 else f"({len(str(part))})"


@for_work("settings")
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the newest change of one part back; itself a change that can be taken back."""
    house, here, name = house_of(request), business_of(request), request.POST.get("part", "")
    if name in overlay.NAMES:
        with house.act(here) as db:
            found = chosen.undo(
                db, here, name, version_in(request), staff_id(request), house.clock.now()
            )
        if kept(request, found):
            tell(request, "desk.settings.not_undone")
    return redirect("desk:settings_changes", slug=slug)


URLS = [
    path("<slug:slug>/settings", settings, name="settings"),
    path("<slug:slug>/settings/changes", changes, name="settings_changes"),
    path("<slug:slug>/settings/undo", undo, name="settings_undo"),
]
