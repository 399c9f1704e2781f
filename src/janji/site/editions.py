"""The versions of a policy as the public pages meet them: which runs, which comes, which were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.http import Http404, HttpRequest
from django.urls import reverse

from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.policy.business import Business
from janji.policy.reader import PolicyRefused
from janji.site.visitor import business_of, house_of
from janji.vault import versions
from janji.vault.versions import Version

State = Literal["in_force", "coming", "past", "replaced"]


@dataclass(frozen=True)
class Edition:
    """One version for the public. updated: the local day it was applied.

    before: the version people compare it with: the last one before it that took force, or will.
    state: "replaced" when another took its place before its day, so that it never binds.
    """

    number: int
    label: str
    hash: str
    effective_on: date
    updated: date
    state: State
    before: int | None


def all_editions(db: Db, business: Business, today: date) -> list[Edition]:
    """Every version, newest first."""
    known = versions.all_of(db)
    standing = versions.standing(db, today)
    replaced = versions.never_bound(known, business.zone)
    binding = [one.number for one in known if one.number not in replaced]
    return [
        Edition(
            number=one.number,
            label=one.label,
            hash=one.hash,
            effective_on=one.effective_on,
            updated=local_date(one.applied_at, business.zone),
            state=state_of(one, standing, today, replaced),
            before=next((number for number in binding if number < one.number), None),
        )
        for one in known
    ]


def state_of(one: Version, standing: int | None, today: date, replaced: set[int]) -> State:
    """Whether a version runs, waits for its day, was followed by another, or never bound."""
    if one.number in replaced:
        return "replaced"
    if one.number == standing:
        return "in_force"
    return "coming" if one.effective_on > today else "past"


def editions_of(request: HttpRequest) -> list[Edition]:
    """Every version of the business whose page this is, newest first."""
    here, house = business_of(request), house_of(request)
    with house.act(here) as db:
        return all_editions(db, here, house.today(here))


def with_policy(db: Db, business: Business, number: int) -> Business:
    """*business* as one version says. Raises: Http404 when there is none, or we cannot read it."""
    version = versions.one(db, number)
    if version is None:
        raise Http404
    try:
        return replace(business, policy=versions.policy_of(db, version, business))
    except PolicyRefused as refused:
        raise Http404 from refused


def public(request: HttpRequest, page: str, *places: object) -> str:
    """The whole public address of a page, as others may link to it; no language in it."""
    return house_of(request).settings.public_url.rstrip("/") + reverse(page, args=places)


def running(known: list[Edition]) -> Edition | None:
    """The version that is in force."""
    return next((one for one in known if one.state == "in_force"), None)


def awaited(known: list[Edition]) -> Edition | None:
    """The version that takes over next."""
    waiting = [one for one in known if one.state == "coming"]
    return min(waiting, key=lambda one: one.effective_on, default=None)
