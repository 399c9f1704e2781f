"""The difference between two texts by words: what a reader would mark with a pen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from janji.policy.wording import MOST_LINES, Line, Piece, wording

LINES = st.lists(st.text("ab c", min_size=1, max_size=8), max_size=12)


def sides(lines: list[Line]) -> tuple[list[str], list[str]]:
    """The old and the new text of the lines that are shown."""
    old = ["".join(p.text for p in line.pieces if p.kind != "new") for line in lines]
    new = ["".join(p.text for p in line.pieces if p.kind != "gone") for line in lines]
    return [one for one in old if one], [one for one in new if one]


def test_a_changed_number_is_the_only_thing_marked_in_its_sentence() -> None:
    (line,) = wording(["Kept at most 7 days."], ["Kept at most 5 days."])
    assert [(piece.kind, piece.text) for piece in line.pieces] == [
        ("same", "Kept at most "), ("gone", "7"), ("new", "5"), ("same", " days."),
    ]  # fmt: skip


def test_another_sentence_in_its_place_is_shown_whole_not_as_scattered_words() -> None:
    gone, came = wording(["We never sell data."], ["Cookies last one year here."])
    assert [piece.kind for piece in gone.pieces] == ["gone"]
    assert [piece.kind for piece in came.pieces] == ["new"]


def test_nothing_changed_is_nothing_to_show_and_long_unchanged_stretches_are_counted() -> None:
    many = [f"Sentence {number}." for number in range(20)]
    assert wording(many, many) == []
    found = wording(many, [*many[:10], "A new one.", *many[10:]])
    assert [line.left_out for line in found] == [9, 0, 0, 0, 9]
    assert sum(line.changed for line in found) == 1


def test_a_long_text_is_compared_where_it_differs_wherever_that_is() -> None:
    found = wording(["same"] * 100_000, ["same"] * 100_000 + ["new"])
    assert [line.left_out for line in found] == [99_999, 0, 0]
    assert found[-1].pieces == (Piece("new", "new"),)
    many = [f"Sentence {number}." for number in range(90_000)]
    changed = [*many[:50_000], "Another.", *many[50_001:]]
    assert sum(line.changed for line in wording(many, changed)) == 2


def test_what_is_too_long_to_be_compared_is_counted_and_never_silent() -> None:
    old = [f"old {number}" for number in range(MOST_LINES + 30)]
    new = [f"other words {number} here" for number in range(MOST_LINES + 30)]
    found = wording(["first", *old, "last"], ["first", *new, "last"])
    assert [line.uncompared for line in found if line.uncompared] == [30]
    assert found[-1].pieces == (Piece("same", "last"),)


@given(LINES, LINES)
def test_both_texts_can_be_read_back_out_of_the_difference(old: list[str], new: list[str]) -> None:
    found = wording(old, new)
    if old == new:
        assert found == []
    elif not any(line.left_out for line in found):
        assert sides(found) == (old, new)
