"""Counts outlive the records they were made from, but not their own promised time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from janji.audit.proofs import prove
from rooms.audit.conftest import BUSINESS, NOW

GOOD = (Path(__file__).parent / "good.sql").read_text(encoding="utf-8")


def test_a_count_has_the_day_on_which_its_time_is_over_to_end(database, facts, plant):
    plant(GOOD)
    plant("UPDATE cell SET period = '2024-03-12'")  # two years before this very day
    with database.act(BUSINESS) as db:
        [found] = prove(db, facts, NOW, only=["insight_cells_kept_too_long"])
        [later] = prove(db, facts, NOW + timedelta(days=1), only=["insight_cells_kept_too_long"])
    assert (found.word, later.word) == ("kept", "broken")


def test_counts_without_a_promised_time_cannot_be_judged(database, facts, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        [found] = prove(
            db, replace(facts, counts_keep=None), NOW, only=["insight_cells_kept_too_long"]
        )
    assert (found.word, found.missing) == ("cannot_tell", ("no_period_promised",))
