"""One act on many conversations: bounded, safe to repeat, and told exactly: how many, why others
not."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from janji.care import assignment, labels, queue
from janji.care.queue import MOST_AT_ONCE, Changed
from janji.desk.colleagues import colleagues
from janji.desk.listing_shown import number, shown_in
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db

MORNING = timedelta(minutes=8 * 60)
SLEEPS = {"hour": timedelta(minutes=60), "three": timedelta(minutes=180)}


@for_work("talk")
@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Do what was chosen to the conversations that were ticked, and show the same list again."""
    house, here = house_of(request), business_of(request)
    back = dict(parse_qsl(request.POST.get("back", "")))
    address = f"{reverse('desk:inbox', args=[slug])}?{shown_in(back).query()}"
    ticked = request.POST.getlist("people")
    people = [UUID(one) for one in dict.fromkeys(ticked) if is_id(one)]
    act, _, value = request.POST.get("act", "").partition(":")
    if not people:
        tell(request, "desk.inbox.told.nobody")
    elif len(people) > MOST_AT_ONCE:
        tell(request, "desk.inbox.told.too_many", most=MOST_AT_ONCE)
    else:
        with house.act(here) as db:
            changed = done(request, db, act, value, people, house.clock.now())
        say_what(request, act, changed)
    return redirect(address)


def done(
    request: HttpRequest, db: Db, act: str, value: str, people: list[UUID], now: datetime
) -> Changed | None:
    """The act itself; None when nobody knows it."""
    me, to = staff_id(request), number(value)
    if act == "take":
        return assignment.assign(db, people, me, me, now)
    if act == "give" and to in colleagues(request, db):
        return assignment.assign(db, people, int(to or 0), me, now)
    if act == "let_go":
        return assignment.let_go(db, people, me)
    if act == "close":
        return queue.close(db, me, people, now)
    if act == "read":
        return queue.mark_read(db, me, people, now)
    if act in ("label", "unlabel") and to is not None:
        return (labels.put if act == "label" else labels.take)(db, to, people, me)
    if act == "sleep":
        return queue.snooze(db, me, people, wakes(value, business_of(request).zone, now))
    return queue.snooze(db, me, people, None) if act == "wake" else None


def wakes(value: str, zone: str, now: datetime) -> datetime:
    """When what sleeps comes back: in an hour, in three, or tomorrow morning where the shop is."""
    if value in SLEEPS:
        return now + SLEEPS[value]
    tomorrow = local_date(now, zone) + timedelta(days=1)
    return start_of_day(tomorrow, zone) + MORNING


def say_what(request: HttpRequest, act: str, changed: Changed | None) -> None:
    """Say how many changed, and why others did not."""
    if changed is None:
        tell(request, "desk.inbox.told.unknown")
        return
    if changed.done or not changed.left:
        tell(request, f"desk.inbox.told.{act}", n=len(changed.done))
    for why, n in changed.left.items():
        tell(request, f"desk.inbox.left.{why}", n=n)


def is_id(words: str) -> bool:
    """Whether *words* are a random id."""
    try:
        UUID(words)
    except ValueError:
        return False
    return True


URLS = [
    path("<slug:slug>/bulk", bulk, name="inbox_bulk"),
]
