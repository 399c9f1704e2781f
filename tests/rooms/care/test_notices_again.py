"""A notice that failed is followed by another when what it failed of is over, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.shop import Shop
from janji.care import notices
from janji.channels import outbox
from rooms.care.test_notices import approved, changes, later, letters, told, writes
from rooms.care.test_notices import ramen as ramen


def failed(ramen: Shop, code: int | None, state: str = "failed") -> None:
    """What the provider said of every notice."""
    with ramen.act() as db:
        changed = db.run(
            "UPDATE message SET state = %(s)s, error_code = %(c)s, next_at = NULL"
            " WHERE author = 'notice'",
            s=state, c=code,
        )  # fmt: skip
    assert changed


@pytest.mark.parametrize("code", [63018, 20429, None])
def test_a_notice_the_provider_had_no_room_for_is_followed_by_another_an_hour_later(
    ramen: Shop, code: int | None
) -> None:
    budi = writes(ramen)
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    failed(ramen, code)
    assert told(ramen) == 0, "the provider is not asked again at once"
    later(ramen, notices.LULL)
    assert told(ramen) == 1
    [letter] = letters(ramen)
    assert (letter.row.person_id, letter.why_not) == (budi, None)
    later(ramen, notices.LULL)
    assert told(ramen) == 0, "this one is on its way"


def test_a_notice_their_phone_refused_is_not_sent_again_until_they_write(ramen: Shop) -> None:
    writes(ramen)
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    failed(ramen, 63024)
    later(ramen, 3 * notices.LULL)
    assert told(ramen) == 0
    assert told(approved(ramen)) == 0


def test_a_notice_on_which_the_window_shut_is_followed_by_the_template_once(ramen: Shop) -> None:
    budi = writes(ramen)
    later(ramen, timedelta(hours=23, minutes=30))
    changes(ramen, "whatsapp")
    here = approved(ramen)
    assert told(here) == 1
    later(ramen, notices.LULL)
    [late] = letters(ramen)
    assert late.why_not is not None, "queued within the window, its turn came after it"
    outbox.settle(here.house, here.business, late, late.why_not, ramen.now)
    assert told(ramen) == 0, "without a template nothing reaches them"
    assert told(here) == 1
    [letter] = letters(ramen)
    assert letter.row.person_id == budi
    assert letter.template is not None
    failed(ramen, 63016)
    later(ramen, 2 * notices.LULL)
    assert told(here) == 0, "a template is not for the window to refuse"
