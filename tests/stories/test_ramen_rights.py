"""Ramen Master, section 6: see your data, put it right, have it erased, in the chat itself."""

from __future__ import annotations

import base64

import pytest

from fakes.twin import ACCOUNT
from janji.audit import receipt
from janji.cli.picture import receipt_photo
from janji.kit.errors import Refused
from janji.rights import requests
from janji.vault.key_names import Gone
from stories.ramen import BUDI, CITRA, DEWI, SARAH, Ramen
from stories.stage import StoryClock

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}
MARKER = "kembangsepatu"


def test_who_writes_data_saya_sees_what_is_held(ramen: Ramen) -> None:
    """R-33: access: what is held, until when, for what, shared with whom, and the words."""
    ramen.receives("halal gak kak?", sent_by=BUDI, name="Budi")
    before = len(ramen.answers(BUDI))
    ramen.receives("DATA SAYA", sent_by=BUDI)
    told = "\n".join(ramen.answers(BUDI)[before:])
    assert "halal gak kak?" in told
    assert BUDI in told
    assert "18 Maret 2026" in told, "the day at whose start it is gone"
    assert "Menjawab pertanyaan" in told
    assert "Twilio Inc." in told
    assert "MAKSIMAL 1 (satu) minggu" in told
    assert ramen.request().state == "fulfilled"
    assert ramen.is_kept("R-33")


def test_a_copy_never_outlives_what_it_copies(ramen: Ramen) -> None:
    """R-33, R-24: the answer about an old message ends with that message, not a week later."""
    ramen.receives(f"pesanan atas nama {MARKER}", sent_by=BUDI)
    ramen.nights(6)
    ramen.receives("DATA SAYA", sent_by=BUDI)
    assert any(MARKER in one["text"] for one in ramen.read(BUDI, ("message_out",)))
    ramen.nights(1)
    assert ramen.person(BUDI) is not None
    assert not any(MARKER in one["text"] for one in ramen.read(BUDI))


def test_asking_in_ones_own_words_is_heard_too(ramen: Ramen) -> None:
    """R-33: "which data of mine do you keep?" is a request, after one question."""
    ramen.receives("kak, data saya apa aja sih yang disimpan? mau lihat dong", sent_by=BUDI)
    assert "YA" in ramen.last_answer(BUDI)
    ramen.receives("ya", sent_by=BUDI)
    assert ramen.request().kind == "access"
    assert ramen.request().state == "fulfilled"


def test_a_correction_is_recorded_and_answered(ramen: Ramen, clock: StoryClock) -> None:
    """R-34: rectification: a ticket with a date, the new name with the next message, an answer."""
    ramen.receives("halo", sent_by=CITRA, name="Cirta")
    ramen.receives("UBAH DATA", sent_by=CITRA, name="Cirta")
    request = ramen.request()
    assert request.ticket in ramen.last_answer(CITRA)
    assert ramen.proofs()["corrections_unanswered"].word == "cannot_tell"
    ramen.receives("ini namanya sudah benar", sent_by=CITRA, name="Citra")
    assert ramen.read(CITRA, ("message_in",))[-1]["name"] == "Citra"
    ramen.agent_answers(CITRA, "Sudah kami perbaiki, Kak Citra.")
    with ramen.act() as db:
        requests.finish(db, request.request_id, "fulfilled", ramen.now)
        requests.notified(db, request.request_id, ramen.now)
    assert ramen.is_kept("R-34")
    ramen.receives("UBAH DATA", sent_by=BUDI)
    clock.forward(hours=73)
    assert ramen.proofs()["corrections_unanswered"].word == "broken", "nobody answered Budi"


def test_hapus_data_erases_everything_and_hands_over_a_receipt(ramen: Ramen) -> None:
    """R-35: erasure: first all is there, then one yes, then it is nowhere, and that is signed."""
    ramen.receives(f"saya alergi {MARKER}", sent_by=DEWI, name=MARKER, media=[PHOTO])
    dewi = ramen.person(DEWI)
    kept = ramen.first_kept()
    budi = ramen.receives("halo", sent_by=BUDI)
    assert ramen.at_twilio(MARKER) > 0
    assert ramen.files()
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    assert "YA HAPUS" in ramen.last_answer(DEWI)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    settled(ramen)
    assert ramen.person(DEWI) is None
    assert ramen.at_twilio(MARKER) == 0
    assert ramen.files() == []
    assert ramen.tables_with(bytes(kept.sealed)) == []
    assert ramen.tables_with(str(dewi).encode()) == ["public.ledger"], "a random id, of nobody"
    assert ramen.traces(MARKER) == []
    assert isinstance(ramen.opens(kept), Gone)
    assert ramen.knows(budi), "nobody else lost anything"
    request = ramen.request()
    assert request.state == "fulfilled"
    assert request.planned == request.affected
    facts = receipt.check("\n".join(ramen.answers(DEWI)), ramen.house.signer.public)
    assert not isinstance(facts, Refused)
    assert facts["ticket"] == request.ticket
    assert ramen.is_kept("R-35")


def test_a_late_delivery_brings_nobody_back(ramen: Ramen, clock: StoryClock) -> None:
    """R-35: Twilio repeats an old webhook after the erasure: nothing comes back."""
    said = ramen.receives("halo", sent_by=DEWI)
    form = [
        ("AccountSid", ACCOUNT), ("MessageSid", said.sid), ("From", f"whatsapp:{DEWI}"),
        ("To", ramen.shop.channel.sender), ("Body", "halo"),
    ]  # fmt: skip
    erase(ramen, DEWI)
    assert ramen.posts(form) == 200
    ramen.works()
    assert ramen.read(DEWI) == []
    assert ramen.is_kept("R-35")
    clock.forward(days=1)
    again = ramen.receives("halo lagi", sent_by=DEWI)
    assert ramen.knows(again), "who writes again is a new customer"
    assert len(ramen.read(DEWI, ("message_in",))) == 1


def test_nothing_is_erased_without_the_second_word(ramen: Ramen, clock: StoryClock) -> None:
    """R-35, R-41: HAPUS DATA alone deletes nothing; the request lapses and says so."""
    said = ramen.receives("halo", sent_by=DEWI)
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    clock.forward(hours=23)
    ramen.works()
    assert ramen.knows(said)
    clock.forward(hours=26)
    ramen.works()
    assert ramen.request().state == "lapsed"
    assert ramen.knows(said)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    assert ramen.knows(said)


def test_a_copy_held_up_at_twilio_is_told_and_then_told_again(
    ramen: Ramen, clock: StoryClock
) -> None:
    """R-35: gone here at once; "waiting" while Twilio refuses; "done" when its 404 was seen."""
    ramen.receives("halo", sent_by=DEWI)
    ramen.stage.twin.tell("faults", kind="delete", times=-1)
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    settled(ramen)
    assert ramen.request().state == "waiting_provider"
    assert "belum selesai" in "\n".join(ramen.answers(DEWI))
    ramen.stage.twin.http.delete(f"{ramen.stage.twin.base}/twin/faults")
    clock.forward(hours=7)
    ramen.works()
    settled(ramen)
    assert ramen.request().state == "fulfilled"
    assert "Selesai. Data Anda sudah dihapus" in "\n".join(ramen.answers(DEWI))
    assert ramen.is_kept("R-35")


def test_a_backup_never_brings_the_erased_back(ramen: Ramen) -> None:
    """R-35: restored from a copy of before: the others come back, the erased do not."""
    ramen.receives("halo", sent_by=DEWI)
    ramen.receives("halo", sent_by=BUDI)
    archive = ramen.backup()
    erase(ramen, DEWI)
    loaded = ramen.restored(archive)
    assert 0 < loaded.readable < loaded.records
    assert loaded.rows["person"] == 1
    assert loaded.left_behind["person"] == 1


def test_rights_are_heard_in_english_too(ramen: Ramen) -> None:
    """R-33, R-35: the same rights in the other language."""
    ramen.receives("MY DATA", sent_by=SARAH)
    assert any("This is the data we hold about you" in one for one in ramen.answers(SARAH))
    ramen.receives("DELETE MY DATA", sent_by=SARAH)
    assert "YES DELETE" in ramen.last_answer(SARAH)
    ramen.receives("YES DELETE", sent_by=SARAH)
    settled(ramen)
    assert ramen.person(SARAH) is None
    assert any("Your data has been deleted" in one for one in ramen.answers(SARAH))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_law_stands_beside_the_rights(ramen: Ramen, language: str) -> None:
    """R-36: "as the law allows" is a statement; the page names the articles beside each right."""
    page = ramen.page("/ramen-master/privacy", language)
    assert "UU PDP" in page
    assert "R-36" in page
    promise = next(one for one in ramen.policy.promises if one.id == "R-36")
    assert not promise.bound


def erase(ramen: Ramen, number: str) -> None:
    """A customer has everything erased."""
    ramen.receives("HAPUS DATA", sent_by=number)
    ramen.receives("YA HAPUS", sent_by=number)
    settled(ramen)
    assert ramen.person(number) is None


def settled(ramen: Ramen) -> None:
    """The next minutes, in which the last answers leave and what waited for them goes on."""
    for _ in range(4):
        ramen.clock.forward(minutes=2)
        ramen.works()
