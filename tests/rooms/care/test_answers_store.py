"""Answers that staff write: checked whole, approved together, heard at once, never half."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.care import answers_store
from janji.care.answers import Answers, load_answers
from janji.care.answers_file import Entry
from janji.care.answers_store import Approved, Choice
from janji.care.published import Press
from janji.care.slang import normalise
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from rooms.care.heldout import RAMEN

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
PARKING = Entry(
    intent="parkir_sepeda",
    kind="text",
    approved_by="",
    title={"id": "Parkir sepeda", "en": "Bicycles"},
    answer={"id": "Sepeda bisa diparkir di samping.", "en": "Bicycles stand beside the house."},
    phrasings={"id": ("parkir sepeda di mana",), "en": ("where do I leave my bicycle",)},
)


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home", NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def seed() -> Answers:
    return load_answers(RAMEN / "answers.yaml")


def proposed(ramen: Shop, entry: Entry, *, removes: bool = False, staff: int = 1) -> Choice:
    with ramen.act() as db:
        base = answers_store.newest(db, entry.intent)
        version = answers_store.save(db, entry, staff, NOW, removes=removes, base=base)
        assert isinstance(version, int)
        choice = Choice(entry.intent, version)
        assert answers_store.propose(db, choice, staff) is None
    return choice


def approved(ramen: Shop, seed: Answers, *chosen: Choice, staff: int = 2) -> object:
    with ramen.act() as db:
        return answers_store.approve(db, seed, chosen, staff, NOW)


def in_force(ramen: Shop, seed: Answers) -> dict[str, Entry]:
    with ramen.act() as db:
        return {one.intent: one for one in answers_store.published(db, seed).entries}


def test_a_draft_says_nothing_until_it_is_approved_and_the_file_stays_beneath(
    ramen: Shop, seed: Answers
) -> None:
    before = in_force(ramen, seed)
    assert "parkir_sepeda" not in before
    choice = proposed(ramen, PARKING)
    assert in_force(ramen, seed) == before
    assert approved(ramen, seed, choice) == Approved(1, 1)
    after = in_force(ramen, seed)
    assert after["parkir_sepeda"].answer == PARKING.answer
    assert after.keys() - before.keys() == {"parkir_sepeda"}
    with ramen.act() as db:
        actions = [row.action for row in db.all("SELECT action FROM ledger ORDER BY at, seq")]
    assert actions[-3:] == ["answers.saved", "answers.proposed", "answers.approved"]


def test_an_old_version_comes_back_and_the_history_keeps_both(ramen: Shop, seed: Answers) -> None:
    approved(ramen, seed, proposed(ramen, PARKING))
    new = replace(PARKING, answer={"id": "Di depan.", "en": "In front."})
    approved(ramen, seed, proposed(ramen, new))
    assert in_force(ramen, seed)["parkir_sepeda"].answer["en"] == "In front."
    with ramen.act() as db:
        version = answers_store.again(db, "parkir_sepeda", 1, 1, NOW)
        assert version == 3
        assert answers_store.propose(db, Choice("parkir_sepeda", 3), 1) is None
    assert approved(ramen, seed, Choice("parkir_sepeda", 3)) == Approved(3, 1)
    assert in_force(ramen, seed)["parkir_sepeda"].answer == PARKING.answer
    with ramen.act() as db:
        states = {row.version: row.state for row in answers_store.versions(db, "parkir_sepeda")}
    assert states == {1: "replaced", 2: "replaced", 3: "published"}


def test_where_two_must_agree_the_writer_does_not_approve(ramen: Shop, seed: Answers) -> None:
    with ramen.act() as db:
        answers_store.set_four_eyes(db, 2, NOW, on=True)
    choice = proposed(ramen, PARKING, staff=1)
    assert approved(ramen, seed, choice, staff=1) == Refused("care.answers.four_eyes")
    assert "parkir_sepeda" not in in_force(ramen, seed)
    assert approved(ramen, seed, choice, staff=2) == Approved(1, 1)


def test_two_proposals_that_hold_only_together_are_approved_together(
    ramen: Shop, seed: Answers
) -> None:
    moved = seed.entries[0].phrasings["id"][0]
    taking = replace(PARKING, phrasings={**PARKING.phrasings, "id": (moved,)})
    choice = proposed(ramen, taking)
    problems = approved(ramen, seed, choice)
    assert isinstance(problems, list)
    assert {one.code for one in problems} == {"answers.two_intents"}
    own = seed.entries[0].phrasings
    rest = tuple(one for one in own["id"] if normalise(one) != normalise(moved))
    assert len(rest) < len(own["id"])
    giving = replace(seed.entries[0], phrasings={**own, "id": rest})
    assert approved(ramen, seed, choice, proposed(ramen, giving)) == Approved(1, 2)


def test_a_late_save_does_not_overwrite_what_a_colleague_wrote(ramen: Shop) -> None:
    with ramen.act() as db:
        assert answers_store.save(db, PARKING, 1, NOW, base=0) == 1
        late = answers_store.save(db, PARKING, 2, NOW, base=0)
        assert late == Refused("care.answers.moved_on")
        assert answers_store.save(db, PARKING, 2, NOW, base=1) == 2
        assert [row.version for row in answers_store.proposals(db)] == [2]


def test_what_was_declined_or_replaced_cannot_be_approved(ramen: Shop, seed: Answers) -> None:
    choice = proposed(ramen, PARKING)
    with ramen.act() as db:
        assert answers_store.decline(db, choice, 2, NOW) is None
    assert approved(ramen, seed, choice) == Refused("care.answers.moved_on")
    assert approved(ramen, seed) == Refused("care.answers.moved_on")


def test_the_words_of_a_version_cannot_be_rewritten(ramen: Shop, seed: Answers) -> None:
    approved(ramen, seed, proposed(ramen, PARKING))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), ramen.act() as db:
        db.run("UPDATE answer_entry SET body = '{}' WHERE business_id = %(business)s")


def test_every_process_answers_with_the_new_words_at_its_next_question(
    ramen: Shop, seed: Answers
) -> None:
    one, other = (Press(ramen.business, "https://x") for _ in range(2))
    question = "parkir sepeda di mana"
    with ramen.act() as db:
        before = one.newest(db)
        assert before.understand(question).intent != "parkir_sepeda"
        assert one.newest(db) is before  # the same edition is not learned twice
    approved(ramen, seed, proposed(ramen, PARKING))
    for press in (one, other):
        with ramen.act() as db:
            seen = press.newest(db).understand(question)
            assert (seen.intent, seen.band) == ("parkir_sepeda", "answer")
            words = press.newest(db).answer("parkir_sepeda", "id", NOW)
        assert words == PARKING.answer["id"]


def test_nobody_hears_half_of_an_approval(ramen: Shop, seed: Answers) -> None:
    """While two entries are changed together again and again, a reader sees both or neither."""
    entries = [replace(PARKING, intent=f"parkir_{n}", phrasings={"id": (f"parkir nomor {n}",),
               "en": (f"parking number {n}",)}) for n in ("satu", "dua")]  # fmt: skip
    small = replace(seed, entries=seed.entries[:3])
    stop, torn = Event(), []

    def look() -> None:
        while not stop.is_set():
            with ramen.act() as db:
                found = {e.intent: e for e in answers_store.published(db, small).entries}
            said = {found[e.intent].answer["id"] for e in entries if e.intent in found}
            if len(said) > 1 or len(found) not in (3, 5):
                torn.append(said)

    reader = Thread(target=look)
    reader.start()
    try:
        for round_ in range(12):
            words = {"id": f"Jawaban {round_}.", "en": f"Answer {round_}."}
            chosen = [proposed(ramen, replace(entry, answer=words)) for entry in entries]
            assert isinstance(approved(ramen, small, *chosen), Approved)
    finally:
        stop.set()
        reader.join()
    assert torn == []


def test_an_approval_wakes_the_worker(ramen: Shop, seed: Answers) -> None:
    choice = proposed(ramen, PARKING)
    with psycopg.connect(ramen.app_url, autocommit=True) as ear:
        ear.execute("LISTEN janji_work")
        begun = time.monotonic()
        approved(ramen, seed, choice)
        woken = next(ear.notifies(timeout=5, stop_after=1))
        assert (woken.channel, woken.payload) == ("janji_work", str(ramen.business.id))
        assert time.monotonic() - begun < 5
