"""A deletion: what was there, the act, the world after; and that "done" has no other door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from fakes.grounds import GROUND, grounded
from fakes.mail_house import Story
from janji.audit import receipt
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.rights import duties
from janji.rights.desk import Opened
from janji.rights.ports import Hands
from janji.vault import gate, holds

SARI, BUDI = "+6281200000011", "+6281200000012"
MARKER = "alergi kacang mete"

ONE_MESSAGE = 1600  # characters that Twilio takes in one WhatsApp message


def confirmed(story: Story, number: str = SARI) -> str:
    """A customer with two messages who asked for deletion and said yes; the ticket."""
    person = story.writes(number, MARKER)
    story.clock.forward(seconds=60)
    story.writes(number, "HAPUS DATA")
    with story.act() as db:
        found = story.desk.open(db, story.shop, person, "erasure", "whatsapp", "id", story.now)
        assert isinstance(found, Opened)
        assert story.desk.confirm(db, story.shop, person, "id", story.now)
    return found.ticket


def carry_out(story: Story, hands: Hands | None = None) -> int:
    return duties.carry_out_deletions(story.house, story.shop, hands or story.hands, story.now)


def test_a_confirmed_deletion_leaves_nothing_and_tells_what_was_done(story: Story) -> None:
    ticket = confirmed(story)
    neighbour = story.writes(BUDI, "halo")
    person = story.holder(SARI)
    assert person is not None
    assert story.rows("record", person_id=person) == 2

    assert carry_out(story) == 1

    row = story.request(ticket)
    assert row.state == "fulfilled"
    assert row.planned == row.affected == {"identifier": 1, "record.message_in": 2}
    assert (row.residue, row.erasing, row.person_id) == ({}, None, None)
    assert story.processor.asked == [[person]]
    assert story.rows("record", person_id=person) == 0
    assert not story.house.vault.keyring.exists(story.shop.id, person)
    contact = story.holder(SARI)
    assert contact not in (None, person)
    assert contact is not None
    notice = "\n\n".join(story.said_to(contact))
    for part in (
        "0011", ticket, "Pesan dari pelanggan (2)", "permintaan Anda sendiri", "Berlaku sejak",
        story.shop.contacts.email, "Twilio", "30 hari",
    ):  # fmt: skip
        assert part in notice
    checked = receipt.check(row.receipt, story.house.signer.public)
    assert isinstance(checked, dict)
    assert (checked["ticket"], checked["affected"]) == (ticket, row.affected)
    assert isinstance(receipt.check(notice, story.house.signer.public), dict)
    alone = [one for one in story.said_to(contact) if receipt.BEGIN in one]
    assert len(alone) == 1
    assert receipt.END in alone[0]
    assert len(alone[0]) < ONE_MESSAGE
    assert f"{story.house.settings.public_url}/{story.shop.slug}/receipt" in alone[0]
    assert MARKER not in notice
    assert "81200000011" not in notice
    assert story.holder(BUDI) == neighbour


def test_what_a_law_holds_is_told_in_the_answer_and_all_else_is_gone(story: Story) -> None:
    story.shop = grounded(story.shop)
    ticket = confirmed(story)
    person = story.holder(SARI)
    assert person is not None
    with story.act() as db:
        hold = holds.place(
            db, story.house.vault, story.shop, person, GROUND, "Perkara 12", 3, story.now
        )
    assert isinstance(hold, UUID), hold
    assert carry_out(story) == 1
    row = story.request(ticket)
    assert (row.state, row.residue) == ("fulfilled", {})
    assert story.rows("record", person_id=person) == 0
    contact = story.holder(SARI)
    assert contact is not None
    notice = "\n".join(story.said_to(contact))
    assert "Sengketa di pengadilan (UU PDP 15)" in notice
    with story.act() as db:
        found = holds.read(db, story.house.vault, story.shop, hold, by=3)
    assert not isinstance(found, Refused)
    assert MARKER in [(one.content or {}).get("text") for one in found[1]]


def test_after_the_notice_was_sent_the_number_itself_is_gone(story: Story) -> None:
    confirmed(story)
    carry_out(story)
    contact = story.holder(SARI)
    assert contact is not None
    assert duties.end_contacts(story.house, story.shop, story.now) == 0
    story.everything_sent()
    assert duties.end_contacts(story.house, story.shop, story.now) == 1
    assert story.holder(SARI) is None
    for table in ("person", "identifier", "conversation", "message", "record"):
        assert story.rows(table) == 0
    assert story.request().contact_id is None
    assert not story.house.vault.keyring.exists(story.shop.id, contact)


def test_a_customer_who_writes_again_starts_anew_and_gets_the_notice_there(story: Story) -> None:
    confirmed(story)
    seen: list[UUID] = []

    def writes_meanwhile(body: Mapping[str, Any], *, brief: str | None = None) -> str:
        seen.append(story.writes(SARI, "masih buka?"))
        return story.hands.receipt(body, brief=brief)

    before = story.holder(SARI)
    carry_out(story, replace(story.hands, receipt=writes_meanwhile))
    assert story.request().state == "fulfilled"
    assert story.holder(SARI) == seen[0] != before
    assert any("sudah dihapus" in one for one in story.said_to(seen[0]))
    story.everything_sent()
    duties.end_contacts(story.house, story.shop, story.now)
    assert story.holder(SARI) == seen[0]
    assert story.rows("person") == 1


def test_what_is_left_anywhere_keeps_a_deletion_from_being_done(story: Story) -> None:
    ticket = confirmed(story)
    person = story.holder(SARI)
    story.owner("CREATE TABLE loyalty (business_id int, person_id uuid)")
    story.owner("GRANT SELECT ON loyalty TO janji_app")
    story.owner("INSERT INTO loyalty VALUES (1, %(person)s)", person=person)
    carry_out(story)
    row = story.request(ticket)
    assert (row.state, row.reason, row.receipt) == ("erasing", "residue_found", None)
    assert story.holder(SARI) is None
    assert carry_out(story) == 0
    story.owner("DELETE FROM loyalty")
    story.clock.forward(hours=1)
    carry_out(story)
    row = story.request(ticket)
    assert (row.state, row.planned == row.affected) == ("fulfilled", True)


@pytest.mark.parametrize(
    "lie",
    [
        "residue_checked_at = now()",
        "residue = '{}'",
        "residue = '{\"turn.person_id\": 1}', residue_checked_at = now()",
        "residue = '{}', residue_checked_at = now(), planned = '{\"media\": 2}', affected = '{}'",
        "residue = '{}', residue_checked_at = now(), planned = NULL, affected = NULL",
        "residue = '{}', residue_checked_at = now(), planned = '{}', affected = NULL",
        "residue = '{}', residue_checked_at = now(), planned = '{}', affected = '{}',"
        " verified_at = NULL",
    ],
)
def test_the_database_refuses_every_other_way_to_fulfilled(story: Story, lie: str) -> None:
    ticket = confirmed(story)
    assert story.request(ticket).state == "verified"
    with pytest.raises(psycopg.errors.CheckViolation), story.act() as db:
        db.connection.execute(f"UPDATE request SET state = 'fulfilled', {lie}")
    assert story.request(ticket).state == "verified"


def test_a_copy_the_provider_will_not_delete_yet_is_told_and_waited_for(story: Story) -> None:
    ticket = confirmed(story)
    story.processor.refuses = 1
    carry_out(story)
    row = story.request(ticket)
    assert (row.state, row.finished_at) == ("waiting_provider", None)
    assert story.rows("provider_debt", request_id=row.request_id) == 1
    contact = story.holder(SARI)
    assert contact is not None
    assert "1 salinan" in "\n".join(story.said_to(contact))
    story.everything_sent()
    assert duties.end_contacts(story.house, story.shop, story.now) == 0

    story.owner("DELETE FROM provider_debt")
    assert carry_out(story) == 1
    row = story.request(ticket)
    assert (row.state, row.finished_at) == ("fulfilled", story.now)
    assert any(one.startswith("Selesai") for one in story.said_to(contact))
    story.everything_sent()
    duties.end_contacts(story.house, story.shop, story.now)
    assert story.rows("person") == 0


def test_a_reply_on_its_way_is_waited_for_before_its_person_ends(story: Story) -> None:
    ticket = confirmed(story)
    person = story.holder(SARI)
    story.owner(
        "UPDATE message SET direction = 'out', state = 'sending'"
        " WHERE message_id = (SELECT message_id FROM message LIMIT 1)"
    )
    carry_out(story)
    assert (story.request(ticket).state, story.holder(SARI)) == ("verified", person)
    story.everything_sent()
    story.clock.forward(hours=1)
    carry_out(story)
    assert story.request(ticket).state == "fulfilled"


class Crash(Exception):  # noqa: N818 - it is one
    """The process stops here."""


def broken_provider(story: Story) -> Hands:
    def crash(_business: Any, _people: list[UUID], _now: datetime) -> object:
        raise Crash

    return replace(story.hands, provider=crash)


def broken_residue(story: Story) -> Hands:
    def crash(_db: Db, _people: Sequence[UUID], _hashes: Sequence[bytes]) -> Mapping[str, int]:
        raise Crash

    return replace(story.hands, residue=crash)


def broken_receipt(story: Story) -> Hands:
    def crash(_body: Mapping[str, Any], *, brief: str | None = None) -> str:
        raise Crash(brief)

    return replace(story.hands, receipt=crash)


@pytest.mark.parametrize("broken", [broken_provider, broken_residue, broken_receipt])
def test_a_deletion_that_stopped_half_way_goes_on_where_it_stopped(
    story: Story, broken: Callable[[Story], Hands]
) -> None:
    ticket = confirmed(story)
    person = story.holder(SARI)
    with pytest.raises(Crash):
        carry_out(story, broken(story))
    assert story.request(ticket).state == "erasing"
    assert carry_out(story) == 0
    story.clock.forward(hours=1)
    carry_out(story)
    row = story.request(ticket)
    assert row.state == "fulfilled"
    assert row.planned == row.affected == {"identifier": 1, "record.message_in": 2}
    assert story.rows("record", person_id=person) == 0


def test_a_destroyed_key_makes_even_a_kept_row_unreadable(story: Story) -> None:
    confirmed(story)
    person = story.holder(SARI)
    assert person is not None
    with psycopg.connect(story.owner_url) as owner:
        kept = owner.execute("SELECT * FROM record WHERE person_id = %s", (person,)).fetchall()
    assert len(kept) == 2
    carry_out(story)
    with psycopg.connect(story.owner_url) as owner:
        for row in kept:
            owner.execute("INSERT INTO record VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
    with story.act() as db:
        back = gate.read(
            db,
            story.house.vault,
            story.shop,
            "rights_requests",
            person=person,
            kinds=["message_in"],
        )
    assert isinstance(back, list)
    assert [one.content for one in back] == [None, None]


def test_what_else_somebody_had_asked_ends_with_them(story: Story) -> None:
    person = story.writes(SARI, "UBAH DATA")
    with story.act() as db:
        asked = story.desk.open(db, story.shop, person, "correction", "whatsapp", "id", story.now)
    assert isinstance(asked, Opened)
    assert story.request(asked.ticket).finished_at is None
    ticket = confirmed(story)
    carry_out(story)
    assert story.request(ticket).state == "fulfilled"
    row = story.request(asked.ticket)
    assert (row.state, row.reason, row.person_id) == ("nothing_held", "person_erased", None)
    assert row.finished_at is not None
