"""What is on its way while somebody is erased leaves nothing behind and holds up nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.shop import Shop, shop
from janji.channels import fetch, outbox
from janji.channels.twilio.download import Downloaded
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.vault import erasure, records

FIRST, SECOND = "+6281200000001", "+6281200000002"
PDF = b"%PDF-1.4\n%%EOF\n"
DUE = prepared("""INSERT INTO media
  (business_id, record_id, n, expires_on, person_id, state, next_at)
VALUES (:business, :record, 0, :day, :person, 'due', :now)""")
TALK = prepared("""INSERT INTO conversation
  (business_id, person_id, language, session_at, last_in_at)
VALUES (:business, :person, 'id', :now, :now)""")
SPOIL = prepared("""UPDATE record SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)
WHERE business_id = :business AND record_id = :record""")


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def claimed(ramen: Shop, person: UUID) -> Any:
    """A file of *person* that is being fetched."""
    record = ramen.says(person, "ini struknya")
    _, day = records.last_day(ramen.business, "media", ramen.now)
    with ramen.act() as db:
        db.run(DUE, record=record, day=day, person=person, now=ramen.now)
        lease = ramen.now + timedelta(minutes=2)
        [row] = db.all(fetch.SQL["claim_media"], now=ramen.now, lease_until=lease, most=1)
    return row


def files(ramen: Shop) -> list[Path]:
    return [path for path in ramen.house.vault.media.rglob("*") if path.is_file()]


def test_a_file_that_arrives_when_its_owner_is_gone_is_not_kept(ramen: Shop) -> None:
    stays = claimed(ramen, ramen.person(SECOND))
    assert fetch.keep(ramen.house, ramen.business, stays, Downloaded(PDF, "application/pdf")) == 1
    assert len(files(ramen)) == 1
    going = ramen.person(FIRST)
    row = claimed(ramen, going)
    ramen.erases(going)
    assert fetch.keep(ramen.house, ramen.business, row, Downloaded(PDF, "application/pdf")) == 0
    assert len(files(ramen)) == 1


def test_a_file_sealed_just_before_its_row_went_goes_too(ramen: Shop) -> None:
    going = ramen.person(FIRST)
    row = claimed(ramen, going)
    act = partial(ramen.house.act, ramen.business)
    erasure.remove(act, ramen.house.vault, ramen.business, [going], None, ramen.now)
    assert fetch.keep(ramen.house, ramen.business, row, Downloaded(PDF, "application/pdf")) == 0
    assert files(ramen) == []


def test_a_reply_nobody_can_open_holds_up_no_other_reply(ramen: Shop) -> None:
    spoilt, other = ramen.person(FIRST), ramen.person(SECOND)
    ids = []
    for person in (spoilt, other):
        with ramen.act() as db:
            db.run(TALK, person=person, now=ramen.now)
            ids.append(
                outbox.enqueue(db, ramen.house.vault, ramen.business, person, "halo", ramen.now)
            )
    with ramen.act() as db:
        assert db.run(SPOIL, record=ids[0]) == 1
    letters = outbox.claim(ramen.house, ramen.business, ramen.now, 10)
    by_id = {one.row.message_id: one for one in letters}
    assert by_id[ids[1]].text == "halo"
    assert by_id[ids[0]].why_not is not None
