"""Cells that a spreadsheet would compute are written as words, and read back as they were."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.kit.csv_text import meant, safe, table


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-2"])
def test_a_formula_is_written_as_words_and_read_back_as_it_was(cell: str) -> None:
    assert safe(cell).startswith("'")
    assert meant(safe(cell)) == cell


@given(st.text(alphabet="'=+-@ab\t\r\n,\"", max_size=12))
def test_every_cell_comes_back_through_a_file(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(table(["x"], [[cell]]).removeprefix("\ufeff"), newline="")))
    assert meant(rows[1][0] if rows[1] else "") == cell


def test_numbers_stay_numbers() -> None:
    assert table(["a"], [[-3], [2.5], [None]]) == '\ufeffa\r\n-3\r\n2.5\r\n""\r\n'
