"""Who is at the desk, of which business, and the door of each page: one work, asked for by name.

Every page of the desk carries its work as `page.work`; the guard (desk/access_guard.py) refuses a
page without one, and a test walks all of them with every role.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from janji.desk.access import presence_of
from janji.desk.roles import Role, Work, may

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from janji.policy.business import Business
    from janji.vault.house import House

Page = Callable[..., HttpResponse]


def house_of(request: HttpRequest) -> House:
    """The house that answers this request."""
    return cast("House", request.META["janji.house"])


def business_of(request: HttpRequest) -> Business:
    """The business whose desk this is (its slug stands in the address)."""
    return cast("Business", request.META["janji.business"])


def language_of(request: HttpRequest) -> str:
    """The language this page is said in."""
    return str(request.META["janji.language"])


def staff_id(request: HttpRequest) -> int:
    """The number of the person at the desk."""
    return int(cast("User", request.user).pk)


def businesses_of(request: HttpRequest) -> tuple[Business, ...]:
    """The businesses that the person at the desk serves."""
    presence = presence_of(request)
    roles = presence.roles if presence else {}
    return tuple(one for one in house_of(request).businesses if one.id in roles)


def role_of(request: HttpRequest) -> Role | None:
    """The role of the person at the desk at the business in the address; None without one."""
    presence, here = presence_of(request), request.META.get("janji.business")
    return presence.roles.get(here.id) if presence and here else None


def can(request: HttpRequest, work: Work) -> bool:
    """Whether the person at the desk does *work* here; one's own account is everybody's work."""
    if work == "self" and "janji.business" not in request.META:
        return presence_of(request) is not None
    return may(role_of(request), work)


def staff_only(page: Page) -> Page:
    """The page for anyone who has signed in; it belongs to no business."""
    return for_work("self")(page)


def anyone(page: Page) -> Page:
    """The page for strangers too: the way in."""
    cast("Any", page).work = "anyone"
    return page


def for_work(work: Work, *, wakes: bool = True) -> Callable[[Page], Page]:
    """The page for those whose role does *work*: 403 for other staff, 404 for another business's.

    wakes: False for what a page asks by itself (live lists): it does not count as being there.
    """

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            if "janji.business" in request.META and role_of(request) is None:
                raise Http404  # whose business it is, is not even said
            if not can(request, work):
                raise PermissionDenied
            return page(request, *args, **named)

        marked = cast("Any", login_required(guarded))
        marked.work, marked.wakes = work, wakes
        return cast("Page", marked)

    return guard
