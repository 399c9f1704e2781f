"""The guard of all desk pages: nobody works under an ended, a locked or an unprotected sign-in.

It stands after the language is known and before the page, and it fails closed: a page of the desk
that does not say for which work it is (desk/staff.py) is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from janji.desk import passkeys, sessions
from janji.desk.access import Presence, presence_of
from janji.desk.access_seal import seal, unseal
from janji.desk.staff import businesses_of, house_of

if TYPE_CHECKING:
    from datetime import datetime

Answer = Callable[[HttpRequest], HttpResponseBase]
DESK = "/desk/"
AWAKE = timedelta(seconds=30)  # how exactly the last use is known
NOT_TYPED = ("csrfmiddlewaretoken",)
WHILE_LOCKED = frozenset(("again", "logout"))
WHILE_NEW = WHILE_LOCKED | {"password"}
WHILE_BARE = WHILE_NEW | {"protect", "protect_totp", "protect_passkey", "passkey", "codes"}


class guarded:  # noqa: N801 - a middleware reads as a verb in the list of them
    """Let a page of the desk be seen, or say what has to happen first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _named: dict[str, Any]
    ) -> HttpResponse | None:
        """What stands between this person and the page, or None. Raises: PermissionDenied."""
        if not request.path.startswith(DESK):
            return None
        work = getattr(view, "work", None)
        if work is None:
            raise PermissionDenied
        presence = None if work == "anyone" else presence_of(request)
        if presence is None:
            return None  # strangers: the page's own door sends them to the sign-in
        at_home(request)
        return first(request, presence, wakes=getattr(view, "wakes", True))


def at_home(request: HttpRequest) -> None:
    """A page of one's own account stands in the frame of the business one serves, if it is one."""
    serves = businesses_of(request)
    if "janji.business" not in request.META and len(serves) == 1:
        request.META["janji.business"] = serves[0]
        timezone.activate(ZoneInfo(serves[0].zone))


def may_frame(request: HttpRequest) -> bool:
    """Whether what went wrong may be said inside the desk: to staff who are in, at a business they
    serve; of any other not even the name is said."""
    presence = presence_of(request) if request.path.startswith("/desk/") else None
    now = house_of(request).clock.now()
    if presence is None or presence.is_over(now) or presence.is_locked(now):
        return False
    at_home(request)
    here = request.META.get("janji.business")
    return here is None or here.id in presence.roles


def first(request: HttpRequest, presence: Presence, *, wakes: bool) -> HttpResponse | None:
    """What has to happen before the page: sign in, unlock, own password, second factor."""
    house, now, page = house_of(request), house_of(request).clock.now(), page_name(request)
    if presence.is_over(now):
        logout(request)
        return sent(request, f"{reverse('desk:login')}?{urlencode({'next': back(request)})}")
    if presence.is_locked(now) and page not in WHILE_LOCKED:
        if not presence.locked:
            sessions.lock(house, sessions.present(request))
        return ask_again(request)
    if request.session.get("first_password") and page not in WHILE_NEW:
        return sent(request, reverse("desk:password"))
    bare = house.settings.production and presence.needs_factor and not presence.has_factor
    if bare and page not in WHILE_BARE:
        return sent(request, reverse("desk:protect"))
    if wakes and is_due(presence, now):
        sessions.used(house, sessions.present(request), now)
    return None


def is_due(presence: Presence, now: datetime) -> bool:
    """Whether the last use is old enough to be written again, and is one."""
    return not presence.locked and presence.used_at is not None and presence.used_at + AWAKE <= now


def page_name(request: HttpRequest) -> str:
    """The name of the page asked for."""
    return str(request.resolver_match.url_name) if request.resolver_match else ""


def back(request: HttpRequest) -> str:
    """Where the person wants to be: this page, or the one around this piece of it."""
    around = request.headers.get("HX-Current-URL", "")
    if around:
        path = around.partition("//")[2].partition("/")[2]
        return f"/{path}"
    return request.get_full_path()


def sent(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser there, also when only a piece of a page was asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return redirect(address)


def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask who is there before going on; what was typed is kept, sealed, in the page itself."""
    presence = presence_of(request)
    if (
        request.headers.get("HX-Request")
        and presence
        and presence.is_locked(house_of(request).clock.now())
    ):
        return HttpResponse(status=403, headers={"HX-Trigger": "desk-locked"})  # the curtain falls
    if request.headers.get("HX-Request"):
        return sent(request, f"{reverse('desk:again')}?{urlencode({'next': back(request)})}")
    kept = kept_form(request) if request.method == "POST" else ""
    return render(
        request, "desk/access_again.html", shown(request, back(request), kept), status=403
    )


def shown(request: HttpRequest, wanted: str, kept: str) -> dict[str, Any]:
    """What the page of the question shows."""
    presence = presence_of(request)
    return {
        "next": wanted,
        "kept": kept,
        "locked": bool(presence and presence.is_locked(house_of(request).clock.now())),
        "has_factor": bool(presence and presence.has_factor),
        "passkeys": bool(presence and presence.has_factor) and passkeys.server(request) is not None,
    }


def kept_form(request: HttpRequest) -> str:
    """The form that was sent, as words only we can read, bound to its sender."""
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED
    ]
    words = json.dumps({"to": request.path, "fields": fields}).encode()
    return seal(house_of(request), words, typed_by(request)).hex()


def opened_form(request: HttpRequest, kept: str) -> dict[str, Any] | None:
    """The form that kept_form sealed for this same sign-in; None for anything else."""
    try:
        words = unseal(house_of(request), bytes.fromhex(kept), typed_by(request))
    except ValueError:
        return None
    found: dict[str, Any] | None = json.loads(words) if words else None
    return found


def typed_by(request: HttpRequest) -> str:
    """What a kept form is bound to."""
    return f"typed:{sessions.present(request)}"
