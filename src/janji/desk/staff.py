"""Who is at the desk and what they may do: owner and agent talk, the officer looks on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from janji.policy.business import Business
from janji.vault.house import House

OWNER, AGENT, OFFICER = "owner", "agent", "officer"
ROLES = (OWNER, AGENT, OFFICER)
TALKERS = (OWNER, AGENT)
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


def may_talk(request: HttpRequest) -> bool:
    """Whether this person may open conversations."""
    return cast("User", request.user).groups.filter(name__in=TALKERS).exists()


def staff_only(page: Page) -> Page:
    """The page for anyone who has signed in."""
    return login_required(page)


def talkers_only(page: Page) -> Page:
    """The page for those who may open conversations; 403 for other staff."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if not may_talk(request):
            raise PermissionDenied
        return page(request, *args, **named)

    return login_required(guarded)
