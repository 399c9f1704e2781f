"""Random weeks: whatever happens in whatever order, every promise holds after every step.

A failing week names its seed and tells its story. JANJI_WEEKS plays more of them. Whole weeks have
a stage of their own (pytest -m weeks); the short one runs with all other tests.
"""

from __future__ import annotations

import os
import random

import pytest

from janji.audit import verify
from stories.ramen import Ramen
from stories.random_shop import RandomShop

WEEKS = int(os.environ.get("JANJI_WEEKS", "4"))
FIRST = int(os.environ.get("JANJI_FIRST_WEEK", "1"))
STEPS, FEW_STEPS = 32, 8


@pytest.mark.weeks
@pytest.mark.parametrize("seed", range(FIRST, FIRST + WEEKS))
def test_whatever_happens_every_promise_holds(ramen: Ramen, seed: int) -> None:
    played(ramen, seed, STEPS)


def test_a_short_week_of_anything_holds_every_promise(ramen: Ramen) -> None:
    played(ramen, FIRST, FEW_STEPS)


def played(ramen: Ramen, seed: int, steps: int) -> None:
    """A week of random acts, looked at after each, and a quiet one after it."""
    shop = RandomShop(ramen, random.Random(seed))
    try:
        for _ in range(steps):
            shop.step()
            shop.check()
        quiet_week(shop)
    except AssertionError as broken:
        broken.add_note(f"seed {seed}:\n" + "\n".join(shop.story))
        raise


def quiet_week(shop: RandomShop) -> None:
    """Nobody writes any more: after a week nothing is left of anyone, here or at Twilio."""
    ramen = shop.ramen
    assert shop.kept, "the week was not empty"
    ramen.stage.twin.http.delete(f"{ramen.stage.twin.base}/twin/faults")
    ramen.nights(3)  # requests nobody confirmed lapse, and say so in a last message of its own
    shop.check()
    ramen.nights(4)
    shop.check()
    assert shop.held() == (set(), set()), "no message of anyone"
    for _ in range(4):
        ramen.clock.forward(hours=30)
        ramen.works()
    shop.check()
    assert ramen.filled_tables() == set()
    assert ramen.copies_at_twilio() == 0
    with ramen.act() as db:
        assert verify.verify_fast(db, ramen.house.signer.public).faults == ()
