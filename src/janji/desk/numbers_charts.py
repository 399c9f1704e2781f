"""Which charts the page of numbers shows, made from counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from janji.desk import charts as drawings
from janji.desk import numbers_words
from janji.desk.charts import Chart, Mark
from janji.insight import spans
from janji.insight.counts import OTHER
from janji.insight.history import Numbers
from janji.insight.metrics import DAYS
from janji.kit import dates
from janji.kit.text import say

HOURS = tuple(f"{hour:02d}" for hour in range(24))
TOPICS = 12  # in the chart; the file has them all
FEWEST = 2  # periods from which on something goes up or down
Topics = Mapping[str, str]


def charts_of_time(past: Sequence[Numbers], language: str) -> list[Chart]:
    """Over the periods shown: how many conversations, how many the assistant answered alone."""

    def marks(name: str, form: str) -> list[Mark]:
        found = []
        for place, one in enumerate(past):
            number = numbers_words.value(one, name)
            told = numbers_words.written(number, form, language)
            found.append(
                Mark(begins(one, language), number, unknown(told, language), place + 1 == len(past))
            )
        return found

    return [
        made(drawings.columns, "conversations", language, marks("conversations", "count")),
        made(drawings.line, "bot_share", language, marks("bot_share", "share")),
    ]


def begins(one: Numbers, language: str) -> str:
    """How a period is called under a chart."""
    start = one.period.start
    month = dates.words(language)["months"][start.month - 1][:3]
    if (one.period.end - start).days > len(DAYS):
        return f"{month} {start.year}"
    return f"{start.day} {month}"


def unknown(told: str, language: str) -> str:
    """A figure, or that it is not told."""
    return say("desk.numbers.untold", language) if told == "–" else told


def charts(
    past: Sequence[Numbers], now: Numbers | None, language: str, topics: Topics
) -> list[Chart]:
    """Every chart that has something to show; over time from two counted periods on."""
    found = charts_of_time(past, language) if len(past) >= FEWEST else []
    if now is not None:
        found += charts_of_period(now, language, topics)
    told = any(one.n("hour", hour) is not None for one in past for hour in HOURS)
    return [*found, hours_by_period(past, language)] if told else found


def charts_of_period(now: Numbers, language: str, topics: Topics) -> list[Chart]:
    """Of one period: topics, weekdays, how long people waited for a person, how messages fared."""
    order = {"weekday": DAYS, "person_response": ("bot", *spans.WORDS)}
    found = []
    for metric in ("intent", "weekday", "person_response", "delivery"):
        slots = now.of(metric)
        names = [name for name in order.get(metric, ()) if name in slots]
        rest = sorted((n for n in slots if n not in names and n != OTHER), key=lambda n: -slots[n])
        names = [*names, *rest][: TOPICS + 1] + ([OTHER] if OTHER in slots else [])
        marks = [
            Mark(
                numbers_words.slot_words(metric, name, language, topics), slots[name],
                numbers_words.written(slots[name], "count", language),
            )
            for name in names
        ]  # fmt: skip
        if marks:
            found.append(made(drawings.bars, metric, language, marks))
    return found


def hours_by_period(past: Sequence[Numbers], language: str) -> Chart:
    """Hours across, periods down: when people write."""
    rows = [
        (begins(one, language), [hour_mark(one, hour, language) for hour in HOURS]) for one in past
    ]
    words = chart_words("hour", language)
    return drawings.heat("hour", *words, rows)


def hour_mark(one: Numbers, hour: str, language: str) -> Mark:
    """One field: an hour of one period."""
    n = one.n("hour", hour)
    told = unknown(numbers_words.written(n, "count", language), language)
    return Mark(numbers_words.slot_words("hour", hour, language, {}), n, told)


def made(
    draw: Callable[[str, str, str, Sequence[Mark]], Chart],
    name: str,
    language: str,
    marks: Sequence[Mark],
) -> Chart:
    """A chart under its own words."""
    return draw(name, *chart_words(name, language), marks)


def chart_words(name: str, language: str) -> tuple[str, str]:
    """Title and lead of a chart."""
    title = say(f"desk.numbers.chart.{name}", language)
    return title, say(f"desk.numbers.chart_lead.{name}", language)
