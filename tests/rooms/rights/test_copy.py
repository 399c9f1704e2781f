"""DATA SAYA: everything that is held, told in full, and kept no longer for having been told."""

from __future__ import annotations

from datetime import date, timedelta

from fakes.mail_house import Story, bound
from janji.vault import gate

SARI, BUDI = "+6281200000011", "+6281200000012"


def asks(story: Story, number: str = SARI, language: str = "id") -> str:
    person = story.writes(number, "DATA SAYA")
    with story.act() as db:
        found = story.desk.my_data(db, story.shop, person, language, story.now)
    assert isinstance(found, str)
    return found


def test_the_summary_names_kinds_ends_purposes_recipients_and_the_promise(story: Story) -> None:
    story.writes(SARI, "halo, masih buka?")
    words = asks(story)
    for part in (
        "Pesan dari pelanggan: 2", "18 Maret 2026", SARI, "Menjawab pertanyaan", "Twilio Inc.",
        "1 (satu) minggu", "HAPUS DATA",
    ):  # fmt: skip
        assert part in words
    row = story.request()
    assert (row.kind, row.state, row.notified_at) == ("access", "fulfilled", story.now)


def test_the_copy_holds_what_was_written_and_nothing_of_anybody_else(story: Story) -> None:
    story.writes(BUDI, "rahasia Budi")
    story.writes(SARI, "alergi kacang mete")
    asks(story)
    person = story.holder(SARI)
    assert person is not None
    copy = "\n".join(story.said_to(person))
    assert "alergi kacang mete" in copy
    assert "10.00 Pesan dari pelanggan: Sari" in copy
    assert "rahasia Budi" not in copy


def test_a_copy_ends_with_the_day_it_copies_and_is_not_copied_again(story: Story) -> None:
    story.writes(SARI, "pesan hari Rabu")
    story.clock.forward(days=5)
    story.writes(SARI, "pesan hari Senin")
    asks(story)
    person = story.holder(SARI)
    assert person is not None
    with story.act() as db:
        rows = db.all(
            bound(
                "SELECT expires_on, count(*) AS n FROM record WHERE business_id = :business"
                " AND kind = 'message_out' GROUP BY 1 ORDER BY 1"
            )
        )
    assert [(row.expires_on, row.n) for row in rows] == [
        (date(2026, 3, 18), 1),
        (date(2026, 3, 23), 1),
    ]
    said = story.said_to(person)
    assert "Senin" in said[0]
    assert "Rabu" in said[1]
    story.clock.forward(hours=1)
    asks(story)
    later = story.said_to(person)[2:]
    assert sum(one.count("pesan hari Rabu") for one in later) == 1


def test_each_opening_of_the_data_is_counted_for_its_owner(story: Story) -> None:
    person = story.writes(SARI, "halo")
    for _ in range(3):
        with story.act() as db:
            gate.read(
                db, story.house.vault, story.shop, "answer_questions",
                person=person, kinds=["message_in"],
            )  # fmt: skip
    assert "Menjawab pertanyaan (3)" in asks(story)


def test_english_is_answered_in_english(story: Story) -> None:
    words = asks(story, language="en")
    assert "Shared with" in words
    assert "Message from a customer" in words
    assert story.request().due_at == story.now + timedelta(hours=72)
