"""Ids sort by the moment they were made, and by the order in which one process made them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from janji.kit.ids import floor_id, new_id

NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)


def test_ids_of_one_moment_rise_in_the_order_they_are_made() -> None:
    made = [new_id(NOON) for _ in range(2_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_of_a_later_moment_sorts_after_all_of_an_earlier_one() -> None:
    earlier = [new_id(NOON) for _ in range(50)]
    later = [new_id(NOON + timedelta(milliseconds=1)) for _ in range(50)]
    assert max(earlier) < min(later)
    assert floor_id(NOON) <= min(earlier)
    assert max(earlier) < floor_id(NOON + timedelta(milliseconds=1))


def test_every_id_says_that_it_is_version_seven() -> None:
    for _ in range(200):
        made = new_id(NOON)
        assert made.version == 7
        assert made.variant == "specified in RFC 4122"
