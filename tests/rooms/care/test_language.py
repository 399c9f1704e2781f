from __future__ import annotations

import pytest

from janji.care.language import Spoken, detect, first, heard
from rooms.care.heldout import Held


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("buka jam berapa kak", "id"),
        ("what time do you open", "en"),
        ("bs dianter ga", "id"),
        ("is the ramen halal", "en"),
        ("ramen", None),
        ("12345", None),
        ("", None),
    ],
)
def test_function_words_tell_the_language(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_the_language_of_held_out_messages_is_rarely_mistaken(held: list[Held]) -> None:
    wrong = [row.text for row in held if detect(row.text) not in (row.language, None)]
    unsure = [row.text for row in held if detect(row.text) is None]
    assert len(wrong) / len(held) <= 0.02, wrong
    assert len(unsure) / len(held) <= 0.06, unsure


def test_one_message_in_the_other_language_does_not_switch() -> None:
    spoken = heard(Spoken("id"), "what time do you open")
    assert spoken.language == "id"
    assert heard(spoken, "jam berapa buka").others == 0


def test_two_messages_in_a_row_switch_and_words_of_both_do_not_break_the_row() -> None:
    spoken = heard(Spoken("id"), "what time do you open")
    spoken = heard(spoken, "ok")
    assert heard(spoken, "and where are you").language == "en"


def test_somebody_new_is_answered_in_their_language() -> None:
    assert first("do you deliver to my hotel", "id").language == "en"
    assert first("ramen", "id").language == "id"
