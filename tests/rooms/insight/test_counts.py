"""Folding: no small group is told, and none can be worked out."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from janji.insight.counts import OTHER, Fact, Nested, by_slot, folded, folded_together, slot

K = 5
WORLD = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(["menu", "price", "hours", "parking"])),
    max_size=90,
)


TURNS = st.lists(
    st.tuples(
        st.integers(1, 16),
        st.sampled_from([("hours", "answer"), ("menu", "answer"), ("erase", "rights"),
                         ("access", "rights"), ("yes", "command"), ("no", "command")]),
    ),
    max_size=70,
)  # fmt: skip
NESTED = (Nested("intent", "band", frozenset(("rights", "command"))),)


def tally(facts: list[Fact]) -> tuple[Counter[str], dict[str, set[int]]]:
    """Facts and people by slot, counted another way."""
    people: dict[str, set[int]] = {}
    for who, name in facts:
        people.setdefault(name, set()).add(who)
    return Counter(name for _, name in facts), people


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


def test_a_small_slot_is_not_the_difference_of_a_finer_and_a_coarser_count() -> None:
    intents = [(who, "erase") for who in range(6)] + [(9, "access")]
    intents += [(who, "hours") for who in range(20)]
    bands = [(who, "rights" if name in ("erase", "access") else "answer") for who, name in intents]
    alone = folded(bands, K)
    assert folded(intents, K) == {OTHER: 7, "hours": 20}
    assert alone == {"rights": 7, "answer": 20}  # each by itself is well folded
    erase = [(who, "erase") for who in range(6)]
    rest = [(9, "access"), *((who, "hours") for who in range(4))]
    intents = [*erase, *rest, *((who, "menu") for who in range(20))]
    bands = [(who, "rights" if name in ("erase", "access") else "answer") for who, name in intents]
    assert folded(intents, K)["erase"] == 6
    assert folded(bands, K)["rights"] == 7  # 7 - 6: one person asked for access
    told = folded_together({"intent": intents, "band": bands}, K, NESTED)
    assert told["intent"]["erase"] == 6
    assert told["band"] == {OTHER: len(bands)}


@settings(max_examples=400, deadline=None)
@given(TURNS)
def test_no_difference_of_a_finer_and_a_coarser_count_is_about_fewer_than_k(
    turns: list[tuple[int, tuple[str, str]]],
) -> None:
    facts = {"intent": [(who, both[0]) for who, both in turns],
             "band": [(who, both[1]) for who, both in turns]}  # fmt: skip
    told = folded_together(facts, K, NESTED)
    inside = {"rights": {"erase", "access"}, "command": {"yes", "no"}}
    groups = by_slot(facts["intent"])
    for band, intents in inside.items():
        shown = intents & told["intent"].keys()
        if band not in told["band"] or not shown:
            continue
        left = {turns[n][0] for name in intents - shown for n in groups.get(name, ())}
        assert not 0 < len(left) < K
    for name, numbers in told.items():
        assert sum(numbers.values()) in (0, len(facts[name]))
        assert all(n >= K for n in numbers.values())
