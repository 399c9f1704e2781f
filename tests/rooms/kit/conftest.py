"""Homes for servers that a test may break, and the programs to run them with."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from janji.kit.postgres_binaries import DEBIAN, WHEEL, server_account
from janji.kit.postgres_cluster import Cluster, choose_cluster
from janji.kit.postgres_sockets import socket_place

SOURCE = Path(__file__).resolve().parents[3] / "src"


def with_source() -> dict[str, str]:
    """Our environment, in which a child process finds the packages that we found."""
    found = [str(SOURCE), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in found if path)}


def wheel_programs() -> list[Path]:
    """Every set of programs in the wheel."""
    spec = find_spec(WHEEL)
    places = (spec.submodule_search_locations or []) if spec else []
    return [found for place in places for found in sorted(Path(place).glob("pginstall*/bin"))]


def debian_programs() -> list[Path]:
    """Debian's PostgreSQL folders."""
    return sorted(DEBIAN.glob("*/bin"))


def cluster_of(home: Path) -> Cluster:
    return choose_cluster(home, server_account())


def remove_server(home: Path) -> None:
    """Stop whatever runs for *home* and remove all it left, also outside *home*."""
    cluster = cluster_of(home)
    cluster.stop()
    shutil.rmtree(socket_place(cluster.data), ignore_errors=True)
    if cluster.base != home:
        shutil.rmtree(cluster.base)


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that others may pass through, as /srv or /var are, gone after the test."""
    folder = Path(tempfile.mkdtemp(prefix="janji-test-"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(room: Path) -> Iterator[Path]:
    """A home that is not there yet; its server is stopped after the test."""
    yield room / "home"
    remove_server(room / "home")
