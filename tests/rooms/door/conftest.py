from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from fakes.front_door import Door, Shop, fresh_shop, running_door
from janji.kit.postgres import Server

numbers = count(1)


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Shop:
    """A fresh database and home on the shared throw-away server."""
    return fresh_shop(server, tmp_path / "home", f"door_{next(numbers)}")


@pytest.fixture
def door(shop: Shop) -> Iterator[Door]:
    """A running door of *shop*."""
    with running_door(shop) as running:
        yield running
