"""Whatever promises follow one another: a key ends with the nearest of them, not a day later."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as some

from janji.audit import lengths as proofs
from janji.policy.base import Span, span_of
from janji.vault.ends import Ends, made_on, of_rows
from janji.vault.key_names import in_version, provider_class, versioned

CLS = "conversation"
START = date(2024, 1, 1)  # a leap year
MONTHS_END = timedelta(days=3)  # so many days lead to one day
spans = some.builds(
    Span, some.integers(1, 60), some.just("day")
) | some.builds(Span, some.integers(1, 14), some.sampled_from(["month", "week"])) | some.builds(
    Span, some.integers(1, 2), some.just("year")
)  # fmt: skip
days = some.integers(0, 900).map(lambda n: START + timedelta(days=n))


class Said(NamedTuple):
    """A line as the vault keeps it."""

    cls: str
    version: int
    keep: str
    since: date


@some.composite
def histories(draw: some.DrawFn) -> list[tuple[date, Span]]:
    """The promises of one class in order: first day and length; a later one may come sooner."""
    firsts = draw(some.lists(days, min_size=0, max_size=4))
    return [(date.min, draw(spans)), *((first, draw(spans)) for first in firsts)]


def ends_of(history: list[tuple[date, Span]], today: date) -> Ends:
    """As the vault knows it: a version is in force when a newer one is."""
    lines = [
        Said(CLS, n, str(span), min(first for first, _ in history[n:]))
        for n, (_, span) in enumerate(history)
    ]
    return of_rows(lines, today)


def standing(history: list[tuple[date, Span]], day: date) -> int:
    """The version in force on a day: the newest whose day has come."""
    return max(n for n, (first, _) in enumerate(history) if first <= day)


def promised(history: list[tuple[date, Span]], made: date, today: date) -> date:
    """The earliest end of all promises in force from the day something was made until today."""
    held = {standing(history, made + timedelta(days=n)) for n in range((today - made).days + 1)}
    return min(history[n][1].after(made) for n in held)


@settings(deadline=None, max_examples=300)
@given(
    history=histories(),
    mades=some.lists(days, min_size=1, max_size=12),
    later=some.integers(0, 400),
)
def test_every_key_ends_with_the_nearest_promise_of_what_it_sealed(
    history: list[tuple[date, Span]], mades: list[date], later: int
) -> None:
    today = max(mades) + timedelta(days=later)
    ends = ends_of(history, today)
    sealed: dict[tuple[str, date], list[date]] = defaultdict(list)
    for made in mades:
        version = standing(history, made)
        sealed[in_version(CLS, version), history[version][1].after(made)].append(made)
    for (key_class, day), its in sealed.items():
        end = ends.end(key_class, day)
        assert end is not None
        assert end <= day
        assert all(end <= promised(history, made, today) for made in its), "never too late"
        nearest = min(promised(history, made, today) for made in its)
        assert end >= nearest - MONTHS_END, "never too soon"
        assert ends.end(provider_class(key_class), day) == end or not versioned(key_class)[1]


@settings(deadline=None, max_examples=300)
@given(span=spans, made=days)
def test_days_that_lead_to_one_day_are_found_by_halving_as_by_looking(
    span: Span, made: date
) -> None:
    day = span.after(made)
    near = [made + timedelta(days=n) for n in range(-5, 6)]
    looked = [one for one in near if span.after(one) == day]
    assert made_on(span, day) == (looked[0], looked[-1])
    assert proofs.earliest(span, day) == looked[0]


def test_a_day_that_no_day_leads_to_counts_as_the_one_before() -> None:
    assert span_of("1 month").after(date(2026, 2, 28)) == date(2026, 3, 28)
    assert made_on(span_of("1 month"), date(2026, 3, 31)) == (date(2026, 2, 28),) * 2
    assert proofs.earliest(span_of("1 month"), date(2026, 3, 31)) == date(2026, 2, 28)


@settings(deadline=None, max_examples=300)
@given(history=histories(), made=days, later=some.integers(0, 400))
def test_the_proofs_work_out_the_same_end_from_the_versions_own_words(
    history: list[tuple[date, Span]], made: date, later: int
) -> None:
    said = [proofs.Said(n, first, {CLS: span}) for n, (first, span) in enumerate(history)]
    today = made + timedelta(days=later)
    known = [one for one in proofs.lengths(said) if one.since <= today]
    version = standing(history, made)
    span = history[version][1]
    same = [n for n in range(version + 1) if {s for _, s in history[n : version + 1]} == {span}]
    end = proofs.expected_end(known, in_version(CLS, same[0]), span.after(made), CLS)
    assert end <= promised(history, made, today)
    assert end >= promised(history, made, today) - MONTHS_END
