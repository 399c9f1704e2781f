"""Labels, notes, mentions, looks and marks: kept apart from people, and ended with them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.audit.residue import residue
from janji.care import assignment_notes, labels, presence, queue
from janji.care.presence import Other
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from janji.vault import backup, glance, restore, retention, search
from janji.vault.people import forget
from rooms.care.inbox_world import BUDI, SITI, later, ledger, row, talks

STAFF = {"siti": SITI, "budi.w": BUDI}


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def noted(ramen: Shop, person: UUID, text: str, by: int = SITI) -> UUID:
    with ramen.act() as db:
        note = assignment_notes.keep_note(
            db, ramen.house.vault, ramen.business, person, text, by, ramen.now, STAFF
        )
    assert isinstance(note, UUID)
    return note


def calls(ramen: Shop, staff: int) -> list[UUID]:
    with ramen.act() as db:
        found = assignment_notes.calls_for(db, ramen.house.vault, ramen.business, staff, most=50)
    return [one.record_id for one in found]


def found(ramen: Shop, words: str, **more: Any) -> list[UUID]:
    with ramen.act() as db:
        hits = search.find(db, ramen.house.vault, ramen.business, "note", words, **more)
    return [one.record_id for one in hits]


def leaning(ramen: Shop, person: UUID) -> None:
    """Everything of the inbox that leans on *person*."""
    with ramen.act() as db:
        made = labels.make(db, "keluhan", "warm", SITI, ramen.now)
        assert isinstance(made, labels.Label)
        assert labels.put(db, made.id, [person], SITI).done == (person,)
        queue.mark_read(db, SITI, [person], ramen.now)
        presence.look_in(db, SITI, person, ramen.now, typing=True)


def rest(ramen: Shop, person: UUID) -> dict[str, int]:
    with ramen.act() as db:
        return residue(db, [person], [])


def test_everything_of_the_inbox_ends_with_the_person(ramen: Shop) -> None:
    person, stays = talks(ramen, 1), talks(ramen, 2)
    leaning(ramen, person)
    noted(ramen, person, "@budi.w tolong")
    before = rest(ramen, person)
    assert {"read_mark.person_id", "conversation_label.person_id", "presence.person_id",
            "token.person_id", "record.person_id"} <= set(before)  # fmt: skip
    ramen.erases(person)
    with ramen.act() as db:
        forget(db, [person])
    assert rest(ramen, person) == {}
    assert calls(ramen, BUDI) == []
    assert row(ramen, stays).state == "waiting"


def test_a_restored_backup_brings_back_no_mark_of_who_was_erased(
    ramen: Shop, server: Server
) -> None:
    person, stays = talks(ramen, 1), talks(ramen, 2)
    leaning(ramen, person)
    with ramen.act() as db:
        queue.mark_read(db, SITI, [stays], ramen.now)
    made = backup.make(
        ramen.owner_url, ramen.home / "media", ramen.home / "backups", ramen.now, lambda *_: None
    )
    ramen.erases(person)
    urls = server.fresh_database("inbox_restored")
    judge = restore.judge_of(ramen.house, ramen.now)
    restore.load(urls[0], made.path, ramen.home / "media", judge, ramen.now, lambda *_: None)
    with psycopg.connect(urls[0]) as db:
        marks = db.execute("SELECT person_id FROM read_mark").fetchall()
        assert marks == [(stays,)]
        assert db.execute("SELECT person_id FROM conversation_label").fetchall() == []
        assert db.execute("SELECT person_id FROM presence").fetchall() == []


def test_a_mention_ends_with_its_note(ramen: Shop) -> None:
    person = talks(ramen, 1)
    note = noted(
        ramen, person, "Halo @budi.w, kuah pedas ya. E-mail a@siti.example bukan panggilan"
    )
    assert calls(ramen, BUDI) == [note]
    assert calls(ramen, SITI) == []
    assert found(ramen, "KUAH pedas") == [note]
    days = ramen.business.policy.keep_days("conversation")
    assert days is not None
    later(ramen, 24 * 60 * days)
    act = functools.partial(ramen.house.act, ramen.business)
    retention.sweep(act, ramen.house.vault, ramen.business, ramen.now)
    assert calls(ramen, BUDI) == []
    assert found(ramen, "kuah") == []
    with ramen.act() as db:
        assert db.all("SELECT 1 FROM token WHERE business_id = %(business)s") == []


def test_search_wants_every_word_and_goes_on_where_a_page_ended(ramen: Shop) -> None:
    person = talks(ramen, 1)
    notes = []
    for number in range(5):
        later(ramen, 60 * 24 if number == 2 else 1)
        notes.append(noted(ramen, person, f"pesanan ramen {'pedas' if number % 2 else 'biasa'}"))
    assert found(ramen, "pesanan") == notes[::-1]
    assert found(ramen, "ramen pedas") == [notes[3], notes[1]]
    assert found(ramen, "ramen pedas kari") == []
    first = found(ramen, "pesanan", most=2)
    assert first == [notes[4], notes[3]]
    assert found(ramen, "pesanan", most=9, before=first[-1]) == [notes[2], notes[1], notes[0]]
    assert found(ramen, "  ! ") == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("081200000001", "care.labels.shape"),
        ("kak 0812 0000 0001", "care.labels.personal"),
        ("budi 3171234567890123", "care.labels.personal"),
        ("siti@ramen", "care.labels.shape"),
        ("", "care.labels.shape"),
        ("x" * 31, "care.labels.shape"),
        ("<b>keras</b>", "care.labels.shape"),
    ],
)
def test_a_label_that_looks_like_a_person_is_refused(ramen: Shop, name: str, wrong: str) -> None:
    with ramen.act() as db:
        refused = labels.make(db, name, "plain", SITI, ramen.now)
        assert isinstance(refused, Refused)
        assert refused.code == wrong
        assert labels.everything(db) == []


def test_a_label_is_put_once_taken_once_and_ends_everywhere(ramen: Shop) -> None:
    one, two = talks(ramen, 1), talks(ramen, 2)
    with ramen.act() as db:
        made = labels.make(db, "  Pesan  ANTAR ", "warm", SITI, ramen.now)
        assert made == labels.Label(1, "pesan antar", "warm")
        again = labels.make(db, "pesan antar", "plain", SITI, ramen.now)
        assert isinstance(again, Refused)
        assert labels.put(db, 1, [one], SITI).done == (one,)
        second = labels.put(db, 1, [one, two, UUID(int=5)], SITI)
        assert (second.done, dict(second.left)) == ((two,), {"already": 1, "gone": 1})
        assert [label.name for label in labels.of(db, [one])[one]] == ["pesan antar"]
        assert labels.take(db, 1, [one], SITI).done == (one,)
        assert labels.end(db, 1, SITI) == 1
        assert labels.everything(db) == []
        assert labels.of(db, [one, two]) == {}


def test_a_colleague_is_seen_while_they_are_there_and_writing(ramen: Shop) -> None:
    person = talks(ramen, 1)

    def seen(by: int) -> list[Other]:
        with ramen.act() as db:
            return presence.others_in(db, by, person, ramen.now)

    with ramen.act() as db:
        presence.look_in(db, BUDI, person, ramen.now, typing=True)
    assert seen(SITI) == [Other(BUDI, typing=True)]
    assert seen(BUDI) == []
    ramen.clock(ramen.now + presence.TYPING_FOR)
    assert seen(SITI) == [Other(BUDI, typing=False)]
    ramen.clock(ramen.now + presence.OPEN_FOR)
    assert seen(SITI) == []
    with ramen.act() as db:
        assert presence.forget(db, ramen.now) == 1


def test_colleagues_hear_of_a_change_and_not_of_every_sign_of_life(ramen: Shop) -> None:
    person = talks(ramen, 1)
    with psycopg.connect(ramen.app_url, autocommit=True) as ear:
        ear.execute("LISTEN janji_desk")
        for step in (False, False, True, True, False):
            with ramen.act() as db:
                presence.look_in(db, BUDI, person, ramen.now, typing=step)
        with ramen.act() as db:
            presence.leave(db, BUDI, person)
        heard = [note.payload for note in ear.notifies(timeout=1, stop_after=4)]
        assert heard == [f"1:presence:{person}"] * 4, "opened, wrote, stopped, left"
        with ramen.act() as db:
            queue.close(db, SITI, [person], ramen.now)
        [closed] = ear.notifies(timeout=1, stop_after=1)
        assert closed.payload == f"1:talk:{person}"


def test_a_page_leaves_out_who_refused_and_tells_of_each_person_once_a_day(ramen: Shop) -> None:
    people = [talks(ramen, number) for number in range(3)]
    wanted = {}
    for number, person in enumerate(people):
        record = ramen.says(person, f"halo {number}")
        wanted[record] = retention_day(ramen)
    with ramen.act() as db:
        db.run(
            "INSERT INTO withdrawal VALUES (%(business)s, %(p)s, 'customer_support', %(now)s)",
            p=people[1], now=ramen.now,
        )  # fmt: skip
    today, kinds = ramen.now.date(), ["message_in", "kind_unknown"]

    def looks(staff: int, day: date, purpose: str = "customer_support") -> list[UUID | None]:
        """Whom the lines of this look name."""
        before = len(ledger(ramen, "vault.read"))
        with ramen.act() as db:
            place = (db, ramen.house.vault, ramen.business, purpose, wanted, kinds)
            shown = glance.glance(*place, by=staff, today=day)
        told = ledger(ramen, "vault.read")[before:]
        assert [(one.content or {})["text"] for one in shown.values()] == ["halo 0", "halo 2"]
        assert {line.detail["staff"] for line in told} == {staff}
        assert sum(line.detail["records"] for line in told) == len(shown)
        return sorted((line.subject for line in told), key=str)

    both: list[UUID | None] = [people[0], people[2]]
    assert looks(SITI, today) == sorted(both, key=str)
    assert looks(SITI, today) == [None]  # the same eyes on the same day: one line for the page
    assert looks(BUDI, today) == sorted(both, key=str)
    assert looks(SITI, today + timedelta(days=1)) == sorted(both, key=str)
    with ramen.act() as db:
        assert glance.glance(
            db, ramen.house.vault, ramen.business, "no_such_purpose", wanted, kinds, by=1,
            today=today,
        ) == {}  # fmt: skip
        assert db.value("SELECT count(*) FROM glanced") == 4
        forget(db, [people[0]])
        assert db.value("SELECT count(*) FROM glanced") == 2


def test_whoever_ends_while_a_list_shows_them_ends_all_the_same(ramen: Shop) -> None:
    two = [talks(ramen, number) for number in range(2)]
    wanted = {ramen.says(one, "halo"): retention_day(ramen) for one in two}

    def ends() -> int:
        with ramen.act() as db:
            return forget(db, two)

    with ThreadPoolExecutor(1) as pool:
        with ramen.act() as db:
            place = (db, ramen.house.vault, ramen.business, "customer_support", wanted)
            shown = glance.glance(*place, ["message_in"], by=SITI, today=ramen.now.date())
            assert len(shown) == 2
            ending = pool.submit(ends)
            wait([ending], timeout=0.5)
            assert not ending.done()  # it waits for the list that is being shown
        assert ending.result(timeout=20) == 2
    with ramen.act() as db:
        assert db.value("SELECT count(*) FROM glanced") == 0


@pytest.mark.parametrize("looks", ["opened", "mark_read", "look_in"])
def test_whoever_ends_while_somebody_looks_ends_all_the_same(ramen: Shop, looks: str) -> None:
    person = talks(ramen, 1)

    def look(db: Db) -> None:
        if looks == "opened":
            queue.opened(db, SITI, person, ramen.now)
        elif looks == "mark_read":
            queue.mark_read(db, SITI, [person], ramen.now)
        else:
            presence.look_in(db, SITI, person, ramen.now)

    def ends() -> int:
        with ramen.act() as db:
            return forget(db, [person])

    marks = "SELECT (SELECT count(*) FROM read_mark) + (SELECT count(*) FROM presence)"
    with ramen.act() as db:  # not the first look, which holds the conversation itself
        queue.opened(db, BUDI, person, ramen.now)
    with ThreadPoolExecutor(1) as pool:
        with ramen.act() as db:
            look(db)
            assert db.value(marks) == 2
            ending = pool.submit(ends)
            wait([ending], timeout=0.5)
            assert not ending.done()
        assert ending.result(timeout=20) == 1
    with ramen.act() as db:
        look(db)
        assert db.value(marks) == 0, "who has ended leaves no mark"


def retention_day(ramen: Shop) -> Any:
    from janji.vault import records

    return records.last_day(ramen.business, "message_in", ramen.now)[1]


def test_a_line_to_staff_waits_from_the_first_and_is_new_until_somebody_looks(
    ramen: Shop,
) -> None:
    person = talks(ramen, 1)
    assert row(ramen, person).seen_at is None
    with ramen.act() as db:
        queue.opened(db, SITI, person, ramen.now)
    first = row(ramen, person).seen_at
    assert first == ramen.now
    later(ramen, 5)
    with ramen.act() as db:
        queue.opened(db, BUDI, person, ramen.now)
    assert row(ramen, person).seen_at == first
    assert ramen.now - first == timedelta(minutes=5)
