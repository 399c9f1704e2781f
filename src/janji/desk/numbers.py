"""Numbers of the business: whole weeks and months from counts that stay, and the running week.

Nothing here is about anybody: what is not about k people or more was never written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk import numbers_charts, numbers_words
from janji.desk.answers_at import topics_of
from janji.desk.staff import business_of, can, for_work, house_of, language_of
from janji.insight import history
from janji.insight.history import Numbers
from janji.insight.periods import Period, period_of
from janji.kit import csv_text
from janji.kit.clock import local_date
from janji.kit.text import say

UNITS = ("week", "month")
SHOWN = 12  # periods in the charts over time
ONE = timedelta(days=1)
EARLIEST = date(2000, 1, 1)  # older than any count, far from where the calendar ends


@for_work("numbers")
@require_safe
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """One week or month with the one before it, charts over the last twelve, the running week."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    if here.policy.insight is None:
        return render(request, "desk/numbers.html", {"off": True})
    now = house.clock.now()
    unit = unit_of(request, history.policy_unit(here))
    today = local_date(now, here.zone)
    chosen = chosen_period(request, unit, today)
    with house.act(here) as db:
        past = history.history(db, here, unit, back(chosen, unit, SHOWN), chosen.end)
        first = history.first_day(db)
        live = history.so_far(db, here, now) if chosen.end >= today else None
        topics = topics_of(db, house, here, language)
    numbers_now = at(past, chosen)
    before = at(past, period_of(chosen.start - ONE, unit))
    tiles = numbers_words.tiles(numbers_now, before, language) if numbers_now else []
    facts: dict[str, Any] = {
        "unit": unit,
        "units": UNITS if history.policy_unit(here) == "week" else UNITS[1:],
        "chosen": chosen,
        "last_day": chosen.end - ONE,
        "earlier": chosen.start - ONE if first and first < chosen.start else None,
        "later": chosen.end if chosen.end + ONE <= today else None,
        "insight": here.policy.insight,
        "tiles": tiles,
        "dashes": any(one.figure == "–" for one in tiles),
        "first_only": len(past) < numbers_charts.FEWEST,
        "partly": numbers_now is not None and not numbers_now.whole,
        "running": running(live, language),
        "running_since": live.period.start if live else None,
        "charts": numbers_charts.charts(past, numbers_now, language, topics),
        "sees_agents": can(request, "agents"),
    }
    return render(request, "desk/numbers.html", facts)


def unit_of(request: HttpRequest, counted_by: str) -> str:
    """The unit asked for; never finer than what is counted."""
    asked = request.GET.get("unit", "")
    return "month" if counted_by == "month" or asked == "month" else "week"


def chosen_period(request: HttpRequest, unit: str, today: date) -> Period:
    """The period asked for, else the last one that is over. Raises: Http404 for no such day."""
    asked = request.GET.get("at", "")
    if not asked:
        return period_of(period_of(today, unit).start - ONE, unit)
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= today:
        raise Http404
    return period_of(day, unit)


def back(period: Period, unit: str, most: int) -> date:
    """The first day of the period *most* - 1 before this one."""
    start = period.start
    for _ in range(most - 1):
        start = period_of(start - ONE, unit).start
    return start


def at(past: list[Numbers], period: Period) -> Numbers | None:
    """The numbers of one period, if it was counted."""
    return next((one for one in past if one.period == period), None)


def running(live: Numbers | None, language: str) -> list[numbers_words.Tile]:
    """The running period's figures; none where nothing can be told yet."""
    if live is None or not live.counts:
        return []
    return [one for one in numbers_words.tiles(live, None, language) if one.figure != "–"]


@for_work("numbers")
@require_safe
def numbers_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every count that is still kept as a file: what the page tells and nothing finer."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    if here.policy.insight is None:
        raise Http404
    unit = unit_of(request, history.policy_unit(here))
    today = local_date(house.clock.now(), here.zone)
    with house.act(here) as db:
        since = history.first_day(db) or today
        past = history.history(db, here, unit, since, today + ONE)
        topics = topics_of(db, house, here, language)
    head = [
        say(f"desk.numbers.csv.{name}", language)
        for name in ("from", "to", "whole", "metric", "metric_name", "slot", "slot_name", "number")
    ]
    rows = lines(past, language, topics)
    answer = HttpResponse(csv_text.table(head, rows), content_type="text/csv; charset=utf-8")
    name = f"{here.slug}-{unit}-{today.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def lines(
    past: list[Numbers], language: str, topics: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """One line for each number."""
    words = {whole: say(f"desk.numbers.{'whole' if whole else 'part'}", language)
             for whole in (True, False)}  # fmt: skip
    for one in past:
        for metric in sorted(one.counts):
            for slot, n in sorted(one.counts[metric].items()):
                yield (
                    one.period.start, one.period.end - ONE, words[one.whole], metric,
                    numbers_words.metric_words(metric, language), slot,
                    numbers_words.slot_words(metric, slot, language, topics), n,
                )  # fmt: skip


URLS = [
    path("<slug:slug>/numbers", numbers, name="numbers"),
    path("<slug:slug>/numbers.csv", numbers_csv, name="numbers_csv"),
]
