"""Ramen Master, section 5: Twilio sends and receives, nobody else, and nothing stays there."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from fakes.twin import ACCOUNT, running_hook
from janji.care.turns import take_turns
from janji.channels import outbox
from janji.cli.picture import receipt_photo
from janji.twins.twilio.state import new_sid
from stories.ramen import BUDI, CITRA, Ramen
from stories.random_shop import Killed, MortalDatabase
from stories.stage import StoryClock

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}


def test_what_passed_through_twilio_is_deleted_there_and_seen_gone(ramen: Ramen) -> None:
    """R-29: Twilio sends and receives; its copies go too, both directions, files included."""
    ramen.receives("struknya salah kembangsepatu", sent_by=CITRA, media=[PHOTO])
    assert ramen.copies_at_twilio() == 3, "her message, her picture, our answer"
    assert ramen.at_twilio("kembangsepatu") > 0
    ramen.nights(2)
    assert ramen.copies_at_twilio() == ramen.at_twilio("kembangsepatu") == 0
    assert len(ramen.phone(CITRA)) == 2, "what is on her phone is hers"
    assert len(ramen.read(CITRA)) == 2, "and ours stays as long as we promised"
    assert ramen.proofs()["provider_copies_overdue"].word == "kept"
    assert ramen.is_kept("R-29")


def test_twilio_is_asked_again_until_it_answers_404(ramen: Ramen, clock: StoryClock) -> None:
    """R-29: Twilio refuses to delete what is not final (20009); we never give up asking."""
    ramen.receives("halo", sent_by=BUDI)
    ramen.stage.twin.tell("faults", kind="delete", times=-1)
    ramen.nights(8)
    assert ramen.person(BUDI) is None, "our own copy does not wait for theirs"
    assert ramen.copies_at_twilio() == 2
    assert ramen.rows("provider_debt") == 2
    clock.forward(days=1)
    ramen.works()
    assert ramen.proofs()["provider_copies_overdue"].word == "broken", "and we say so in public"
    ramen.stage.twin.http.delete(f"{ramen.stage.twin.base}/twin/faults")
    clock.forward(hours=7)
    ramen.works()
    assert ramen.copies_at_twilio() == 0
    assert ramen.rows("provider_debt") == 0
    assert ramen.actions().count("provider.debt_settled") == 2
    assert ramen.proofs()["provider_copies_overdue"].word == "kept"


def test_a_copy_is_deleted_although_the_sender_died_before_it_learned_the_id(ramen: Ramen) -> None:
    """R-29: killed between Twilio's yes and our commit: the callback names the message."""
    ramen.delivers("halal gak kak?", sent_by=BUDI)
    ramen.clock.forward(seconds=5)
    mortal = MortalDatabase(ramen.house.database)
    house = replace(ramen.house, database=mortal)
    take_turns(ramen.turns(), ramen.now)
    (letter,) = outbox.claim(house, ramen.shop, ramen.now, 1)
    callback = f"{ramen.stage.url}/hook/{ramen.shop.slug}/twilio/status"
    result = outbox.send(house, ramen.shop, ramen.stage.twilio, callback, letter)
    mortal.lives, mortal.before_commit = 1, True
    with pytest.raises(Killed):
        outbox.settle(house, ramen.shop, letter, result, ramen.now)
    ramen.restart_worker()
    ramen.works()
    assert len(ramen.answers(BUDI)) == 1, "answered once"
    assert ramen.copies_at_twilio() == 2
    ramen.nights(2)
    assert ramen.copies_at_twilio() == 0


def test_statuses_in_any_order_tell_the_same_truth(ramen: Ramen) -> None:
    """R-29: callbacks overtake each other; every order of them ends in the same state."""
    ramen.stage.twin.tell("settings", statuses=[])
    ramen.receives("AGEN", sent_by=CITRA)
    orders = list(permutations(("queued", "sent", "delivered", "read")))
    for number in range(len(orders)):
        ramen.agent_answers(CITRA, f"Pesan nomor {number}")
    sids = {one["body"]: one["sid"] for one in ramen.phone(CITRA) if one["from"] == "business"}
    for number, order in enumerate(orders):
        body = f"Pesan nomor {number}"
        message = message_saying(ramen, body)
        for word in (*order, order[0]):
            assert ramen.status(message, sids[body], word) == 200
        row = state_of(ramen, message)
        assert row.state == "read", order
        assert row.sent_at
        assert row.delivered_at
        assert row.read_at


def test_a_message_that_arrived_is_not_called_failed_by_a_late_word(ramen: Ramen) -> None:
    """R-29: "undelivered" after "delivered", or before it: the customer has the message."""
    ramen.stage.twin.tell("settings", statuses=[])
    ramen.receives("halal gak kak?", sent_by=BUDI)
    sid = ramen.phone(BUDI)[-1]["sid"]
    message = message_saying(ramen, ramen.last_answer(BUDI))
    ramen.status(message, sid, "undelivered")
    assert state_of(ramen, message).state == "failed"
    ramen.status(message, sid, "delivered")
    assert state_of(ramen, message).state == "delivered"


def test_nothing_is_fetched_from_anywhere_else(ramen: Ramen) -> None:
    """R-30: no other third party: a picture's address that leads elsewhere is not followed."""
    with running_hook() as elsewhere:
        for address in (f"{elsewhere.url}/gambar.jpg", "https://gambar.example/ramen.jpg"):
            form = [
                ("AccountSid", ACCOUNT), ("MessageSid", new_sid("MM")), ("NumMedia", "1"),
                ("From", f"whatsapp:{BUDI}"), ("To", ramen.shop.channel.sender), ("Body", ""),
                ("MediaUrl0", address), ("MediaContentType0", "image/jpeg"),
            ]  # fmt: skip
            assert ramen.posts(form) == 200
        ramen.works()
        assert elsewhere.posts == []
    with ramen.act() as db:
        rows = db.all("SELECT state FROM media WHERE business_id = %(business)s")
    assert [row.state for row in rows] == ["unavailable", "unavailable"]
    assert ramen.files() == []
    assert ramen.is_kept("R-30")


def test_a_copy_to_somebody_undeclared_would_be_seen(ramen: Ramen) -> None:
    """R-30: whoever hands data to another party must write it down, and the proof reads it."""
    ramen.receives("halo", sent_by=BUDI)
    assert ramen.is_kept("R-30")
    with ramen.act() as db:
        db.note("sharing.sent", ramen.person(BUDI), recipient="courier")
    assert ramen.proofs()["undeclared_recipients"].word == "broken"


def test_the_contracts_with_providers_are_on_record_before_the_first_message(
    ramen: Ramen, clock: StoryClock
) -> None:
    """R-31, R-32: processing and confidentiality agreements, each with its day, shown in public."""
    ramen.receives("halo", sent_by=BUDI)
    assert ramen.is_kept("R-31")
    assert ramen.is_kept("R-32")
    page = ramen.page("/ramen-master/privacy", "en")
    assert "Twilio Inc." in page
    assert "WhatsApp LLC (Meta)" in page
    clock.set(datetime(2025, 8, 10, 3, 0, tzinfo=UTC))
    ramen.delivers("halo, sudah buka?", sent_by=CITRA)
    assert ramen.proofs()["agreements_recorded"].word == "broken", "six days before the signature"


def message_saying(ramen: Ramen, text: str) -> UUID:
    """Our id of the message with these words."""
    with ramen.act() as db:
        rows = db.all(
            "SELECT person_id, record_id, kind, expires_on, sealed FROM record"
            " WHERE business_id = %(business)s AND kind = 'message_out'"
        )
    opened = {row.record_id: ramen.opens(row) for row in rows}
    (found,) = (
        one for one, said in opened.items() if isinstance(said, dict) and said["text"] == text
    )
    return UUID(str(found))


def state_of(ramen: Ramen, message: UUID) -> Any:
    """How a message stands."""
    return ramen.row(
        "SELECT * FROM message WHERE business_id = %(business)s AND message_id = %(id)s", id=message
    )
