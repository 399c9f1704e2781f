"""Signing in and out: slowed per account; the first password is changed at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from janji.desk import throttle
from janji.desk.staff import house_of, staff_only

SHORTEST = 12


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, or through it to the desk."""
    if request.method != "POST":
        return render(request, "desk/login.html", {"next": request.GET.get("next", "")})
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    house, shown = house_of(request), {"name": name, "next": request.POST.get("next", "")}
    now = house.clock.now()
    if not name or not password:
        return failed(request, {**shown, "error": "desk.login_empty"})
    waits = throttle.waits_until(house, name, now)
    if waits:
        return failed(request, {**shown, "waits": waits})
    user = authenticate(request, username=name, password=password)
    if user is None:
        throttle.wrong(house, name, now)
        return failed(request, {**shown, "error": "desk.login_wrong"})
    throttle.right(house, name)
    first_time = user.last_login is None
    login(request, user)
    if first_time:
        request.session["first_password"] = True
        return redirect("desk:password")
    return redirect(onward(request, shown["next"]))


def failed(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """The form again, with what was wrong beside the field."""
    return render(request, "desk/login.html", shown, status=429 if "waits" in shown else 422)


def onward(request: HttpRequest, wanted: str) -> str:
    """Where the person wanted to go, if that is a page of ours; else the desk."""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and wanted.startswith("/desk/") else reverse("desk:inboxes")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own."""
    error = password_problem(request) if request.method == "POST" else None
    if request.method != "POST" or error:
        shown = {"error": error, "shortest": SHORTEST}
        return render(request, "desk/password.html", shown, status=422 if error else 200)
    user = request.user
    if not isinstance(user, User):
        return redirect("desk:login")
    user.set_password(request.POST["password"])
    user.save(update_fields=["password"])
    request.session.pop("first_password", None)
    update_session_auth_hash(request, user)
    return redirect("desk:inboxes")


def password_problem(request: HttpRequest) -> str | None:
    """The key of what is wrong with the new password, or None."""
    password, again = request.POST.get("password", ""), request.POST.get("again", "")
    if len(password) < SHORTEST or len(set(password)) < SHORTEST // 3:
        return "desk.password_short"
    return None if password == again else "desk.password_differs"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("desk:login")


URLS = [
    path("login", sign_in, name="login"),
    path("logout", sign_out, name="logout"),
    path("password", new_password, name="password"),
]
