"""Connecting Twilio step by step: account, number, webhook, first message; each tried live."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.channels import first
from janji.channels.twilio import trial
from janji.channels.twilio.errors import reaction
from janji.desk.look import tell
from janji.desk.settings import keep, said_by, version_of
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.phone import spaced
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import chosen

Step = Callable[[HttpRequest], "str | None"]
ACCOUNT = re.compile(r"AC[0-9a-f]{32}\Z")
TOKEN = re.compile(r"[0-9A-Za-z_-]{16,128}\Z")
MISTAKEN = ((re.compile(r"SK[0-9a-fA-F]{32}\Z"), "key"), (re.compile(r"[0-9a-f]{32}\Z"), "swapped"))
LATER_STEPS = ("hook", "first")  # what was tried with other credentials or another number
SHOWN = 4


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps; whatever was pressed is done, saved by itself, and said."""
    acts = {"account": account_step, "sender": sender_step, "hook": hook_step, "first": first_step}
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
        "number": number_of(here),
        "trial": house.settings.simulator,
        "local": house.settings.public_url.startswith("http://"),
    }


def number_of(here: Business) -> str:
    """The number customers write to, as people write it."""
    return spaced(here.channel.sender.partition(":")[2])


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
    before = credentials(house.settings, here)
    account, token = typed_of(request, before)
    if not ACCOUNT.match(account):
        return say(f"desk.connect.account_{mistaken(account)}", language)
    if not TOKEN.match(token):
        return say("desk.connect.token_form", language)
    state, code = trial.known(house.settings, here, account, token)
    passed, fresh = state == "works", (account, token) != before
    if passed and fresh:
        house.settings.keep_secret(here.channel.account_env, account)
        house.settings.keep_secret(here.channel.token_env, token)
    if passed or not fresh or not all(before):  # a try that was not kept tells nothing of what is
        note(request, "account", state)
    if not passed:
        return untaken(state, code, language)
    if fresh:
        forget(request)
    tell(request, "desk.connect.account_works")
    return None


def typed_of(request: HttpRequest, before: tuple[str, str]) -> tuple[str, str]:
    """Account and token to try: as typed; what was left empty, or is fixed, as it is."""
    if set_outside(house_of(request).settings, business_of(request)):
        return before
    account, token = (request.POST.get(name, "").strip() for name in ("account", "token"))
    return account or before[0], token or before[1]


def mistaken(account: str) -> str:
    """What somebody pasted who did not paste an Account SID."""
    return next((name for form, name in MISTAKEN if form.match(account)), "form")


def untaken(state: str, code: int, language: str) -> str:
    """Why Twilio did not take an account."""
    odd = state == "silent" and code
    return say(f"desk.connect.account_{'odd' if odd else state}", language, code=code)


def note(request: HttpRequest, name: str, state: str) -> None:
    """Keep what a live look found."""
    house, staff = house_of(request), staff_id(request)
    with house.act(business_of(request)) as db:
        chosen.note_check(db, name, state, staff, house.clock.now(), passed=state == "works")


def forget(request: HttpRequest) -> None:
    """What was tried before account or number changed must be tried again."""
    house, staff = house_of(request), staff_id(request)
    with house.act(business_of(request)) as db:
        for name in chosen.checks(db).keys() & set(LATER_STEPS):
            chosen.note_check(db, name, "stale", staff, house.clock.now(), passed=False)


def sender_step(request: HttpRequest) -> str | None:
    """Keep the number customers write to."""
    before = business_of(request).channel.sender
    trouble = keep(request, "sender", request.POST.get("sender", "").strip()[:30])
    if trouble is None and business_of(request).channel.sender != before:
        forget(request)
    return trouble


def with_account(step: Callable[[HttpRequest, str, str], str | None]) -> Step:
    """A step that needs account and token: without them it says that they come first."""

    def tried(request: HttpRequest) -> str | None:
        account, token = credentials(house_of(request).settings, business_of(request))
        if not account or not token:
            return say("desk.connect.account_first", language_of(request))
        return step(request, account, token)

    return tried


@with_account
def hook_step(request: HttpRequest, account: str, token: str) -> str | None:
    """Call ourselves as Twilio would, through the public address, and see who answers."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    state = trial.reached(house.settings, here, account, token)
    note(request, "hook", state)
    if state != "works":
        return say(f"desk.connect.hook_{state}", language, url=house.settings.public_url)
    tell(request, "desk.connect.hook_works")
    return None


@with_account
def first_step(request: HttpRequest, account: str, token: str) -> str | None:
    """See whether a message written to the number came by itself, and was answered."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    found = first.newest(house.settings, here, account, token)
    if not isinstance(found, first.First):
        with house.act(here) as db:
            found = first.judged(db, house.vault.sealer(here.id), found)
    note(request, "first", found.word)
    if found.word == "works":
        tell(request, "desk.connect.first_works")
        return None
    return unheard(found, here, language)


def unheard(found: first.First, here: Business, language: str) -> str:
    """Why the first message does not count yet, and what to do about it."""
    number = number_of(here)
    if found.word in ("refused", "silent"):
        return say("desk.connect.first_unknown", language)
    why = say(reaction(found.code).words, language) if found.word == "unsent" else ""
    key = f"desk.connect.first_{found.word}"
    return say(key, language, number=number, code=found.code, why=why)


URLS = [
    path("<slug:slug>/settings/connect", connect, name="settings_connect"),
]
