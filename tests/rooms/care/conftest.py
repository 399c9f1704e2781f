from __future__ import annotations

import pytest

from janji.care.ask import Assistant, assistant
from rooms.care.heldout import RAMEN, Held, held_out


@pytest.fixture(scope="session")
def ramen() -> Assistant:
    return assistant(RAMEN, precision=0.9)


@pytest.fixture(scope="session")
def held() -> list[Held]:
    return held_out()
