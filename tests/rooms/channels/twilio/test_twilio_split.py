"""Long answers are cut where people would cut them, never inside what they see as one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.channels.twilio.split import clusters, split, units

FAMILY = "👨‍👩‍👧‍👦"
THUMB = "👍🏽"
FLAG = "🇮🇩"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
KEYCAP = "3\ufe0f\u20e3"
MARKED = "e\u0301"
WHOLE = [FAMILY, THUMB, FLAG, ENGLAND, KEYCAP, MARKED, "한", "\r\n"]
MIXED = st.lists(
    st.one_of(st.sampled_from([*WHOLE, " ", "\n\n", ". ", "kata "]), st.characters()), max_size=80
).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("character", WHOLE)
def test_what_people_see_as_one_character_stays_one(character: str) -> None:
    assert list(clusters("a" + character + "b")) == ["a", character, "b"]
    assert list(clusters(character * 3)) == [character] * 3


def test_a_short_text_is_one_part_and_nothing_is_none() -> None:
    assert split(" halo kak ") == ["halo kak"]
    assert split("x" * 1600) == ["x" * 1600]
    assert split(" \n ") == []


def test_emoji_count_as_twilio_may_count_them() -> None:
    assert units("😀" * 800) == 1600
    assert len(split("😀" * 800)) == 1
    assert [units(part) for part in split("😀" * 801)] == [1600, 2]


def test_the_better_place_to_cut_wins() -> None:
    assert split("satu dua tiga.\n\nempat lima. enam", 30) == ["satu dua tiga.", "empat lima. enam"]
    assert split("satu dua tiga. empat lima enam tujuh", 30) == [
        "satu dua tiga.", "empat lima enam tujuh",
    ]  # fmt: skip
    assert split("satu dua tiga empat lima", 16) == ["satu dua tiga", "empat lima"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_family_is_never_parted() -> None:
    assert split(FAMILY * 3, units(FAMILY) * 2 - 1) == [FAMILY] * 3


def test_only_a_character_larger_than_a_part_is_cut() -> None:
    pile = "a" + "\u0301" * 50
    assert "".join(split(pile, 20)) == pile
    assert all(units(part) <= 20 for part in split(pile, 20))


@given(MIXED, st.integers(min_value=26, max_value=90))
def test_parts_fit_keep_every_word_and_never_part_a_character(text: str, limit: int) -> None:
    found = split(text, limit)
    assert all(0 < units(part) <= limit for part in found)
    assert squeezed("".join(found)) == squeezed(text)
    characters = list(clusters(text))
    if all(units(one) <= limit for one in characters):
        assert [one for part in found for one in clusters(part) if not one.isspace()] == [
            one for one in characters if not one.isspace()
        ]


@given(MIXED)
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.lists(st.sampled_from([FAMILY, THUMB, FLAG, ENGLAND]), min_size=1, max_size=40))
def test_parts_hold_whole_emoji_only(emoji: list[str]) -> None:
    found = [one for part in split("".join(emoji), 30) for one in clusters(part)]
    assert found == emoji
