"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from janji.kit.postgres import Server, temporary


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One throw-away database server for the whole run, fsync off, gone at the end."""
    with temporary() as running:
        yield running


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server of this test alone: for looking at whole data folders."""
    with temporary() as running:
        yield running
