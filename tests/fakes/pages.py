"""A house with a database of its own and its pages, for tests of site and desk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fakes.hashing import quick_passwords
from fakes.moulds import businesses, fresh_with_desk
from janji.kit.clock import SetClock
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.site import twin
from janji.site.wsgi import application
from janji.vault import people, records
from janji.vault.house import House, open_house
from janji.vault.people import Identifier

NUMBER = "+6281200000041"
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)  # a Wednesday, 12.00 in Jakarta


TALK = """INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at)
          VALUES (%(business)s, %(person)s, %(state)s, 'id', %(at)s, %(at)s)"""
ENVELOPE = """INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at)
              VALUES (%(business)s, %(message)s, %(day)s, %(person)s, 'in', %(at)s)"""


def writes(
    house: House, words: str, *, number: str = NUMBER, state: str = "waiting", at: datetime = NOON
) -> UUID:
    """A customer wrote *words* and the conversation stands in *state*."""
    business = house.businesses[0]
    with house.act(business) as db:
        person = people.find_or_make(db, house.vault, [Identifier("whatsapp", number)], at)
        content = {"text": words, "name": "Budi", "kind": "text", "sid": "SM0"}
        record = records.put(db, house.vault, business, person, "message_in", content, at)
        _, day = records.last_day(business, "message_in", at)
        db.run(ENVELOPE, message=record, day=day, person=person, at=at)
        db.run(TALK, person=person, state=state, at=at)
    return person


@contextmanager
def open_pages(server: Server, home: Path, name: str, **environ: str) -> Iterator[House]:
    """A fresh house at NOON under its own clock; *environ* sets its settings."""
    _, app_url = fresh_with_desk(server, name)
    settings = Settings.from_environment({"JANJI_HOME": str(home), **environ})
    known = businesses(settings.businesses)
    house = open_house(settings, app_url, connections=6, clock=SetClock(NOON), businesses=known)
    quick_passwords()
    try:
        yield house
    finally:
        house.close()


@contextmanager
def served(house: House, port: int) -> Iterator[str]:
    """The whole web process of *house* on 127.0.0.1, in a thread; yields its address."""
    import uvicorn
    from a2wsgi import WSGIMiddleware

    from janji.door.app import Door

    site: Any = application(house)
    pages: Any = WSGIMiddleware(site, workers=4)
    config = uvicorn.Config(
        Door(house, pages), host="127.0.0.1", port=port, access_log=False, log_level="warning",
        server_header=False, lifespan="on", timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        for _ in range(400):
            if server.started:
                break
            assert thread.is_alive()
            threading.Event().wait(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        twin.hang_up()
    assert not thread.is_alive()


def browser_of(house: House) -> Any:
    """Django's test client, talking to the pages of *house* as a browser on this machine would."""
    from django.test import Client

    from janji.site.statics import Shelf

    application(house)
    shelf = Shelf(one.folder / "brand" for one in house.businesses)
    extra: dict[str, Any] = {"janji.house": house, "janji.shelf": shelf}
    return Client(SERVER_NAME="localhost", **extra)
