"""What a conversation at the desk needs to be looked at: messages, files, the ledger's lines."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from fakes.pages import NOON
from janji.vault import records
from janji.vault.house import House
from janji.vault.media_files import MediaPlace, Stored

ENVELOPE = """INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at,
    state, author, error_code, failed_at)
  VALUES (%(business)s, %(m)s, %(day)s, %(p)s, %(direction)s, %(at)s, %(state)s, %(author)s,
    %(code)s, %(failed)s)"""
FILE = """INSERT INTO media (business_id, record_id, n, expires_on, person_id, state, path,
    content_type, bytes)
  VALUES (%(business)s, %(m)s, 0, %(day)s, %(p)s, 'held', %(path)s, %(kind)s, 9)"""
STRANGER = "/desk/ramen-master/c/00000000-0000-0000-0000-000000000007"
MARKER = "penanda-kerang-biru"


def of(person: UUID, rest: str = "", language: str = "en") -> str:
    return f"/desk/ramen-master/c/{person}{rest}{'&' if '?' in rest else '?'}lang={language}"


def kept(
    house: House,
    person: UUID,
    content: Any,
    at: datetime,
    kind: str = "message_in",
    **envelope: Any,
) -> UUID:
    """A message that came or went."""
    here = house.businesses[0]
    with house.act(here) as db:
        record = records.put(db, house.vault, here, person, kind, content, at)
        _, day = records.last_day(here, kind, at)
        facts = {"state": None, "author": None, "code": None, "failed": None, **envelope}
        direction = "in" if kind == "message_in" else "out"
        db.run(ENVELOPE, m=record, day=day, p=person, direction=direction, at=at, **facts)
    return record


def with_file(house: House, person: UUID, words: str, content: bytes, kind: str) -> UUID:
    """A message with one fetched file."""
    here, at = house.businesses[0], NOON
    record = kept(house, person, {"text": words, "name": "Budi", "kind": "media"}, at)
    cls, day = records.last_day(here, "media", at)
    place = MediaPlace(person, cls, day, record, 0)
    stored = house.vault.files(here.id).put(place, content, kind)
    assert isinstance(stored, Stored)
    with house.act(here) as db:
        db.run(FILE, m=record, day=day, p=person, path=stored.path, kind=stored.content_type)
    return record


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def noted(house: House, action: str) -> list[Any]:
    with house.act(house.businesses[0]) as db:
        return db.all(
            "SELECT subject, detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]
