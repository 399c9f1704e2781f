"""Requests in the chat: a number, a date, one more yes, and an honest end."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fakes.mail_house import START, Story
from janji.kit.errors import Refused
from janji.rights import duties
from janji.rights.desk import Opened

SARI = "+6281200000011"


def opened(story: Story, person: UUID, kind: str = "erasure", language: str = "id") -> Opened:
    with story.act() as db:
        found = story.desk.open(
            db,
            story.shop,
            person,
            kind,
            "whatsapp",
            language,
            story.now,
        )
    assert isinstance(found, Opened)
    return found


def test_hapus_data_is_recorded_with_its_number_its_next_step_and_both_clocks(story: Story) -> None:
    person = story.writes(SARI, "HAPUS DATA")
    found = opened(story, person)
    row = story.request(found.ticket)
    assert (row.kind, row.channel, row.state) == ("erasure", "whatsapp", "unverified")
    assert row.due_at == START + timedelta(hours=72)
    assert row.acknowledged_at == START
    assert found.ticket in found.words
    assert "YA HAPUS" in found.words
    assert "Sabtu, 14 Maret 2026 pukul 10.00 WIB" in found.words
    assert "waktu yang wajar" in found.words


def test_asking_twice_joins_the_open_request(story: Story) -> None:
    person = story.writes(SARI, "HAPUS DATA")
    first = opened(story, person)
    story.clock.forward(hours=3)
    second = opened(story, person)
    assert second.ticket == first.ticket
    assert "YA HAPUS" in second.words
    assert story.rows("request") == 1


def test_the_yes_confirms_only_while_a_request_waits_for_it(story: Story) -> None:
    person = story.writes(SARI, "ya hapus")
    with story.act() as db:
        assert story.desk.confirm(db, story.shop, person, "id", story.now) is None
    found = opened(story, person)
    with story.act() as db:
        words = story.desk.confirm(db, story.shop, person, "id", story.now)
    assert words is not None
    assert found.ticket in words
    row = story.request(found.ticket)
    assert (row.state, row.verified_by) == ("verified", "possession")
    with story.act() as db:
        assert story.desk.confirm(db, story.shop, person, "id", story.now) is None


def test_an_unconfirmed_request_lapses_and_the_customer_is_told_that_nothing_was_deleted(
    story: Story,
) -> None:
    person = story.writes(SARI, "HAPUS DATA")
    found = opened(story, person)
    story.clock.forward(hours=47)
    assert duties.end_unconfirmed(story.house, story.shop, story.now) == 0
    story.clock.forward(hours=1)
    assert duties.end_unconfirmed(story.house, story.shop, story.now) == 1
    row = story.request(found.ticket)
    assert (row.state, row.finished_at, row.notified_at) == ("lapsed", story.now, story.now)
    assert story.holder(SARI) == person
    told = story.said_to(person)
    assert len(told) == 1
    assert "Tidak ada data yang dihapus" in told[0]
    with story.act() as db:
        assert story.desk.confirm(db, story.shop, person, "id", story.now) is None


def test_a_correction_explains_where_the_name_comes_from_and_waits_for_staff(story: Story) -> None:
    person = story.writes(SARI, "UBAH DATA")
    found = opened(story, person, "correction", "en")
    row = story.request(found.ticket)
    assert (row.kind, row.state, row.verified_by) == ("correction", "verified", "possession")
    assert row.due_at == START + timedelta(hours=72)
    assert "WhatsApp profile" in found.words


def test_a_right_that_the_policy_does_not_offer_is_refused_with_a_way_to_people(
    story: Story,
) -> None:
    person = story.writes(SARI, "TARIK")
    with story.act() as db:
        found = story.desk.open(db, story.shop, person, "withdrawal", "whatsapp", "id", story.now)
    assert isinstance(found, Refused)
    assert found.values["contact"] == story.shop.contacts.email
    assert story.rows("request") == 0


def test_a_customer_sees_how_every_request_of_theirs_stands(story: Story) -> None:
    person = story.writes(SARI, "status")
    with story.act() as db:
        before = story.desk.status(db, story.shop, person, "id")
    assert "Belum ada permintaan" in before
    found = opened(story, person)
    with story.act() as db:
        after = story.desk.status(db, story.shop, person, "id")
    assert found.ticket in after
    assert "menunggu konfirmasi" in after
