"""Asking who is there: after a pause (the desk locks) and before dangerous acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from janji.desk import access_factors, access_guard, passkeys, sessions, throttle
from janji.desk.access import presence_of
from janji.desk.staff import for_work, house_of, language_of, staff_id, staff_only
from janji.kit.text import say

Page = Callable[..., HttpResponse]
SECOND = "second factor of "  # a throttle of its own: wrong codes do not lock the password


def sure(page: Page) -> Page:
    """The page; its form counts only when the person showed a moment ago that it is them.

    Goes inside for_work: @for_work("staff") @sure def page(…). What was typed is kept meanwhile.
    """

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        presence = presence_of(request)
        if request.method == "POST" and not (
            presence and presence.is_sure(house_of(request).clock.now())
        ):
            return access_guard.ask_again(request)
        return page(request, *args, **named)

    return guarded


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the password, a code or a passkey; go on where the person was."""
    wanted, kept = (
        request.POST.get("next", request.GET.get("next", "")),
        request.POST.get("kept", ""),
    )
    facts = access_guard.shown(request, wanted, kept)
    if request.method != "POST":
        return render(request, "desk/access_again.html", facts)
    problem = unproved(request)
    if request.headers.get("Accept") == "application/json":
        return behind_curtain(request, problem)
    if problem:
        status = 429 if "waits" in problem else 422
        return render(request, "desk/access_again.html", {**facts, **problem}, status=status)
    house = house_of(request)
    sessions.proved(house, sessions.present(request), house.clock.now())
    form = access_guard.opened_form(request, kept) if kept else None
    if form:
        return render(request, "desk/access_continue.html", {"form": form})
    return redirect(onward(request, wanted))


def behind_curtain(request: HttpRequest, problem: dict[str, Any] | None) -> HttpResponse:
    """The same answer for the curtain before a page: 204 opens it, else one sentence."""
    house = house_of(request)
    if problem is None:
        sessions.proved(house, sessions.present(request), house.clock.now())
        return HttpResponse(status=204)
    words = say(str(problem.get("error", "desk.old_waits")), language_of(request))
    return JsonResponse({"error": words}, status=422)


@for_work("self", wakes=False)
@require_POST
def idle(request: HttpRequest) -> HttpResponse:
    """Asked by open pages once a minute: somebody is here, or not; a locked desk answers 403."""
    house = house_of(request)
    if request.POST.get("active"):
        sessions.used(house, sessions.present(request), house.clock.now())
    return HttpResponse(status=204)


def unproved(request: HttpRequest) -> dict[str, Any] | None:
    """Why what was given does not show that it is them; None when it does."""
    staff, user = staff_id(request), cast("User", request.user)
    if request.POST.get("credential"):
        right = passkeys.proven(request, request.POST["credential"], alone=False) == staff
        return None if right else {"error": "desk.passkey_wrong"}
    password, code = request.POST.get("password", ""), request.POST.get("code", "")
    if password:
        return slowed(request, user.username, "desk.again_wrong", user.check_password(password))
    house = house_of(request)
    if not code:
        return {"error": "desk.again_empty"}
    waits = throttle.waits_until(house, f"{SECOND}{staff}", house.clock.now())
    right = not waits and access_factors.right_code(house, staff, code, house.clock.now())
    return slowed(request, f"{SECOND}{staff}", "desk.code_wrong", right)


def slowed(request: HttpRequest, account: str, error: str, right: bool) -> dict[str, Any] | None:
    """Count a wrong answer for *account* and say so; a right one counts only when none waits."""
    house, now = house_of(request), house_of(request).clock.now()
    waits = throttle.waits_until(house, account, now)
    if waits:
        return {"waits": waits}
    if right:
        throttle.right(house, account)
        return None
    throttle.wrong(house, account, now)
    return {"error": error}


def onward(request: HttpRequest, wanted: str) -> str:
    """Where the person wanted to go, if that is a page of ours; else the desk."""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and wanted.startswith("/desk/") else reverse("desk:inboxes")


URLS = [
    path("again", again, name="again"),
    path("idle", idle, name="idle"),
]
