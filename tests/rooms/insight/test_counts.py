"""Folding: no small group is told, and none can be worked out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from janji.insight.counts import OTHER, folded, slot, tally

K = 5
WORLD = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(["menu", "price", "hours", "parking"])),
    max_size=90,
)


def test_a_slot_of_enough_people_is_told_as_it_is() -> None:
    facts = [(who, "menu") for who in range(5)] + [(who, "price") for who in range(9)]
    assert folded(facts, K) == {"menu": 5, "price": 9}


def test_a_small_slot_is_told_only_together_with_the_next_smallest() -> None:
    facts = [(1, "parking")]
    facts += [(who, "menu") for who in range(5)] + [(who, "price") for who in range(9)]
    assert folded(facts, K) == {OTHER: 6, "price": 9}


def test_small_slots_that_are_enough_people_together_are_told_as_other() -> None:
    facts = [(who, f"intent{who}") for who in range(5)] + [(who, "menu") for who in range(5)]
    assert folded(facts, K) == {OTHER: 5, "menu": 5}


def test_a_metric_about_too_few_people_is_not_told_at_all() -> None:
    assert tally([(1, "menu")] * 50 + [(2, "price")] * 50)[0].total() == 100
    assert folded([(1, "menu")] * 50 + [(2, "price")] * 50, K) == {}


def test_what_is_no_plain_word_never_becomes_the_name_of_a_count() -> None:
    assert slot("menu") == "menu"
    for words in ("saya Budi", "+62 812 0000 0001", "a1234567", "b2c5-77", "", "x" * 99):
        assert slot(words) == OTHER


@settings(max_examples=400, deadline=None)
@given(WORLD)
def test_every_count_told_is_about_k_people_and_nothing_can_be_subtracted(
    facts: list[tuple[int, str]],
) -> None:
    told, (numbers, people) = folded(facts, K), tally(facts)
    hidden = people.keys() - told.keys()
    for name in told.keys() - {OTHER}:
        assert len(people[name]) >= K
        assert told[name] == numbers[name]
    if OTHER in told:
        assert len(set().union(*(people[name] for name in hidden | {OTHER} & people.keys()))) >= K
    assert sum(told.values()) in (0, len(facts))


@settings(max_examples=400, deadline=None)
@given(WORLD, st.integers(1, 14))
def test_in_the_world_without_any_one_customer_no_count_falls_below_k(
    facts: list[tuple[int, str]], missing: int
) -> None:
    without = [fact for fact in facts if fact[0] != missing]
    for told in (folded(facts, K), folded(without, K)):
        assert all(n >= K for n in told.values())
    gone = folded(facts, K).keys() - folded(without, K).keys() - {OTHER}
    _, people = tally(facts)
    assert all(len(people[name]) >= K for name in gone)
