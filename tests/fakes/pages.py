"""A house with a database of its own and its pages, for tests of site and desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from janji.kit.clock import SetClock
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.site.wsgi import application, migrate_desk
from janji.vault.house import House, open_house

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)  # a Wednesday, 12.00 in Jakarta


@contextmanager
def open_pages(server: Server, home: Path, name: str, **more: Any) -> Iterator[House]:
    """A fresh house at NOON under its own clock; *more* are settings to change."""
    owner_url, app_url = server.fresh_database(name)
    migrate(owner_url)
    migrate_desk(owner_url)
    settings = Settings.from_environment({"JANJI_HOME": str(home)})
    for key, value in more.items():
        object.__setattr__(settings, key, value)  # frozen on purpose, except for a test
    house = replace(open_house(settings, app_url, connections=6), clock=SetClock(NOON))
    try:
        yield house
    finally:
        house.close()


def browser_of(house: House) -> Any:
    """Django's test client, talking to the pages of *house* as a browser on this machine would."""
    from django.test import Client

    from janji.site.statics import Shelf

    application(house)
    shelf = Shelf(one.folder / "brand" for one in house.businesses)
    return Client(
        SERVER_NAME="localhost", **{"janji.house": house, "janji.shelf": shelf}
    )
