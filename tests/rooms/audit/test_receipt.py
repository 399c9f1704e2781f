"""A receipt can be kept by a customer and checked by anybody, without us."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from janji.audit import janji_verify
from janji.audit.checkpoint import Signer
from janji.audit.receipt import check, make
from janji.kit.errors import JanjiError, Refused
from rooms.audit.ledgers import SIGNER

BODY = {
    "ticket": "JNJ-7Q4M",
    "business": "Ramen Master",
    "received_at": "2026-03-10T05:00:00+00:00",
    "verified_at": "2026-03-10T05:30:00+00:00",
    "erased_at": "2026-03-10T06:00:00+00:00",
    "planned": {"record.message_in": 3, "identifier": 1},
    "affected": {"record.message_in": 3, "identifier": 1},
    "residue": {},
    "copies": [
        {"holder": "Twilio", "state": "gone"},
        {"holder": "Twilio (backup)", "state": "until", "until": "2026-04-09"},
    ],
    "checkpoint": {"number": 12, "digest": "ab" * 32},
}
RECEIPT = make(SIGNER, BODY)


def test_a_receipt_says_the_same_to_people_and_machines():
    assert check(RECEIPT, SIGNER.public) == BODY
    for words in ("Tanda terima", "Receipt", "JNJ-7Q4M", "Ramen Master", "Twilio", "2026-04-09"):
        assert words in RECEIPT
    assert all(len(line) <= 100 for line in RECEIPT.splitlines())


def test_a_brief_receipt_holds_the_same_facts_in_one_chat_message():
    brief = make(SIGNER, BODY, brief="id")
    assert check(brief, SIGNER.public) == BODY
    assert len(brief) < len(RECEIPT) / 2
    assert "Tanda terima" in brief
    assert "Receipt for" not in brief
    assert check(brief.replace("JNJ-7Q4M", "JNJ-7Q4N"), SIGNER.public) == Refused(
        "audit.receipt_damaged"
    )


def test_a_receipt_names_kinds_holders_and_times_as_people_do():
    body = BODY | {
        "zone": "Asia/Jakarta",
        "labels": {"identifier": {"id": "Nomor WhatsApp", "en": "WhatsApp number"}},
        "copies": [{"holder": "twilio", "state": "gone",
                    "called": {"id": "Catatan di Twilio", "en": "Log at Twilio"}}],
    }  # fmt: skip
    assert "- identifier: 1" in RECEIPT
    said = make(SIGNER, body)
    for words in ("Nomor WhatsApp: 1", "WhatsApp number: 1", "Catatan di Twilio:", "Log at Twilio:",
                  "10 Maret 2026 pukul 13.00 WIB"):  # fmt: skip
        assert words in " ".join(said.split())
    assert check(said, SIGNER.public) == body


def test_a_receipt_survives_the_way_people_send_it():
    sent = "Halo,\r\n\r\n" + RECEIPT.replace("\n", "  \r\n") + "\r\nTerima kasih"
    assert check(sent, SIGNER.public) == BODY


@settings(max_examples=60, deadline=None)
@given(
    place=st.integers(0, len(RECEIPT) - 2), other=st.characters(min_codepoint=33, max_codepoint=126)
)
def test_any_changed_character_is_found(place, other):
    changed = RECEIPT[:place] + other + RECEIPT[place + 1 :]
    expected = BODY if changed == RECEIPT else Refused("audit.receipt_damaged")
    if RECEIPT[place] in " \n" and not RECEIPT[place + 1 :].strip("\n"):
        return
    assert check(changed, SIGNER.public) == expected


def test_a_receipt_of_another_key_is_refused():
    assert check(make(Signer(bytes(32)), BODY), SIGNER.public) == Refused("audit.receipt_damaged")


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN JANJI RECEIPT-----", RECEIPT[:-60]])
def test_what_is_no_receipt_is_refused(text):
    assert check(text, SIGNER.public) == Refused("audit.receipt_damaged")


@pytest.mark.parametrize(
    "change",
    [{"affected": {"record.message_in": 2, "identifier": 1}}, {"residue": {"turn.person_id": 1}}],
)
def test_there_is_no_receipt_for_a_deletion_that_is_not_whole(change):
    with pytest.raises(JanjiError, match=r"audit\.receipt_not_clean"):
        make(SIGNER, {**BODY, **change})


def test_nothing_but_the_listed_facts_can_be_in_a_receipt():
    with pytest.raises(JanjiError, match=r"audit\.receipt_facts"):
        make(SIGNER, {**BODY, "name": "Sari"})


def test_the_script_alone_checks_a_receipt_from_its_input():
    for text, code in ((RECEIPT, 0), (RECEIPT.replace("JNJ-7Q4M", "JNJ-7Q4N"), 1)):
        done = subprocess.run(
            [sys.executable, "-IS", janji_verify.__file__, "receipt", "-", "--key", SIGNER.public],
            input=text, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == code
        assert ("JNJ-7Q4M" in done.stdout) == (code == 0)
