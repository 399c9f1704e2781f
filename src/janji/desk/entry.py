"""Signing in and out: slowed per account, one or two steps, the first password changed at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from janji.care import presence as seats
from janji.desk import access_factors, passkeys, sessions, throttle
from janji.desk.access import PROVED, presence_of
from janji.desk.access_again import SECOND, onward, slowed
from janji.desk.accounts import LONGEST, SHORTEST, password_problem
from janji.desk.staff import anyone, businesses_of, house_of, staff_only

__all__ = ["onward", "sign_in"]
HALF_WAY = PROVED.total_seconds()  # how long the right password waits for its second step


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, or through it to the desk or to the second step."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    shown = {"next": wanted, "passkeys": passkeys.server(request) is not None}
    if request.method != "POST":
        return render(request, "desk/login.html", shown)
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    shown["name"] = name
    if request.POST.get("credential"):
        return with_passkey(request, shown)
    if not name or not password or len(password) > LONGEST:
        return failed(request, {**shown, "error": "desk.login_empty"})
    house, now = house_of(request), house_of(request).clock.now()
    waits = throttle.waits_until(house, name, now)
    if waits:
        return failed(request, {**shown, "waits": waits})
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        throttle.wrong(house, name, now)
        return failed(request, {**shown, "error": "desk.login_wrong"})
    throttle.right(house, name)
    if access_factors.factors(house, user.pk):
        request.session.cycle_key()
        request.session["half"] = {"staff": user.pk, "next": wanted, "at": now.timestamp()}
        return redirect("desk:second")
    return enter(request, user, wanted)


def with_passkey(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """Sign in by a passkey alone: its device has checked who holds it."""
    staff = passkeys.proven(request, request.POST["credential"], alone=True)
    user = User.objects.filter(pk=staff, is_active=True).first() if staff else None
    if user is None:
        return failed(request, {**shown, "error": "desk.passkey_wrong"})
    return enter(request, user, shown["next"])


def enter(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Begin a sign-in under a fresh session key, and go where the person has to or wants to be."""
    first_time = user.last_login is None
    request.session.flush()  # nothing of before, above all no key that somebody else may know
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    # Whoever gave them their password knows it: they are asked for their own until there is one.
    user.last_login = None if first_time else house_of(request).clock.now()
    user.save(update_fields=["last_login"])
    sessions.begin(request, house_of(request), user.pk)
    request.META.pop("janji.presence", None)
    if first_time:
        request.session["first_password"] = True
        return redirect("desk:password")
    return redirect(protect_first(request) or onward(request, wanted))


def protect_first(request: HttpRequest) -> str | None:
    """The page that offers a second factor, for those who need one and have none."""
    presence = presence_of(request)
    bare = presence and presence.needs_factor and not presence.has_factor
    return reverse("desk:protect") if bare else None


def failed(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """The form again, with what was wrong beside the field."""
    return render(request, "desk/login.html", shown, status=429 if "waits" in shown else 422)


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator, a recovery code, or a passkey, after the right password."""
    half = half_way(request)
    user = User.objects.filter(pk=half["staff"], is_active=True).first() if half else None
    if half is None or user is None:
        return redirect("desk:login")
    shown: dict[str, Any] = {"passkeys": passkeys.server(request) is not None}
    if request.method != "POST":
        return render(request, "desk/login_second.html", shown)
    problem = not_second(request, user.pk)
    if problem is None:
        return enter(request, user, half["next"])
    status = 429 if "waits" in problem else 422
    return render(request, "desk/login_second.html", {**shown, **problem}, status=status)


def half_way(request: HttpRequest) -> dict[str, Any] | None:
    """Who gave the right password a moment ago, and where they wanted to go."""
    half: dict[str, Any] | None = request.session.get("half")
    late = half and house_of(request).clock.now().timestamp() - half["at"] > HALF_WAY
    return None if late else half


def not_second(request: HttpRequest, staff: int) -> dict[str, Any] | None:
    """Why the second step is not done; None when it is."""
    if request.POST.get("credential"):
        right = passkeys.proven(request, request.POST["credential"], alone=False) == staff
        return None if right else {"error": "desk.passkey_wrong"}
    house, code = house_of(request), request.POST.get("code", "").strip()
    if not code:
        return {"error": "desk.code_empty"}
    now = house.clock.now()
    waits = throttle.waits_until(house, f"{SECOND}{staff}", now)
    right = not waits and access_factors.right_code(house, staff, code, now)
    return slowed(request, f"{SECOND}{staff}", "desk.code_wrong", right)


@anyone
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey: at sign-in, at the second step, or when asked."""
    half, alone = half_way(request), request.POST.get("for") == "enter"
    name = request.POST.get("name", "").strip().lower()
    staff = passkeys.by_name(request, name) if alone and name else None
    if not alone:
        presence = presence_of(request)
        staff = presence.staff if presence else half["staff"] if half else None
        if staff is None:
            return JsonResponse({}, status=403)
    options = passkeys.options_to_prove(request, staff, name if alone else "", alone=alone)
    return JsonResponse(options or {}, status=200 if options else 404)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own; every other sign-in of the account ends."""
    user, first_time = request.user, bool(request.session.get("first_password"))
    if not isinstance(user, User):
        return redirect("desk:login")
    shown: dict[str, Any] = {"shortest": SHORTEST, "first_time": first_time}
    problem = not_new(request, user, first_time=first_time) if request.method == "POST" else None
    if request.method != "POST" or problem:
        facts = {**shown, **(problem or {})}
        return render(request, "desk/password.html", facts, status=422 if problem else 200)
    user.set_password(request.POST["password"])
    user.last_login = house_of(request).clock.now()
    user.save(update_fields=["password", "last_login"])
    request.session.pop("first_password", None)
    update_session_auth_hash(request, user)
    sessions.end_all(house_of(request), user.pk, but=sessions.present(request))
    return redirect((first_time and protect_first(request)) or reverse("desk:inboxes"))


def not_new(request: HttpRequest, user: User, *, first_time: bool) -> dict[str, Any] | None:
    """What is wrong with the password change; None when nothing is.

    Who has a password already shows it once more: an unguarded screen must not be enough.
    """
    if not first_time:
        right = user.check_password(request.POST.get("old", "")[:LONGEST])
        problem = slowed(request, user.username, "desk.old_wrong", right)
        if problem:
            return {"old_error": problem.get("error", "desk.old_waits")}
    password, again = request.POST.get("password", ""), request.POST.get("again", "")
    error = password_problem(user.username, password, again)
    if error is None and user.check_password(password):
        error = "desk.password_same"
    return {"error": error} if error else None


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and its sign-in."""
    presence = presence_of(request)
    if presence:
        house = house_of(request)
        sessions.end(house, presence.staff, sessions.present(request))
        for here in businesses_of(request):
            with house.act(here) as db:
                seats.stand_up(db, presence.staff, house.clock.now())
    logout(request)
    return redirect("desk:login")


URLS = [
    path("login", sign_in, name="login"),
    path("login/second", second_step, name="second"),
    path("passkey", passkey, name="passkey"),
    path("logout", sign_out, name="logout"),
    path("password", new_password, name="password"),
]
