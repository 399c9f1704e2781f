"""The ledger at the desk: found by day, action, staff or subject; checked; taken along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from janji.audit import checkpoint, export, verify
from janji.desk.access_again import sure
from janji.desk.accounts import members
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.business import Business

SQL = named_sql(__file__)
AT_ONCE = 100
ACTION = re.compile(r"[a-z_]{1,30}(\.[a-z_]{1,40})?")
NEXT_DAY = 1
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(9998, 12, 30)
LARGEST = 2**63 - 1  # a bigint


@for_work("proof")
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """Lines of one day (or of one subject), newest first; a press checks every hash."""
    if request.method == "POST":
        checked(request)
        return redirect("desk:ledger", slug=slug)
    house, here = house_of(request), business_of(request)
    asked = asked_of(request, here, house.clock.now())
    with house.act(here) as db:
        rows = found(db, here, asked)
        kinds = {row.action for row in db.all(SQL["actions_of_day"], **span(asked, here))}
        newest = db.one(checkpoint.SQL["newest_checkpoint"])
        checks = db.one(SQL["last_check"])
    lines = [line(row) for row in rows]
    facts = {
        "asked": asked,
        "lines": lines,
        "older": after(rows[-1]) if len(rows) == AT_ONCE else None,
        "names": names_of([one["staff"] for one in lines], language_of(request)),
        "everybody": {one.staff: one.name for one in members(house, here)},
        "actions": sorted(kinds | {asked["action"]} - {""}),
        "checkpoint": newest,
        "check": {"at": checks.at, **json.loads(checks.detail)} if checks else None,
    }
    return render(request, "desk/ledger.html", facts)


def asked_of(request: HttpRequest, here: Business, now: datetime) -> dict[str, Any]:
    """What to look for, from the address; what is no value of its kind is left out."""
    get = request.GET.get
    day = local_date(now, here.zone)
    with suppress(ValueError):
        day = bounded(date.fromisoformat(get("day", ""))) if get("day") else day
    action, staff = get("action", ""), get("staff", "")
    return {
        "day": day,
        "action": action if ACTION.fullmatch(action) else "",
        "staff": int(staff) if staff.isascii() and staff.isdigit() and len(staff) < 9 else None,
        "subject": subject_in(get("subject", "")),
        "odd": bool(get("subject")) and subject_in(get("subject", "")) is None,
        "before": before_in(get("before", "")),
    }


def subject_in(text: str) -> UUID | None:
    """A random id, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def before_in(text: str) -> tuple[datetime, int, int] | None:
    """Where the last page ended: moment, chain and number; None for the newest page."""
    at, _, rest = text.partition("~")
    chain, _, seq = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        known = moment.tzinfo and FIRST_DAY <= moment.date() <= LAST_DAY
        small = 0 <= int(chain) <= LARGEST and 0 <= int(seq) <= LARGEST
        return (moment, int(chain), int(seq)) if known and small else None
    except ValueError:
        return None


def bounded(day: date) -> date:
    """A day that has a day before and after it in every zone; there are no lines beyond."""
    return max(FIRST_DAY, min(day, LAST_DAY))


def after(row: Row) -> str:
    """The key of a page that goes on behind *row*."""
    return f"{row.at.isoformat()}~{row.chain}~{row.seq}"


def found(db: Db, here: Business, asked: dict[str, Any]) -> list[Row]:
    """A bounded page of lines. A subject is looked for in all days, anything else in one."""
    at, chain, seq = asked["before"] or (None, None, None)
    name = "of_subject" if asked["subject"] else "of_day"
    return db.all(
        SQL[name], **span(asked, here), action=asked["action"], staff=asked["staff"],
        subject=asked["subject"], at=at, chain=chain, seq=seq, most=AT_ONCE,
    )  # fmt: skip


def span(asked: dict[str, Any], here: Business) -> dict[str, datetime]:
    """The day asked for, from its start to the start of the next."""
    after_it = date.fromordinal(asked["day"].toordinal() + NEXT_DAY)
    return {
        "since": start_of_day(asked["day"], here.zone),
        "until": start_of_day(after_it, here.zone),
    }


def line(row: Row) -> dict[str, Any]:
    """One line for the page: its moment, its action in words, its facts."""
    detail = json.loads(row.detail)
    return {
        "at": row.at,
        "action": row.action,
        "subject": row.subject,
        "staff": detail.get("staff"),
        "facts": [(key, value) for key, value in detail.items() if key != "staff"],
        "place": f"{row.chain}/{row.seq}",
    }


def checked(request: HttpRequest) -> None:
    """Check every hash and every signed head, and note what was found."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        result = verify.verify_fast(db, house.signer.public)
        db.note(
            "ledger.checked", None, staff=staff_id(request), entries=result.entries,
            chains=result.chains, checkpoints=result.checkpoints, faults=len(result.faults),
        )  # fmt: skip
    key = "desk.ledger.checked_faults" if result.faults else "desk.ledger.checked"
    tell(request, key, n=result.entries, faults=len(result.faults))


@for_work("proof")
@sure
@require_POST
def ledger_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole ledger as one signed file, streamed; noted before the first byte leaves."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        db.note("ledger.exported", None, staff=staff_id(request))

    def stream() -> Iterator[bytes]:
        with house.act(here) as db:
            yield from export.export(db, house.signer, house.clock.now())

    answer = StreamingHttpResponse(stream(), content_type="application/jsonl")
    day = local_date(house.clock.now(), here.zone).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{here.slug}-ledger-{day}.jsonl"'
    return cast("HttpResponse", answer)


URLS = [
    path("<slug:slug>/ledger", ledger, name="ledger"),
    path("<slug:slug>/ledger/export", ledger_export, name="ledger_export"),
]
