"""What every test may ask for."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing

import pytest

from fakes.servers import TidyServer, memory, tidy
from janji.kit.postgres import Server, temporary

# Thousands of small databases and keyrings, each synced and soon gone: memory spares the disk.
if "TMPDIR" not in os.environ and (place := memory()):
    os.environ["TMPDIR"], tempfile.tempdir = str(place), None


@pytest.fixture(scope="session")
def server() -> Iterator[TidyServer]:
    """One throw-away database server for the whole run, fsync off, gone at the end."""
    with temporary() as running, closing(tidy(running)) as shared:
        yield shared


@pytest.fixture(autouse=True)
def own_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Databases that one test alone asked for end with it; what others share was there before."""
    if "server" not in request.fixturenames:
        yield
        return
    shared: TidyServer = request.getfixturevalue("server")
    with shared.tidied():
        yield


@pytest.fixture(scope="session", autouse=True)
def trained_once() -> Iterator[None]:
    """Whoever asks for the same training again gets what came of it: it always comes out alike.

    Tests of training itself ask janji.care.classifier.train, which trains every time.
    """
    from janji.care import assistant, classifier

    made = functools.lru_cache(maxsize=None)(classifier.train)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assistant, "train", lambda given, **how: made(tuple(given), **how))
        yield


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server of this test alone: for looking at whole data folders."""
    with temporary() as running:
        yield running
