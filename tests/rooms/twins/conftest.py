from collections.abc import Iterator

import pytest

from fakes.twin import Hook, RunningTwin, running_hook, running_twin


@pytest.fixture
def twin() -> Iterator[RunningTwin]:
    with running_twin() as twin:
        yield twin


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running_hook() as hook:
        yield hook
