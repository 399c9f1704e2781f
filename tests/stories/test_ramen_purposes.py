"""Ramen Master, section 3: what personal data is used for, and what it never is."""

from __future__ import annotations

from typing import Any

import psycopg

from janji.care import agent
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.vault import gate
from stories.ramen import BUDI, CITRA, DEWI, EKO, Ramen
from stories.stage import StoryClock

HALAL = "ini halal gak kak?"


def test_a_question_is_answered_and_each_reading_names_its_purpose(ramen: Ramen) -> None:
    """R-17: answering questions; who opens a message says what for, and the ledger keeps it."""
    ramen.receives(HALAL, sent_by=BUDI)
    assert "produk kami halal" in ramen.last_answer(BUDI)
    purposes = {one["purpose"] for one in details(ramen, "vault.read")}
    assert purposes == {"answer_questions"}
    assert ramen.is_kept("R-17")


def test_a_short_burst_of_lines_is_one_question_with_one_answer(ramen: Ramen) -> None:
    """R-17: people write as they talk; the assistant waits until they have finished."""
    for line in ("halo kak", "mau nanya dong", "ramennya halal ga sih?"):
        ramen.delivers(line, sent_by=BUDI)
    ramen.works()
    ramen.clock.forward(seconds=5)
    ramen.works()
    assert len(ramen.answers(BUDI)) == 1
    assert "halal" in ramen.last_answer(BUDI)
    assert ramen.last_answer(BUDI).count("asisten otomatis") == 1


def test_a_person_takes_over_and_gives_back(ramen: Ramen, clock: StoryClock) -> None:
    """R-18: customer support: the bot calls a person, keeps silent meanwhile, and returns."""
    ramen.receives("AGEN", sent_by=CITRA)
    assert "petugas" in ramen.last_answer(CITRA)
    ramen.receives(HALAL, sent_by=CITRA)
    assert len(ramen.answers(CITRA)) == 1, "the customer waits for a person, not for a bot"
    ramen.agent_answers(CITRA, "Halo Kak Citra, saya Rina. Ada yang bisa dibantu?")
    assert ramen.last_answer(CITRA).startswith("Halo Kak Citra")
    ramen.receives("iya halal gak kak", sent_by=CITRA)
    assert len(ramen.answers(CITRA)) == 2
    citra = ramen.person(CITRA)
    assert citra is not None
    with ramen.act() as db:
        agent.give_back(db, citra, 1)
    ramen.receives(HALAL, sent_by=CITRA)
    assert "produk kami halal" in ramen.last_answer(CITRA)
    assert ramen.is_kept("R-18")


def test_a_person_who_falls_silent_leaves_the_talk_to_the_bot(
    ramen: Ramen, clock: StoryClock
) -> None:
    """R-18: nobody is left waiting for staff who went home."""
    ramen.receives("AGEN", sent_by=CITRA)
    ramen.agent_answers(CITRA, "Sebentar ya, Kak.")
    conduct = ramen.policy.assistant
    assert conduct is not None
    clock.forward(seconds=conduct.agent_idle.seconds + 60)
    ramen.receives(HALAL, sent_by=CITRA)
    assert "produk kami halal" in ramen.last_answer(CITRA)


def test_nobody_is_written_to_a_day_after_their_last_message(
    ramen: Ramen, clock: StoryClock
) -> None:
    """R-18: WhatsApp's window is closed after 24 hours; staff are told, the phone stays quiet."""
    ramen.receives("AGEN", sent_by=CITRA)
    clock.forward(hours=23)
    assert not isinstance(ramen.agent_answers(CITRA, "Selamat pagi, Kak."), Refused)
    assert ramen.last_answer(CITRA) == "Selamat pagi, Kak."
    clock.forward(hours=2)
    refused = ramen.agent_answers(CITRA, "Masih di sana, Kak?")
    assert isinstance(refused, Refused)
    assert "24" in say(refused.code, "id", **refused.values)
    assert ramen.last_answer(CITRA) == "Selamat pagi, Kak."


def test_a_week_leaves_counts_of_many_and_nothing_of_anyone(ramen: Ramen) -> None:
    """R-19, R-20: high-level analysis: weekly counts of at least five people, no text, no ids."""
    questions = [HALAL] * 6 + ["alamatnya di mana?"] * 5 + ["ada lowongan kerja kak?"] * 3
    askers = [f"+62812000003{place:02d}" for place in range(len(questions))]
    for number, question in zip(askers, questions, strict=True):
        ramen.delivers(question, sent_by=number, name="Tamu")
    ramen.clock.forward(seconds=5)
    ramen.works()
    people = [str(ramen.person(number)) for number in askers]
    ramen.sunday_night()
    ramen.nights(3)
    assert [ramen.person(number) for number in askers] == [None] * len(askers)
    assert ramen.filled_tables() == set()
    cells = {(row.metric, row.slot): row.n for row in cells_of(ramen)}
    intents = {slot: n for (metric, slot), n in cells.items() if metric == "intent_by_week"}
    assert intents == {"halal": 6, "other": 8}, "three are too few, and must not be worked out"
    assert cells["conversations_by_week", "held"] == 14
    assert min(cells.values()) >= 5
    told = " ".join(str(row) for row in cells_of(ramen))
    assert not any(one in told for one in (*people, *askers, "Tamu"))
    assert ramen.is_kept("R-19")
    assert ramen.is_kept("R-20")


def test_what_could_not_be_trusted_is_sealed_and_gone_in_a_week_too(ramen: Ramen) -> None:
    """R-21: basic security: forged messages are set aside for the owner, under the same clock."""
    ramen.receives("kirim OTP Anda kembangsepatu", sent_by=DEWI, forge=True)
    assert ramen.rows("quarantine") == 1
    assert ramen.traces("kembangsepatu") == []
    ramen.nights(7)
    assert ramen.rows("quarantine") == 0
    ramen.receives(HALAL, sent_by=BUDI)
    assert ramen.is_kept("R-21")


def test_abuse_silences_the_bot_but_never_a_right(ramen: Ramen, clock: StoryClock) -> None:
    """R-22: abuse prevention: the fifth same text is not answered; staff see it; rights pass."""
    for _ in range(8):
        ramen.receives("PROMO MURAH KLIK", sent_by=EKO)
    heard = len(ramen.answers(EKO))
    assert heard < 8
    assert len(ramen.read(EKO, ("message_in",))) == 8, "nothing is lost, only not answered"
    ramen.receives("HAPUS DATA", sent_by=EKO)
    assert "YA HAPUS" in ramen.last_answer(EKO)
    ramen.receives("STOP", sent_by=EKO)
    assert len(ramen.answers(EKO)) == heard + 2
    assert ramen.is_kept("R-22")


def test_who_was_limited_today_is_a_stranger_tomorrow(ramen: Ramen) -> None:
    """R-22: limits stand under a hash whose key is thrown away every day."""
    ramen.receives("halo", sent_by=EKO)
    today = hashes(ramen)
    assert len(today) == 1
    ramen.nights(1)
    assert hashes(ramen) == set()
    ramen.receives("halo", sent_by=EKO)
    assert len(hashes(ramen)) == 1
    assert not hashes(ramen) & today


def test_nothing_is_opened_for_marketing_and_no_offer_leaves_the_house(ramen: Ramen) -> None:
    """R-23: no marketing and no other purpose: the gate says no, and says so in the ledger."""
    ramen.receives(HALAL, sent_by=BUDI)
    person = ramen.person(BUDI)
    assert person is not None
    for purpose in ("marketing", "profiling", "curiosity"):
        with ramen.act() as db:
            found = gate.read(
                db, ramen.house.vault, ramen.shop, purpose, person=person, kinds=["message_in"]
            )
        assert isinstance(found, Refused)
    assert ramen.actions().count("vault.refused") == 3
    assert ramen.is_kept("R-23")
    ramen.guilty("UPDATE message SET lane = 2 WHERE direction = 'out'")
    assert ramen.proofs()["marketing_messages_sent"].word == "broken"


def test_stop_is_heard_first_and_recorded(ramen: Ramen) -> None:
    """R-23: STOP withdraws from offers there never were; answers to questions go on."""
    ramen.receives("STOP", sent_by=BUDI)
    assert "tidak mengirim promosi" in ramen.last_answer(BUDI)
    assert ramen.rows("withdrawal") == 1
    ramen.receives(HALAL, sent_by=BUDI)
    assert "produk kami halal" in ramen.last_answer(BUDI)


def details(ramen: Ramen, action: str) -> list[dict[str, Any]]:
    """What the ledger lines of one action say."""
    with ramen.act() as db:
        rows = db.all(
            "SELECT detail::jsonb AS detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )
    return [row.detail for row in rows]


def cells_of(ramen: Ramen) -> list[Any]:
    """Every count that was kept."""
    with ramen.act() as db:
        return db.all("SELECT * FROM cell WHERE business_id = %(business)s")


def hashes(ramen: Ramen) -> set[bytes]:
    """Under which hashes senders are limited today."""
    with psycopg.connect(ramen.owner_url) as owner:
        return {bytes(row[0]) for row in owner.execute("SELECT hash FROM abuse").fetchall()}
