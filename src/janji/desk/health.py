"""Is a promise at risk? The alarms of the front page, and the page that tells how everything is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.care import escalation
from janji.channels.twilio.errors import reaction
from janji.desk import four_eyes, health_machine, tonight_facts
from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.kit.db import Db
from janji.kit.ids import floor_id
from janji.kit.phone import spaced
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import proposals, rehearsals
from janji.vault.house import House
from janji.vault.restamp_told import reach_here

SQL = named_sql(str(Path(__file__).with_name("health_facts.py")))
MANY_TRIES = 12  # waits double up to the policy's longest: so many mean that somebody must look
LATELY = timedelta(seconds=24 * 3600)
STUCK = timedelta(seconds=900)  # what should have gone within seconds


@dataclass(frozen=True)
class Alarm:
    """A promise at risk. what: a closed word with a sentence (desk.alarm.<what>).

    mood: broken or cannot_tell. n: how many. since: from when, or by when. page: where to look.
    """

    what: str
    mood: str
    n: int
    since: datetime | None
    page: str


def alarms(db: Db, house: House, now: datetime) -> list[Alarm]:
    """Everything that puts a promise at risk now, the gravest first; bounded and cheap."""
    found = [
        *machine_alarms(db, house, now),
        *proof_alarms(db),
        *request_alarms(db, now),
        *duty_alarms(db, now),
        *queue_alarms(db, now),
        *debt_alarms(db),
        *review_alarms(db, now),
        *approval_alarms(db, now),
    ]
    return sorted(found, key=lambda one: one.mood != "broken")


def machine_alarms(db: Db, house: House, now: datetime) -> Iterator[Alarm]:
    """Keys that others may read, and a night without a backup where real customers are served."""
    home = house.settings.home
    if health_machine.keys_open(home):
        yield Alarm("keys_open", "broken", 1, None, "desk:health")
    if house.settings.production and health_machine.backup_late(db, home, now):
        at = health_machine.backup_at(db, home, now)
        yield Alarm("backup_late", "cannot_tell", 1, at, "desk:health")


def proof_alarms(db: Db) -> Iterator[Alarm]:
    """Proofs that are broken, and those that could tell before and cannot now."""
    rows = db.all(SQL["verdicts"])
    broken = [row for row in rows if row.verdict == "broken"]
    told = ("kept", "broken")
    blind = [row for row in rows if row.verdict == "cannot_tell" and row.before in told]
    if broken:
        since = min(row.at for row in broken)
        yield Alarm("proof_broken", "broken", len(broken), since, "desk:proofs")
    if blind:
        since = min(row.at for row in blind)
        yield Alarm("proof_blind", "cannot_tell", len(blind), since, "desk:proofs")


def request_alarms(db: Db, now: datetime) -> Iterator[Alarm]:
    """Requests that are late, or nearly."""
    row = db.one(SQL["requests_due"], now=now)
    if row is not None and row.n:
        mood = "broken" if row.late else "cannot_tell"
        what = "request_late" if row.late else "request_soon"
        yield Alarm(what, mood, row.late or row.n, row.due_at, "desk:requests")


def duty_alarms(db: Db, now: datetime) -> Iterator[Alarm]:
    """The worker stands still, or duties of it fail."""
    troubles = list(tonight_facts.stopped_duties(db, now))
    if any(one.what == "worker_stopped" for one in troubles):
        yield Alarm("worker_stopped", "broken", 1, troubles[0].since, "desk:health")
    elif troubles:
        yield Alarm("duty_failed", "broken", len(troubles), troubles[0].since, "desk:tonight")


def queue_alarms(db: Db, now: datetime) -> Iterator[Alarm]:
    """Replies that the provider takes from nobody here, and what does not move on."""
    last = db.one(SQL["last_settled"])
    if last is not None and last.state == "failed" and reaction(last.code).act == "alarm":
        yield Alarm("sending_refused", "broken", 1, last.failed_at, "desk:health")
    stuck = db.one(SQL["stuck"], before=now - STUCK)
    if stuck is not None and stuck.n:
        yield Alarm("queue_old", "cannot_tell", stuck.n, stuck.oldest, "desk:health")


def debt_alarms(db: Db) -> Iterator[Alarm]:
    """Copies that the provider refuses to delete for long."""
    row = db.one(SQL["overdue_debts"], many=MANY_TRIES)
    if row is not None and row.n:
        yield Alarm("provider_refuses", "cannot_tell", row.n, row.oldest, "desk:tonight")


def review_alarms(db: Db, now: datetime) -> Iterator[Alarm]:
    """Holds in law that must be looked at again."""
    row = db.one(SQL["reviews_due"], now=now)
    if row is not None and row.n:
        yield Alarm("review_due", "cannot_tell", row.n, None, "desk:tonight")


def approval_alarms(db: Db, now: datetime) -> Iterator[Alarm]:
    """What somebody wants to do that takes two: everybody who answers for data sees it."""
    n, since = four_eyes.waiting(db, now)
    if n:
        yield Alarm("approval_waits", "cannot_tell", n, since, "desk:staff_approvals")


def waiting_alarms(db: Db, now: datetime) -> list[Alarm]:
    """Customers who have waited for a person longer than the owner allows."""
    late = escalation.standing(db, now)
    return [Alarm("waits_long", "broken", late.n, late.since, "desk:inbox")] if late.n else []


@for_work("proof")
@require_safe
def health(request: HttpRequest, slug: str) -> HttpResponse:
    """Queues, channels, provider errors, backups, keys, clock: each with what to do when wrong."""
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        reached = reach_here(db, house.vault, here, house.today(here))
        facts: dict[str, Any] = {
            "alarms": alarms(db, house, now),
            "channels": channels(db, here),
            "queues": db.all(SQL["queues"], before=now - STUCK),
            "errors": errors(db, now),
            "duties": db.all(tonight_facts.SQL["duties"]),
            "rehearsal": rehearsals.last(db),
            "folder": proposals.look(db, here.folder),
            "reach": reached,
            "reach_words": reached.words(language_of(request)) if reached else "",
            "now": now,
            "moved_clock": house.settings.clock_file is not None,
        }
        facts["lost"] = list(tonight_facts.lost_keys(db, house.vault, here, now))
        facts["failing"] = [one for one in facts["duties"] if one.fault]
        facts["well"] = [one for one in facts["duties"] if not one.fault]
        facts["stuck"] = any(one.old for one in facts["queues"])
        facts |= health_machine.facts(db, house, here, now)
    return render(request, "desk/health.html", facts)


def channels(db: Db, business: Business) -> list[dict[str, Any]]:
    """When each channel was heard and spoke last. The number is our own, published one."""
    number = spaced(business.channel.sender.partition(":")[2])
    return [
        {"name": business.channel.kind, "address": number,
         "heard": db.value(SQL["last_message"], direction="in"),
         "spoke": db.value(SQL["last_message"], direction="out")},
        {"name": "email", "address": business.contacts.email,
         "heard": db.value(SQL["last_letter"]), "spoke": None},
    ]  # fmt: skip


def errors(db: Db, now: datetime) -> list[dict[str, Any]]:
    """The provider's codes of the last day, each with what it means and what to do."""
    rows = db.all(SQL["errors"], since_id=floor_id(now - LATELY))
    return [{"row": row, "key": reaction(row.code).words} for row in rows]


URLS = [
    path("<slug:slug>/health", health, name="health"),
]
