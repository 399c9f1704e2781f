"""What staff and the bot do around a conversation: closing, asking, drafts, notes, the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from fakes.moulds import assistant
from fakes.shop import Shop, shop
from janji.care import agent, canned, drafts, satisfaction, teach
from janji.care.assignment_notes import keep_note
from janji.care.classifier import Nearest, Understanding
from janji.care.listen import Talk, converse
from janji.care.turns import Desk, take_turns
from janji.channels import outbox
from janji.consent import withdrawals
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.kit.text import say
from janji.vault import gate, records, search
from janji.worker.rights_port import RightsPort
from janji.worker.timetable import end_proposals

BUDI, SITI, ANI = "+6281200000001", 7, 8
ARRIVED = prepared("""INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash)
VALUES (:business, :record, :day, :person, 'in', :now, :hash)""")
MARKER = "penanda-rahasia-kerang"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


@pytest.fixture
def desk(ramen: Shop) -> Desk:
    known = assistant(ramen.business)
    return Desk(ramen.house, ramen.business, known, RightsPort(ramen.house))


def hears(desk: Desk, ramen: Shop, person: UUID, text: str) -> list[str]:
    """A customer writes, the turn is taken; what was queued for them by it."""
    before = set(queued(ramen, person))
    record = ramen.says(person, text)
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    with ramen.act() as db:
        db.run(
            ARRIVED, record=record, day=day, person=person, now=ramen.now,
            hash=new_id(ramen.now).bytes,
        )  # fmt: skip
    ramen.clock(ramen.now + timedelta(seconds=5))
    assert take_turns(desk, ramen.now) == 1
    return [words for words in queued(ramen, person) if words not in before]


def queued(ramen: Shop, person: UUID) -> list[str]:
    """Everything said to *person* so far, oldest first."""
    with ramen.act() as db:
        found = gate.read(
            db, ramen.house.vault, ramen.business, "customer_support", person=person,
            kinds=["message_out"], most=500,
        )  # fmt: skip
    assert isinstance(found, list)
    return [str((one.content or {}).get("text")) for one in reversed(found)]


def talk(ramen: Shop, person: UUID) -> Any:
    with ramen.act() as db:
        return db.one("SELECT * FROM conversation WHERE person_id = %(p)s", p=person)


def replies(ramen: Shop, person: UUID, text: str, **more: Any) -> UUID | Refused:
    with ramen.act() as db:
        return agent.reply(
            db, ramen.house.vault, ramen.business, person, text, SITI, ramen.now, **more
        )


def closes(ramen: Shop, person: UUID, outcome: str | None = "answered") -> Refused | None:
    with ramen.act() as db:
        return agent.close(db, ramen.house.vault, ramen.business, person, SITI, ramen.now, outcome)


def drafts_kept(ramen: Shop, words: str, staff: int = SITI, person: UUID | None = None) -> str:
    """Keep *words* as the draft of *staff*; what is opened again."""
    assert person is not None
    vault, here = ramen.house.vault, ramen.business
    with ramen.act() as db:
        assert drafts.keep(db, vault, here, person, staff, words, ramen.now)
    with ramen.act() as db:
        return drafts.of(db, vault, here, person, staff)


def held(ramen: Shop, kind: str) -> int:
    with ramen.act() as db:
        return int(db.value("SELECT count(*) FROM record WHERE kind = %(kind)s", kind=kind))


@pytest.fixture
def budi(ramen: Shop, desk: Desk) -> UUID:
    """A customer who asked for a person and waits."""
    person = ramen.person(BUDI)
    assert "petugas" in hears(desk, ramen, person, "agen")[0]
    assert talk(ramen, person).state == "waiting"
    return person


def test_who_waits_is_told_again_only_after_the_time_the_policy_names(
    ramen: Shop, desk: Desk, budi: UUID
) -> None:
    assert hears(desk, ramen, budi, "halo?") == []
    conduct = ramen.business.policy.assistant
    assert conduct
    assert conduct.queue_line_every
    ramen.clock(ramen.now + timedelta(seconds=conduct.queue_line_every.seconds))
    [line] = hears(desk, ramen, budi, "masih lama?")
    assert "masih dalam antrean" in line
    assert "Buka hari ini sampai 22.00 WIB" in line
    assert hears(desk, ramen, budi, "halo lagi") == []
    assert talk(ramen, budi).state == "waiting"


def test_at_night_the_line_says_when_a_person_answers(ramen: Shop, desk: Desk, budi: UUID) -> None:
    ramen.clock(ramen.now + timedelta(hours=14))  # midnight in Jakarta
    [line] = hears(desk, ramen, budi, "halo?")
    assert "10.00 WIB" in line


def test_nobody_hears_of_the_queue_while_staff_talk_to_them(
    ramen: Shop, desk: Desk, budi: UUID
) -> None:
    assert isinstance(replies(ramen, budi, "Ya, Kak?"), UUID)
    ramen.clock(ramen.now + timedelta(minutes=20))
    assert hears(desk, ramen, budi, "mau tanya") == []


def test_after_closing_the_question_is_asked_once_and_the_number_is_counted_as_an_outcome(
    ramen: Shop, desk: Desk, budi: UUID
) -> None:
    replies(ramen, budi, "Sudah beres, Kak.")
    assert closes(ramen, budi) is None
    asked = queued(ramen, budi)[-1]
    assert asked == say("care.rate.ask", "id", name="Ramen Master")
    assert talk(ramen, budi).question == satisfaction.QUESTION
    assert hears(desk, ramen, budi, "5")[-1].endswith(say("care.rate.thanks", "id"))
    now = talk(ramen, budi)
    assert (now.state, now.rated, now.outcome, now.question) == ("closed", 5, "answered", None)
    with ramen.act() as db:
        assert "rated_5" in {row.outcome for row in db.all("SELECT outcome FROM turn")}
    # the same number again is a question like any other
    assert say("care.rate.thanks", "id") not in hears(desk, ramen, budi, "5")


def test_a_question_instead_of_a_number_is_answered_as_a_question(
    ramen: Shop, desk: Desk, budi: UUID
) -> None:
    replies(ramen, budi, "Sudah beres, Kak.")
    closes(ramen, budi)
    assert "Buka hari ini" in hears(desk, ramen, budi, "jam buka")[-1]
    now = talk(ramen, budi)
    assert (now.state, now.rated, now.question) == ("bot", None, None)


@pytest.mark.parametrize("why", ["window", "withdrawn", "business", "unanswered"])
def test_the_question_is_not_asked_where_it_may_not_be(
    ramen: Shop, desk: Desk, budi: UUID, why: str
) -> None:
    here = ramen.business
    if why != "unanswered":
        replies(ramen, budi, "Sudah beres, Kak.")
    if why == "window":
        ramen.clock(ramen.now + outbox.WINDOW)
    if why == "withdrawn":
        with ramen.act() as db:
            withdrawals.withdraw(db, budi, "improve_service", ramen.now)
    if why == "business":
        here = replace(here, messages=here.messages.model_copy(update={"ask_satisfaction": False}))
    before = queued(ramen, budi)
    with ramen.act() as db:
        assert agent.close(db, ramen.house.vault, here, budi, SITI, ramen.now, "answered") is None
    assert queued(ramen, budi) == before
    assert talk(ramen, budi).question is None


@pytest.mark.parametrize(
    ("said", "stars"),
    [("5", 5), (" 1. ", 1), ("4/5", 4), ("3 bintang", 3), ("⭐⭐", 2), ("★★★★", 4)],
)
def test_the_ways_people_give_marks_are_understood(said: str, stars: int) -> None:
    assert satisfaction.rating(said) == stars


@pytest.mark.parametrize("said", ["0", "6", "55", "5 orang", "-1", "", "lima", "⭐" * 6])
def test_what_is_no_mark_is_not_taken_for_one(said: str) -> None:
    assert satisfaction.rating(said) is None


def test_a_word_that_is_not_on_the_list_closes_nothing(ramen: Shop, budi: UUID) -> None:
    refused = closes(ramen, budi, "thrown_out")
    assert refused == Refused("care.agent.no_outcome")
    assert talk(ramen, budi).state == "waiting"


def test_a_closed_conversation_is_opened_again_by_staff(ramen: Shop, budi: UUID) -> None:
    def opens() -> Refused | None:
        with ramen.act() as db:
            return agent.reopen(db, ramen.business, budi, SITI, ramen.now)

    assert opens() == Refused("care.agent.not_closed")
    closes(ramen, budi)
    assert talk(ramen, budi).closed_at is not None
    assert opens() is None
    now = talk(ramen, budi)
    assert (now.state, now.agent_id, now.outcome, now.closed_at) == ("agent", SITI, None, None)


def test_a_draft_is_kept_sealed_for_its_writer_alone_and_ends_when_sent(
    ramen: Shop, budi: UUID
) -> None:
    assert drafts_kept(ramen, f"hampir {MARKER}", person=budi) == f"hampir {MARKER}"
    assert drafts_kept(ramen, "", staff=ANI, person=budi) == ""
    assert drafts_kept(ramen, f"lebih {MARKER}", person=budi) == f"lebih {MARKER}"
    assert held(ramen, "draft") == 1
    with ramen.act() as db:
        sealed = db.value("SELECT sealed FROM record WHERE kind = 'draft'")
    assert MARKER.encode() not in bytes(sealed)
    assert isinstance(replies(ramen, budi, "terkirim"), UUID)
    assert held(ramen, "draft") == 0


def test_closing_ends_the_drafts_of_everybody(ramen: Shop, budi: UUID) -> None:
    drafts_kept(ramen, "satu", person=budi)
    drafts_kept(ramen, "dua", staff=ANI, person=budi)
    assert held(ramen, "draft") == 2
    closes(ramen, budi)
    assert held(ramen, "draft") == 0


def test_drafts_and_notes_never_outlive_the_conversation_they_are_about(
    ramen: Shop, budi: UUID
) -> None:
    with ramen.act() as db:
        last = db.value("SELECT max(expires_on) FROM record WHERE kind LIKE 'message%%'")
    ramen.clock(ramen.now + timedelta(days=3))
    drafts_kept(ramen, MARKER, person=budi)
    with ramen.act() as db:
        assert isinstance(
            keep_note(db, ramen.house.vault, ramen.business, budi, MARKER, SITI, ramen.now, {}),
            UUID,
        )
        rows = db.all("SELECT kind, expires_on FROM record WHERE kind IN ('draft', 'note')")
    assert {(row.kind, row.expires_on) for row in rows} == {("draft", last), ("note", last)}


def test_erasing_the_person_takes_drafts_and_notes(ramen: Shop, budi: UUID) -> None:
    drafts_kept(ramen, MARKER, person=budi)
    with ramen.act() as db:
        keep_note(db, ramen.house.vault, ramen.business, budi, MARKER, SITI, ramen.now, {})
    assert (held(ramen, "draft"), held(ramen, "note")) == (1, 1)
    ramen.erases(budi)
    assert (held(ramen, "draft"), held(ramen, "note")) == (0, 0)


def test_a_note_pressed_twice_is_one_note(ramen: Shop, budi: UUID) -> None:
    note, here = new_id(ramen.now), ramen.business
    for _ in range(2):
        with ramen.act() as db:
            found = keep_note(db, ramen.house.vault, here, budi, "cek", SITI, ramen.now, {}, note)
        assert found == note
    assert held(ramen, "note") == 1


def test_a_failed_message_is_tried_again_once_and_ends_with_its_first(
    ramen: Shop, budi: UUID
) -> None:
    first = replies(ramen, budi, "Meja 4 siap.")
    assert isinstance(first, UUID)

    def again() -> UUID | Refused:
        with ramen.act() as db:
            return agent.send_again(
                db, ramen.house.vault, ramen.business, budi, first, SITI, ramen.now
            )

    assert again() == Refused("care.agent.not_failed")
    with ramen.act() as db:
        db.run("UPDATE message SET state = 'failed' WHERE message_id = %(m)s", m=first)
    second = again()
    assert isinstance(second, UUID)
    assert again() == second
    assert queued(ramen, budi).count("Meja 4 siap.") == 2
    with ramen.act() as db:
        ends = db.all(
            "SELECT expires_on FROM record WHERE record_id = ANY(%(m)s)", m=[first, second]
        )
    assert len({row.expires_on for row in ends}) == 1


def test_a_form_posted_again_after_midnight_sends_nothing_new(ramen: Shop, budi: UUID) -> None:
    form = new_id(ramen.now)
    assert replies(ramen, budi, "Sekali saja", message=form) == form
    ramen.clock(ramen.now + timedelta(hours=20))
    assert replies(ramen, budi, "Sekali saja", message=form) == form
    assert queued(ramen, budi).count("Sekali saja") == 1


def test_after_the_window_only_an_approved_template_leaves_and_the_bot_is_not_silenced(
    ramen: Shop, budi: UUID
) -> None:
    ramen.clock(ramen.now + outbox.WINDOW + timedelta(seconds=1))
    assert replies(ramen, budi, "bebas") == Refused("care.agent.window_closed")
    assert talk(ramen, budi).state == "waiting"
    values = canned.slots(ramen.business, "id", ramen.now, name="Budi", agent="Siti", site="x")
    chosen = canned.previews(ramen.business, "id", values)[0]
    assert chosen.usable
    assert "Ramen Master" in chosen.text
    template = outbox.Template(chosen.content_sid, dict(chosen.values))
    assert isinstance(replies(ramen, budi, chosen.text, template=template), UUID)
    assert queued(ramen, budi)[-1] == chosen.text


def test_ready_made_words_are_filled_and_an_unknown_name_leaves_no_hole(ramen: Shop) -> None:
    def said(name: str) -> str:
        values = canned.slots(ramen.business, "id", ramen.now, name=name, agent="Siti", site="x")
        return canned.replies(ramen.business, "id", values)[0].text

    assert said("Budi") == "Halo Kak Budi, saya Siti dari Ramen Master. Ada yang bisa saya bantu?"
    assert said("").startswith("Halo Kak, saya Siti")
    assert said("{agent}{0}").startswith("Halo Kak {agent}{0},")


def test_templates_say_how_far_their_approval_is(ramen: Shop) -> None:
    values = canned.slots(ramen.business, "en", ramen.now, name="", agent="Siti", site="x")
    states = {one.id: one.state for one in canned.previews(ramen.business, "en", values)}
    assert states.items() >= {"follow_up": "approved", "answer_ready": "pending"}.items()


def test_the_provider_is_told_each_template_in_each_language_under_its_id(ramen: Shop) -> None:
    told = canned.at_provider(ramen.business)
    one = ramen.business.messages.templates[0]
    assert {one.submitted["id"].content_sid, one.submitted["en"].content_sid} <= set(told)
    assert told[one.submitted["en"].content_sid] == one.words.en


def test_what_staff_answered_is_found_by_its_words_until_the_person_ends(
    ramen: Shop, budi: UUID
) -> None:
    def hits(words: str) -> list[UUID]:
        with ramen.act() as db:
            kinds = ("message_in", "message_out", "note")
            found = search.find_kinds(db, ramen.house.vault, ramen.business, kinds, words)
        return [one.person_id for one in found]

    assert isinstance(replies(ramen, budi, "Pesanan diantar pukul lima"), UUID)
    assert hits("PUKUL lima") == [budi]
    ramen.erases(budi)
    assert hits("pukul lima") == []


def test_why_a_message_was_understood_names_the_nearest_approved_examples(desk: Desk) -> None:
    found = teach.why(desk.assistant, "jam buka kak?", "id")
    assert found.intent == "jam_buka"
    assert found.nearest
    assert found.nearest[0].percent >= found.nearest[-1].percent > 0


def test_what_points_at_a_person_is_marked_and_must_go_before_it_is_proposed(
    ramen: Shop, desk: Desk
) -> None:
    said = "saya Budi 0812 0000 0001 mau tanya ada ramen tanpa kuah?"
    marked = [one.text for one in teach.marked(said, "Budi Santoso") if one.personal]
    assert marked == ["Budi", "0812 0000 0001"]
    assert teach.cleaned(said, "Budi Santoso") == "saya mau tanya ada ramen tanpa kuah?"

    def proposes(phrasing: str, intent: str = "menu") -> UUID | Refused:
        with ramen.act() as db:
            return teach.propose(
                db, ramen.business, desk.assistant, person=uuid4(), intent=intent,
                phrasing=phrasing, language="id", name="Budi Santoso", staff=SITI,
                ends=records.last_day(ramen.business, "message_in", ramen.now)[1], now=ramen.now,
            )  # fmt: skip

    intent = next(one for one in desk.assistant.ear.intents if one.startswith("menu"))
    for refused in (said, "budi mau ramen tanpa kuah", "pesan 12345678901 mangkuk"):
        assert proposes(refused, intent) == Refused("care.teach.personal")
    assert proposes("x", intent) == Refused("care.teach.length")
    assert proposes("ada ramen tanpa kuah", "no_such") == Refused("care.teach.no_intent")
    first = proposes("ada ramen tanpa kuah?", intent)
    assert isinstance(first, UUID)
    assert proposes("ada  ramen tanpa kuah?", intent) == first
    with ramen.act() as db:
        rows = db.all("SELECT phrasing, state, expires_on FROM answer_proposal")
    assert [(row.phrasing, row.state) for row in rows] == [("ada ramen tanpa kuah?", "proposed")]
    assert end_proposals(ramen.house, ramen.business, ramen.now) == 0
    ramen.clock(ramen.now + timedelta(days=7))
    assert end_proposals(ramen.house, ramen.business, ramen.now) == 1
    with ramen.act() as db:
        assert db.all("SELECT 1 FROM answer_proposal") == []


def test_a_person_is_the_last_choice_and_is_offered_once(desk: Desk, ramen: Shop) -> None:
    assistant = desk.assistant
    top = (("minta_agen", 0.4), ("reservasi", 0.3), ("jam_buka", 0.2))
    seen = Understanding(
        "minta_agen", 0.4, "ask", top, Nearest("agen", "minta_agen", 0.5), dict(top)
    )
    found = converse(assistant, Talk("bot", "id"), seen, ramen.now)
    lines = found.replies[0].splitlines()
    assert [line[:2] for line in lines[1:]] == ["1.", "2.", "3."]
    assert sum("petugas" in line for line in lines[1:]) == 1
    assert "petugas" in lines[-1]


def test_who_writes_while_the_assistant_reads_is_answered_after_not_before(
    ramen: Shop, desk: Desk
) -> None:
    read_at, written_at = ramen.now, ramen.now + timedelta(seconds=2)
    ramen.clock(written_at)
    person = ramen.person("+6281200000077")
    record = ramen.says(person, "jam buka kak?")
    _, day = records.last_day(ramen.business, "message_in", written_at)
    with ramen.act() as db:
        db.run(
            ARRIVED, record=record, day=day, person=person, now=written_at,
            hash=new_id(written_at).bytes,
        )  # fmt: skip
    assert take_turns(desk, read_at) == 1
    with ramen.act() as db:
        made = db.all(
            "SELECT kind, made_at FROM record WHERE business_id = %(business)s"
            " AND person_id = %(p)s ORDER BY made_at, kind", p=person,
        )  # fmt: skip
    assert [row.kind for row in made] == ["message_in", "message_out"]
    assert made[1].made_at >= made[0].made_at
