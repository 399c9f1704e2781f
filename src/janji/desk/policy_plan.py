"""The policy at the desk: what is in force, what the file would change, and the one who decides.

Owner and officer see the plan and the history; only an owner takes it, with a second person where
the owners chose so. The page is the plan that `janji plan` shows, and takes it by the same name.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import notices
from janji.desk import four_eyes, policy_shown
from janji.desk.access_again import sure
from janji.desk.look import tell
from janji.desk.staff import business_of, can, for_work, house_of, language_of, staff_id
from janji.kit.db import Db
from janji.kit.errors import Problem, Refused
from janji.policy.business import Business
from janji.policy.reader import PolicyRefused
from janji.vault import plans, versions
from janji.vault.plan_shape import Plan
from janji.vault.plan_words import refusal_words
from janji.vault.restamp_told import reach_here

ACT = "take_policy"


@for_work("policy")
@sure
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """What the policy file would change, and the decision; what was decided before."""
    house, here = house_of(request), business_of(request)
    language, today = language_of(request), house_of(request).today(business_of(request))
    refused = None
    if request.method == "POST":
        refused = taken(request)
        if refused is None:
            house.begin(here)
            tell(request, "desk.policy.taken")
            return redirect("desk:policy", slug=slug)
    with house.act(here) as db:
        number = versions.standing(db, today)
        history = policy_shown.history(versions.all_of(db), number, today, here.zone)
        plan, problems = planned(db, request, here, asked_day(request), today)
        two = four_eyes.needed(db, ACT)
        reached = reach_here(db, house.vault, here, today)
        telling = tellings(db, here, today)
    facts: dict[str, Any] = {
        "plan": policy_shown.plan(plan, language) if plan else None,
        "problems": problems,
        "versions": history,
        "running": next((one for one in history if one["running"]), None),
        "refused": refusal_words(refused, language) if refused else None,
        "may_take": can(request, "policy_take"),
        "may_edit": can(request, "settings"),
        "two": two,
        "telling": telling,
        "reach": reached,
        "reach_words": reached.words(language) if reached else "",
    }
    return render(request, "desk/policy.html", facts, status=422 if refused else 200)


def tellings(db: Db, here: Business, today: date) -> list[dict[str, Any]]:
    """How far the telling of the version in force and of the coming one has come."""
    known, standing = versions.all_of(db), versions.standing(db, today)
    replaced = versions.never_bound(known, here.zone)
    asked = [
        one for one in known
        if one.number not in replaced and (one.effective_on > today or one.number == standing)
        and notices.MESSAGES & {*one.plan.get("channels", ())}
    ]  # fmt: skip
    return [{"version": one, "how": notices.standing(db, here, one)} for one in asked]


def planned(
    db: Db, request: HttpRequest, here: Business, on: date | None, today: date
) -> tuple[Plan | None, list[Problem]]:
    """The plan of what the folder says; or what is wrong with the folder; or nothing to change."""
    try:
        now = house_of(request).clock.now()
        return plans.make(db, here, now, today, on), []
    except PolicyRefused as broken:
        return None, broken.problems
    except LookupError:  # nothing was ever applied: the first start does it
        return None, []


def taken(request: HttpRequest) -> Refused | None:
    """Take the plan that the page showed; why not, else."""
    house, here = house_of(request), business_of(request)
    if not can(request, "policy_take"):
        return Refused("desk.policy.not_yours")
    name, now = request.POST.get("plan", ""), house.clock.now()
    author = cast("User", request.user).get_username()
    with house.act(here) as db:
        refused = second(db, name, request)
        if refused:
            return refused
        try:
            found = plans.apply(
                db, here, name, author=author, now=now, today=house.today(here),
                on=asked_day(request),
                still_true=",".join(request.POST.getlist("still_true")).split(","),
            )  # fmt: skip
        except PolicyRefused:
            return Refused("desk.policy.broken_now")
    return found if isinstance(found, Refused) else None


def second(db: Db, name: str, request: HttpRequest) -> Refused | None:
    """The second person's yes, where the owners chose so. The question stands for this plan."""
    if not four_eyes.needed(db, ACT):
        return None
    now = house_of(request).clock.now()
    return four_eyes.passed(db, ACT, f"plan {name[:40]}", staff_id(request), now)


def asked_day(request: HttpRequest) -> date | None:
    """The day the form or the address asks for; None when it says none."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        return date.fromisoformat(given.get("on", ""))
    except ValueError:
        return None


URLS = [
    path("<slug:slug>/policy", policy, name="policy"),
]
