"""Ramen Master, section 7: a deletion request by e-mail, from the subject to the proof."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from janji.audit import receipt
from janji.kit.errors import Refused
from stories.ramen import BUDI, DEWI, EKO, Ramen
from stories.stage import StoryClock

SUBJECT_ID, SUBJECT_EN = "Permintaan Penghapusan Data WhatsApp", "WhatsApp Data Deletion Request"
ADDRESS = "eko@contoh.example"
MARKER = "kembangsepatu"


@pytest.mark.parametrize(
    ("subject", "asks", "done"),
    [
        (SUBJECT_ID, "kode 6 angka", "Data Anda sudah dihapus"),
        (SUBJECT_EN, "6-digit code", "Your data has been deleted"),
        (f"Re: {SUBJECT_EN.upper()} ", "6-digit code", "Your data has been deleted"),
    ],
)
def test_a_letter_with_the_promised_subject_leads_to_erasure(
    ramen: Ramen, subject: str, asks: str, done: str
) -> None:
    """R-37, R-38, R-39: by e-mail, either subject; a code proves the number; a receipt."""
    said = ramen.receives(f"besok buka kak? {MARKER}", sent_by=EKO, name="Eko")
    ramen.gets_mail(subject, f"Tolong hapus data saya.\nNomor: {EKO}", sent_by=ADDRESS)
    assert asks in ramen.letters(ADDRESS)[0]
    assert ramen.knows(said), "nothing is deleted before it is known who asks"
    code = code_on(ramen, EKO)
    ramen.gets_mail(f"Re: {subject}", f"{code}\n\n> kutipan lama", sent_by=ADDRESS)
    settled(ramen)
    assert ramen.person(EKO) is None
    assert ramen.traces(MARKER) == []
    assert ramen.at_twilio(MARKER) == 0
    notice = next(one for one in ramen.letters(ADDRESS) if receipt.BEGIN in one)
    assert done in notice
    facts = receipt.check(notice, ramen.house.signer.public)
    assert not isinstance(facts, Refused)
    assert facts["ticket"] == ramen.request().ticket
    assert ramen.traces(ADDRESS) == []
    assert ramen.filled_tables() == {"mail_in", "erased_sid", "abuse"}, (
        "hashes until their midnight"
    )
    assert ramen.row("SELECT count(sealed) FROM mail_in WHERE business_id = %(business)s")[0] == 0
    for promise in ("R-37", "R-38", "R-39"):
        assert ramen.is_kept(promise)


def test_yes_in_the_chat_confirms_the_letter_too(ramen: Ramen) -> None:
    """R-37: who has the phone at hand need not copy a code."""
    ramen.receives("halo", sent_by=EKO)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {EKO}", sent_by=ADDRESS)
    ramen.receives("YA HAPUS", sent_by=EKO)
    settled(ramen)
    assert ramen.person(EKO) is None
    assert any("Data Anda sudah dihapus" in one for one in ramen.letters(ADDRESS))


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("Tolong hapus data saya.", "belum menemukan nomor WhatsApp"),
        (f"Hapus {BUDI} dan {DEWI}", "lebih dari satu nomor"),
    ],
)
def test_a_letter_must_name_the_one_number_it_is_about(
    ramen: Ramen, body: str, answer: str
) -> None:
    """R-40: include the WhatsApp number used; without it there is but a friendly question."""
    budi = ramen.receives("halo", sent_by=BUDI)
    ramen.gets_mail(SUBJECT_ID, body, sent_by=ADDRESS)
    assert answer in ramen.letters(ADDRESS)[0]
    assert ramen.rows("request") == 0
    assert ramen.knows(budi)
    spelled = f"0{BUDI.removeprefix('+62')[:3]} {BUDI[6:10]}-{BUDI[10:]}"
    ramen.gets_mail(f"Re: {SUBJECT_ID}", f"Nomor saya {spelled}", sent_by=ADDRESS)
    assert ramen.request().state == "unverified"
    ramen.gets_mail(f"Re: {SUBJECT_ID}", code_on(ramen, BUDI), sent_by=ADDRESS)
    settled(ramen)
    assert not ramen.knows(budi)
    assert ramen.is_kept("R-40")


def test_nobody_can_erase_somebody_else(ramen: Ramen, clock: StoryClock) -> None:
    """R-41: we verify: wrong codes change nothing, also when they are guessed again and again."""
    budi = ramen.receives("halo", sent_by=BUDI)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {BUDI}", sent_by="penipu@contoh.example")
    right = code_on(ramen, BUDI)
    for number in range(7):
        guess = f"{(int(right) + 1 + number) % 10**6:06d}"
        ramen.gets_mail(f"Re: {SUBJECT_ID}", guess, sent_by="penipu@contoh.example")
    ramen.gets_mail(f"Re: {SUBJECT_ID}", right, sent_by="penipu@contoh.example")
    assert ramen.request().state == "unverified", "after too many guesses not even the right one"
    assert "belum cocok" in ramen.letters("penipu@contoh.example")[-1]
    clock.forward(hours=49)
    ramen.works()
    assert ramen.request().state == "lapsed"
    assert ramen.knows(budi)


def test_a_code_that_came_too_late_is_none(ramen: Ramen, clock: StoryClock) -> None:
    """R-41: a code lives half an hour."""
    budi = ramen.receives("halo", sent_by=BUDI)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {BUDI}", sent_by=ADDRESS)
    code = code_on(ramen, BUDI)
    clock.forward(minutes=31)
    ramen.gets_mail(f"Re: {SUBJECT_ID}", code, sent_by=ADDRESS)
    assert ramen.request().state == "unverified"
    assert ramen.knows(budi)


def test_whoever_asks_cannot_learn_who_is_a_customer(ramen: Ramen) -> None:
    """R-41: the answer to a known and to an unknown number is the same, word for word."""
    ramen.receives("halo", sent_by=BUDI)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {BUDI}", sent_by="satu@contoh.example")
    known = ramen.request().ticket
    ramen.gets_mail(SUBJECT_ID, f"Nomor {DEWI}", sent_by="dua@contoh.example")
    unknown = ramen.request().ticket
    first, second = ramen.letters("satu@contoh.example"), ramen.letters("dua@contoh.example")
    assert len(first) == len(second) == 1
    assert first[0].replace(known, "T") == second[0].replace(unknown, "T")
    assert len(ramen.answers(DEWI)) == 0


def test_the_one_who_is_named_by_a_stranger_is_told(ramen: Ramen) -> None:
    """R-41: the code goes to the number itself, with what to do if it was not you."""
    ramen.receives("halo", sent_by=BUDI)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {BUDI}", sent_by="penipu@contoh.example")
    assert "Bukan Anda? Abaikan saja" in ramen.last_answer(BUDI)
    assert "penipu" not in ramen.last_answer(BUDI)


def test_a_request_is_done_in_reasonable_time(ramen: Ramen, clock: StoryClock) -> None:
    """R-42: "a reasonable time" is at most 72 hours here; the person is told the very hour."""
    ramen.receives("halo", sent_by=EKO)
    ramen.gets_mail(SUBJECT_ID, f"Nomor {EKO}", sent_by=ADDRESS)
    request = ramen.request()
    assert request.due_at - request.received_at == timedelta(hours=72)
    assert "14 Maret 2026" in ramen.letters(ADDRESS)[0]
    ramen.gets_mail(f"Re: {SUBJECT_ID}", code_on(ramen, EKO), sent_by=ADDRESS)
    settled(ramen)
    done = ramen.request()
    assert done.state == "fulfilled"
    assert done.notified_at < request.due_at
    assert ramen.is_kept("R-42")
    ramen.guilty("UPDATE request SET notified_at = received_at + interval '73 hours'")
    assert ramen.proofs()["requests_unanswered_in_time"].word == "broken"


def code_on(ramen: Ramen, number: str) -> str:
    """The six digits on a phone."""
    found = re.findall(r"\b\d{6}\b", ramen.last_answer(number))
    assert len(found) == 1, ramen.last_answer(number)
    return str(found[0])


def settled(ramen: Ramen) -> None:
    """The next minutes, in which the last answers leave and what waited for them goes on."""
    for _ in range(4):
        ramen.clock.forward(minutes=2)
        ramen.works()
