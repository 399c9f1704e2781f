"""Connecting Twilio step by step: account, number, webhook; each tried live before it counts."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.channels.twilio import trial
from janji.desk.look import tell
from janji.desk.settings import keep, said_by, version_of
from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import chosen

ACCOUNT = re.compile(r"AC[0-9a-f]{32}\Z")
TOKEN = re.compile(r"[0-9A-Za-z_-]{16,128}\Z")
SHOWN = 4


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps; whatever was pressed is done, saved by itself, and said."""
    acts = {"account": account_step, "sender": sender_step, "hook": hook_step}
    errors: dict[str, str] = {}
    if request.method == "POST":
        act = request.POST.get("act", "")
        step = acts.get(act)
        trouble = step(request) if step else say("desk.unknown_act", language_of(request))
        if trouble is None:
            return redirect("desk:settings_connect", slug=slug)
        errors = {act: trouble}
    return render(
        request, "desk/settings_connect.html", facts_of(request, errors),
        status=422 if errors else 200,
    )  # fmt: skip


def facts_of(request: HttpRequest, errors: dict[str, str]) -> dict[str, Any]:
    """What is set, never its value: the end of the account alone, nothing of the token."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        checks = chosen.checks(db)
    account, token = credentials(house.settings, here)
    return {
        "errors": errors,
        "checks": checks,
        "account_end": account[-SHOWN:] if account else "",
        "complete": bool(account and token),
        "fixed": set_outside(house.settings, here),
        "names": (here.channel.account_env, here.channel.token_env),
        "sender": request.POST.get("sender") or said_by(request)["channel"]["sender"],
        "typed_account": request.POST.get("account", "")[:40],
        "seen": version_of(request, "sender"),
        "hook": trial.hook_of(house.settings, here),
        "trial": house.settings.simulator,
        "local": house.settings.public_url.startswith("http://"),
    }


def credentials(settings: Settings, here: Business) -> tuple[str, str]:
    """Account and token as they are now; empty when nobody set them."""
    channel = here.channel
    return settings.secret(channel.account_env) or "", settings.secret(channel.token_env) or ""


def set_outside(settings: Settings, here: Business) -> bool:
    """Whether the operator's environment holds them: then the desk cannot change them."""
    environ = settings.secrets.environ
    names = (here.channel.account_env.upper(), here.channel.token_env.upper())
    return any(environ.get(name) or environ.get(f"{name}_FILE") for name in names)


def account_step(request: HttpRequest) -> str | None:
    """Try account and token at Twilio; keep them only when it takes them."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    if set_outside(house.settings, here):
        account, token = credentials(house.settings, here)
    else:
        account = request.POST.get("account", "").strip()
        token = request.POST.get("token", "").strip() or credentials(house.settings, here)[1]
    if not ACCOUNT.match(account):
        return say("desk.connect.account_form", language)
    if not TOKEN.match(token):
        return say("desk.connect.token_form", language)
    state, code = trial.known(house.settings, here, account, token)
    passed = state == "works"
    if passed and not set_outside(house.settings, here):
        house.settings.keep_secret(here.channel.account_env, account)
        house.settings.keep_secret(here.channel.token_env, token)
    with house.act(here) as db:
        chosen.note_check(db, "account", state, house.clock.now(), passed=passed)
    if not passed:
        return say(f"desk.connect.account_{state}", language, code=code)
    tell(request, "desk.connect.account_works")
    return None


def sender_step(request: HttpRequest) -> str | None:
    """Keep the number customers write to."""
    return keep(request, "sender", request.POST.get("sender", "").strip()[:30])


def hook_step(request: HttpRequest) -> str | None:
    """Call ourselves as Twilio would, through the public address, and see who answers."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    account, token = credentials(house.settings, here)
    if not account or not token:
        return say("desk.connect.account_first", language)
    state = trial.reached(house.settings, here, account, token)
    with house.act(here) as db:
        chosen.note_check(db, "hook", state, house.clock.now(), passed=state == "works")
    if state != "works":
        return say(f"desk.connect.hook_{state}", language, url=house.settings.public_url)
    tell(request, "desk.connect.hook_works")
    return None


URLS = [
    path("<slug:slug>/settings/connect", connect, name="settings_connect"),
]
