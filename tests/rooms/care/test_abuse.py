from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from janji.care.abuse import (
    Limit,
    Repeats,
    allow,
    limits,
    links,
    mute_until,
    opaque,
    repeated,
    too_many_links,
)

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
KEY = b"key of the day"


def test_a_burst_passes_and_the_next_waits_its_turn() -> None:
    limit, state = limits().replies_per_minute, None
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


def test_the_same_words_too_often_are_noticed_whatever_their_spelling() -> None:
    state = Repeats()
    for step, text in enumerate(["Halo kak", "haloooo", "HALO!", "halo min"]):
        often, state = repeated(state, text, NOON + timedelta(seconds=step), KEY, limits())
        assert often is False
    often, state = repeated(state, "halo", NOON + timedelta(seconds=9), KEY, limits())
    assert often is True
    often, state = repeated(state, "buka jam berapa", NOON, KEY, limits())
    assert often is False


def test_the_same_words_over_a_long_time_are_no_abuse() -> None:
    state, now = Repeats(), NOON
    for _ in range(10):
        often, state = repeated(state, "halo", now, KEY, limits())
        assert often is False
        now += timedelta(seconds=limits().same_seconds)


def test_what_is_kept_of_a_text_says_nothing_without_the_key() -> None:
    _, state = repeated(Repeats(), "rahasia", NOON, KEY, limits())
    assert b"rahasia" not in state.digest
    assert opaque("rahasia", KEY) == opaque("rahasia", KEY) != opaque("rahasia", b"next day")


def test_only_a_first_message_full_of_links_is_suspicious() -> None:
    text = "www.a.example http://b.example https://c.example menang.xyz"
    assert links(text) == 4
    assert too_many_links(text, limits(), first_message=True)
    assert not too_many_links(text, limits(), first_message=False)
    assert not too_many_links(
        "jam 10.00 ada promo? cek instagram.com", limits(), first_message=True
    )


def test_silence_grows_and_always_ends() -> None:
    ends = [mute_until(NOON, earlier, limits()) for earlier in range(5)]
    assert ends == sorted(ends)
    assert ends[-1] - NOON == timedelta(hours=limits().mute_hours[-1])
