"""A house that takes mail, and a mail server that takes ours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from fakes.mail_house import Story, open_story
from janji.kit.postgres import Server

NUMBERS = count()


@pytest.fixture
def story(server: Server, tmp_path: Path) -> Iterator[Story]:
    opened = open_story(server, tmp_path / "home", f"mail_{next(NUMBERS)}")
    yield opened
    opened.house.close()
