"""Coming in by a one-time link: a password of one's own, or one more business for an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from janji.desk import access_factors, access_guard, accounts, entry, invite, sessions
from janji.desk.access import presence_of
from janji.desk.invite import Invitation
from janji.desk.staff import anyone, house_of


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link is for, and through it to the desk. Looking does not use the link up."""
    found = invite.opened(house_of(request), secret)
    if found is None:
        return render(request, "desk/access_join.html", {"gone": True}, status=404)
    holder = holder_of(found)
    facts: dict[str, Any] = {
        "invitation": found,
        "to": next(one for one in house_of(request).businesses if one.id == found.business_id),
        "shortest": accounts.SHORTEST,
        "holder": holder,
        "mine": holder is not None and request.user.pk == holder.pk,
        "here": request.path,
    }
    held = stopped(request) if facts["mine"] else None
    if held is not None:
        return held
    if request.method != "POST":
        return render(request, "desk/access_join.html", facts)
    if holder is not None:
        return accepted(request, found, holder, facts)
    return begun(request, found, facts)


def stopped(request: HttpRequest) -> HttpResponse | None:
    """What stands between the holder's sign-in and any page of the desk, this one too."""
    presence = presence_of(request)
    return access_guard.first(request, presence, wakes=False) if presence else None


def holder_of(found: Invitation) -> User | None:
    """The account that must accept with its own password; None when the link sets one."""
    if found.role is None:
        return None
    user = User.objects.filter(username=found.name, is_active=True).first()
    return user if user is not None and user.has_usable_password() else None


def accepted(
    request: HttpRequest, found: Invitation, holder: User, facts: dict[str, Any]
) -> HttpResponse:
    """Another business for an account that exists, once its holder has signed in."""
    if not facts["mine"]:
        return render(request, "desk/access_join.html", facts, status=403)
    if not invite.accept(house_of(request), found, holder.pk):
        return render(request, "desk/access_join.html", {"gone": True}, status=404)
    return redirect("desk:inbox", slug=facts["to"].slug)


def begun(request: HttpRequest, found: Invitation, facts: dict[str, Any]) -> HttpResponse:
    """A password of one's own; then in, and on to the second factor."""
    password, again = request.POST.get("password", ""), request.POST.get("again", "")
    error = accounts.password_problem(found.name, password, again)
    if error:
        return render(request, "desk/access_join.html", {**facts, "error": error}, status=422)
    user, _ = accounts.account(found.name)
    if not invite.accept(house_of(request), found, user.pk):
        return render(request, "desk/access_join.html", {"gone": True}, status=404)
    user.set_password(password)
    user.is_active = True
    user.save()
    sessions.end_all(house_of(request), user.pk)
    if found.role is None:
        return redirect("desk:login")  # the password is new, the second factor is not
    access_factors.remove_all(house_of(request), user.pk)  # of whoever had this name before
    user.last_login = house_of(request).clock.now()  # this password is their own already
    return entry.enter(request, user, reverse("desk:protect"))


def link(request: HttpRequest, secret: str) -> str:
    """The whole address of a link, as it is handed over."""
    public = house_of(request).settings.public_url
    return f"{public}{reverse('desk:join', args=[secret])}"


URLS = [
    path("join/<str:secret>", join, name="join"),
]
