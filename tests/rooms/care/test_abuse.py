from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from janji.care.abuse import Limit, allow, links, opaque

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


def test_a_burst_passes_and_the_next_waits_its_turn() -> None:
    limit, state = Limit(count=20, seconds=60, burst=10), None
    for _ in range(limit.burst):
        allowed, state = allow(state, NOON, limit)
        assert allowed
    assert allow(state, NOON, limit)[0] is False
    turn = NOON + timedelta(seconds=limit.seconds / limit.count)
    assert allow(state, turn, limit)[0] is True


def test_a_refused_one_does_not_prolong_the_wait() -> None:
    limit = Limit(count=1, seconds=10, burst=1)
    _, state = allow(None, NOON, limit)
    refused, after = allow(state, NOON, limit)
    assert refused is False
    assert after == state


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=80))
def test_no_window_ever_lets_more_through_than_count_and_burst(waits: list[float]) -> None:
    limit, state, now, passed = Limit(count=6, seconds=60, burst=3), None, NOON, []
    for wait in waits:
        now += timedelta(seconds=wait)
        allowed, state = allow(state, now, limit)
        passed += [now] if allowed else []
    window = timedelta(seconds=limit.seconds)
    for begin in passed:
        assert sum(begin <= at < begin + window for at in passed) <= limit.count + limit.burst


def test_links_are_counted_and_times_and_prices_are_none() -> None:
    assert links("www.a.example http://b.example https://c.example menang.xyz") == 4
    assert links("https://toko.com/a dan bit.ly/x") == 2
    assert links("jam 10.00 Rp1.250.000 tgl 1.2.2026") == 0


def test_what_is_kept_of_a_text_says_nothing_without_the_key() -> None:
    kept = opaque("rahasia", b"key of the day")
    assert kept == opaque("rahasia", b"key of the day")
    assert kept != opaque("rahasia", b"key of the next day")
    assert b"rahasia" not in kept
