"""Who is at the desk, of which business, and the door of each page: one work, asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from janji.desk.roles import ROLES, Role, Work, may

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


def role_of(request: HttpRequest) -> Role | None:
    """The role of the person at the desk; None when they have none."""
    if not request.user.is_authenticated:
        return None
    if "janji.role" not in request.META:
        held = {one.name for one in cast("User", request.user).groups.all()}
        request.META["janji.role"] = next((role for role in ROLES if role in held), None)
    return cast("Role | None", request.META["janji.role"])


def can(request: HttpRequest, work: Work) -> bool:
    """Whether the person at the desk does *work* here."""
    return may(role_of(request), work)


def staff_only(page: Page) -> Page:
    """The page for anyone who has signed in."""
    return login_required(page)


def for_work(work: Work) -> Callable[[Page], Page]:
    """The page for those whose role does *work*; 403 for other staff."""

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            if not can(request, work):
                raise PermissionDenied
            return page(request, *args, **named)

        return login_required(guarded)

    return guard
