"""Colours that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.kit.colour import ENOUGH, contrast, mixed, readable
from janji.policy.brand import DARK, LIGHT, fits_as_it_is, shades, style_sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_as_the_guidelines_count_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # WCAG's own example
    assert contrast("#123456", "#123456") == 1


def test_a_readable_colour_stays_and_a_faint_one_moves_to_the_nearest_that_is() -> None:
    assert readable("#0b5a52", ("#ffffff",)) == "#0b5a52"
    assert contrast("#ffd400", "#ffffff") < ENOUGH
    moved = readable("#ffd400", ("#ffffff",))
    assert ENOUGH <= contrast(moved, "#ffffff") < ENOUGH + 0.4


@given(COLOURS)
def test_whatever_colour_an_owner_chooses_words_can_be_read(colour: str) -> None:
    for dark, grounds in ((False, LIGHT), (True, DARK)):
        one = shades(colour, dark=dark)
        assert one.ratio >= ENOUGH
        assert all(contrast(one.accent, ground) >= ENOUGH for ground in (*grounds, one.soft))


def test_what_is_no_colour_is_refused_and_gets_into_no_style_sheet() -> None:
    for planted in ("red", "#fff", "#0b5a52;}body{display:none", "#0B5A52", ""):
        with pytest.raises(ValueError, match="colour"):
            style_sheet(planted)


def test_mixing_ends_at_its_ends() -> None:
    assert mixed("#ff0000", "#ffffff", 0) == "#ffffff"
    assert mixed("#ff0000", "#ffffff", 1) == "#ff0000"
    assert fits_as_it_is("#0b5a52")
    assert not fits_as_it_is("#ffd400")
