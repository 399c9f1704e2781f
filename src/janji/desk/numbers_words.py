"""Counts in the words of people: figures, lengths of time, differences, names of slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import formats

from janji.insight import spans
from janji.insight.history import Numbers
from janji.kit.text import catalogue, say

MINUTE, HOUR = 60, 3600
Value = float | None


@dataclass(frozen=True)
class Tile:
    """One figure beside what it was before. way: up, down, same or empty; mood: better, worse."""

    name: str
    figure: str
    change: str = ""
    way: str = ""
    mood: str = ""


@dataclass(frozen=True)
class Measure:
    """One figure of a period. form: count, share or time; good: which way is better."""

    name: str
    form: str
    good: str = ""


MEASURES = (
    Measure("conversations", "count"),
    Measure("bot_share", "share", "up"),
    Measure("handovers", "count", "down"),
    Measure("first_response", "time", "down"),
    Measure("person_response", "time", "down"),
    Measure("resolution", "time", "down"),
    Measure("satisfaction", "share", "up"),
    Measure("failed", "share", "down"),
    Measure("refusals", "count", "down"),
    Measure("requests", "share", "up"),
)


def value(numbers: Numbers, name: str) -> Value:
    """One figure of a period; None when it may not be told or nothing was there to measure."""
    return FIGURES[name](numbers) if name in FIGURES else numbers.median(name)


FIGURES: dict[str, Callable[[Numbers], Value]] = {
    "conversations": lambda one: one.total("conversations"),
    "bot_share": lambda one: one.share("person_response", "bot"),
    "handovers": lambda one: one.n("handover", "yes"),
    "satisfaction": lambda one: one.share("satisfaction", "happy"),
    "failed": lambda one: one.share("delivery", "failed"),
    "refusals": lambda one: one.total("refusals"),
    "requests": lambda one: one.share("requests", "in_time"),
}


def tiles(now: Numbers, before: Numbers | None, language: str) -> list[Tile]:
    """Every figure of a period, each compared with the period before where both are known."""
    return [tile(one, now, before, language) for one in MEASURES]


def tile(measure: Measure, now: Numbers, before: Numbers | None, language: str) -> Tile:
    """One figure with its change."""
    here = value(now, measure.name)
    figure = written(here, measure.form, language)
    then = value(before, measure.name) if before else None
    if here is None or then is None:
        return Tile(measure.name, figure)
    if written(then, measure.form, language) == figure:
        return Tile(measure.name, figure, say("desk.numbers.same", language), "same")
    way = "up" if here > then else "down"
    mood = ("better" if way == measure.good else "worse") if measure.good else ""
    change = say(f"desk.numbers.{way}", language, before=written(then, measure.form, language))
    return Tile(measure.name, figure, change, way, mood)


def written(number: Value, form: str, language: str) -> str:
    """A figure as people write it; a dash where it is not told."""
    if number is None:
        return "–"
    if form == "time":
        return lasting(number, language)
    if form == "share":
        return f"{formats.number_format(number * 100, 0)}%"
    return str(formats.number_format(number, 0, force_grouping=True))


def lasting(seconds: float, language: str) -> str:
    """A middle length of time, as exact as its bounds are: "sekitar 4 menit"."""
    if seconds >= spans.BOUNDS[-1]:
        return say("desk.numbers.over_day", language)
    if seconds >= HOUR:
        hours = formats.number_format(seconds / HOUR, 1 if seconds < 10 * HOUR else 0)
        return say("desk.numbers.hours", language, n=hours)
    if seconds >= MINUTE:
        return say("desk.numbers.minutes", language, n=round(seconds / MINUTE))
    return say("desk.numbers.moments", language)


def slot_words(metric: str, slot: str, language: str, topics: Mapping[str, str]) -> str:
    """A slot's name for people; a topic is called by the title of its answer."""
    key = f"desk.numbers.slot.{'language_' if metric == 'language' else ''}{slot}"
    if metric == "hour" and slot.isdigit():
        return f"{slot}.00" if language == "id" else f"{slot}:00"
    if metric == "intent" and slot in topics:
        return topics[slot]
    return say(key, language) if key in catalogue() else slot.replace("_", " ").capitalize()


def metric_words(metric: str, language: str) -> str:
    """A metric's name for people."""
    key = f"desk.numbers.metric.{metric}"
    return say(key, language) if key in catalogue() else metric.replace("_", " ")
