"""The messages kept out of training, and where the business of these tests lives."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

RAMEN = Path(__file__).parents[3] / "businesses" / "ramen-master"


class Held(NamedTuple):
    intent: str
    language: str
    text: str


def held_out() -> list[Held]:
    """Every line of heldout.tsv."""
    path = Path(__file__).with_suffix(".tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)
    return [Held(*row) for row in rows if not row[0].startswith("#")]
