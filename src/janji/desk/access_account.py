"""One's own account: where one is signed in, second factors, recovery codes."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from janji.desk import access_factors, passkeys, sessions
from janji.desk.access import SITTING, as_uuid, presence_of
from janji.desk.access_again import sure
from janji.desk.access_seal import seal, unseal
from janji.desk.staff import businesses_of, house_of, staff_id, staff_only

HOUR = 3_600


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own access; end a sign-in that is not this one."""
    house, staff, mine = house_of(request), staff_id(request), sessions.present(request)
    if request.method == "POST":
        if request.POST.get("act") == "end_others":
            sessions.end_all(house, staff, but=mine)
        else:
            sign_in = as_uuid(request.POST.get("sign_in", ""))
            if sign_in and sign_in != mine:
                sessions.end(house, staff, sign_in)
        return redirect("desk:account")
    presence = presence_of(request)
    facts = {
        "sign_ins": sessions.of_staff(house, staff, mine),
        "factors": access_factors.factors(house, staff),
        "codes_left": access_factors.recovery_left(house, staff),
        "passkeys": passkeys.server(request) is not None,
        "needs_factor": bool(presence and presence.needs_factor),
        "idle_minutes": presence.idle_minutes if presence else 0,
        "longest_hours": int(SITTING.total_seconds()) // HOUR,
    }
    return render(request, "desk/access_account.html", facts)


@staff_only
@sure
@require_POST
def factor(request: HttpRequest) -> HttpResponse:
    """Take a second factor away, or make new recovery codes; other sign-ins end."""
    house, staff = house_of(request), staff_id(request)
    if request.POST.get("act") == "codes" and access_factors.factors(house, staff):
        return with_codes(request)
    which = as_uuid(request.POST.get("factor", ""))
    if which and not is_needed(request) and access_factors.remove(house, staff, which):
        sessions.end_all(house, staff, but=sessions.present(request))
    return redirect("desk:account")


def is_needed(request: HttpRequest) -> bool:
    """Whether the account would be left without the second factor its role needs."""
    presence = presence_of(request)
    held = access_factors.factors(house_of(request), staff_id(request))
    strict = house_of(request).settings.production
    return bool(strict and presence and presence.needs_factor and len(held) <= 1)


@staff_only
@require_http_methods(["GET", "HEAD"])
def protect(request: HttpRequest) -> HttpResponse:
    """Offer a second factor: an authenticator or a passkey, or later where that may be."""
    presence = presence_of(request)
    strict = house_of(request).settings.production and presence and presence.needs_factor
    facts = {
        "passkeys": passkeys.server(request) is not None,
        "may_wait": not (strict and presence and not presence.has_factor),
        "needs_factor": bool(presence and presence.needs_factor),
    }
    return render(request, "desk/access_protect.html", facts)


@staff_only
@sure
@require_http_methods(["GET", "HEAD", "POST"])
def protect_totp(request: HttpRequest) -> HttpResponse:
    """Show the secret as a drawing and as letters; keep it once a code proves it arrived."""
    house, staff, name = house_of(request), staff_id(request), cast("User", request.user).username
    error = None
    secret = carried(request)
    if request.method == "POST" and secret:
        code = request.POST.get("code", "")
        if access_factors.add_totp(house, staff, secret, code, house.clock.now()):
            return protected(request)
        error = "desk.totp_wrong"
    secret = secret or access_factors.new_secret()
    issuer = next((one.name for one in businesses_of(request)), "Janji")
    facts: dict[str, Any] = {
        "error": error,
        "qr": access_factors.qr(access_factors.enrolment(secret, name, issuer)),
        "spelled": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "carried": seal(house, secret.encode(), f"enrol:{staff}").hex(),
    }
    return render(request, "desk/access_totp.html", facts, status=422 if error else 200)


def carried(request: HttpRequest) -> str | None:
    """The secret that this form was made for; it is kept nowhere until a code proves it."""
    try:
        sealed = bytes.fromhex(request.POST.get("carried", ""))
    except ValueError:
        return None
    found = unseal(house_of(request), sealed, f"enrol:{staff_id(request)}")
    return found.decode() if found else None


@staff_only
@sure
@require_POST
def protect_passkey(request: HttpRequest) -> HttpResponse:
    """Give the browser what it needs to make a passkey; keep the one it made."""
    staff, name = staff_id(request), cast("User", request.user).username
    answer = request.POST.get("credential", "")
    if not answer and request.headers.get("Accept") == "application/json":
        options = passkeys.options_to_add(request, staff, name)
        return JsonResponse(options or {}, status=200 if options else 404)
    if answer and passkeys.add(request, staff, answer):
        return protected(request)
    facts = {"passkeys": passkeys.server(request) is not None, "may_wait": True,
             "error": "desk.passkey_not_made"}  # fmt: skip
    return render(request, "desk/access_protect.html", facts, status=422)


def protected(request: HttpRequest) -> HttpResponse:
    """A second factor was added: other sign-ins end; the first one brings recovery codes."""
    house, staff = house_of(request), staff_id(request)
    sessions.end_all(house, staff, but=sessions.present(request))
    if access_factors.recovery_left(house, staff):
        return redirect("desk:account")
    return with_codes(request)


def with_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes, shown this once."""
    codes = access_factors.new_recovery_codes(house_of(request), staff_id(request))
    return render(request, "desk/access_codes.html", {"codes": codes})


URLS = [
    path("account", account, name="account"),
    path("account/factor", factor, name="account_factor"),
    path("protect", protect, name="protect"),
    path("protect/totp", protect_totp, name="protect_totp"),
    path("protect/passkey", protect_passkey, name="protect_passkey"),
]
