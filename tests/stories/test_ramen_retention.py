"""Ramen Master, section 4: at most one week, from the conversation date, by itself, everywhere."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import date, timedelta

import psycopg
import pytest

from janji.cli.picture import receipt_photo
from janji.kit.errors import JanjiError
from janji.vault import records
from janji.vault.key_names import Gone
from stories.ramen import BUDI, CITRA, SARAH, Ramen
from stories.sights import Said
from stories.stage import StoryClock

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}
MARKER, CONTROL = "kembangsepatu", "bungamatahari"


def test_a_conversation_is_gone_after_a_week(ramen: Ramen, clock: StoryClock) -> None:
    """R-24: all data is retained for a maximum of one week from the conversation date."""
    budi = ramen.receives("Apakah ramen ini halal?", sent_by=BUDI, name="Budi")
    assert ramen.knows(budi)
    clock.forward(days=7)
    ramen.nightly_duties()
    assert not ramen.knows(budi)
    assert "retention.swept" in ramen.actions()
    assert ramen.is_kept("R-24")


def test_the_week_ends_at_the_shops_own_midnight(ramen: Ramen, clock: StoryClock) -> None:
    """R-24: a message of Wednesday is there until Tuesday midnight in Jakarta, no longer."""
    budi = ramen.receives("halo", sent_by=BUDI)
    end = ramen.midnight(nights=7)
    clock.set(end - timedelta(minutes=1))
    ramen.works()
    assert ramen.knows(budi)
    clock.set(end)
    ramen.works()
    assert not ramen.knows(budi)
    assert ramen.person(BUDI) is None


def test_each_message_of_a_long_talk_counts_from_its_own_day(ramen: Ramen) -> None:
    """R-25: a talk of nine days: what is older than a week is gone while the talk goes on."""
    said: list[Said] = []
    for day in range(9):
        said.append(
            ramen.receives(f"hari ke-{day + 1}, masih buka kak?", sent_by=BUDI, name="Budi")
        )
        if day < 8:
            ramen.nights(1)
    assert [ramen.knows(one) for one in said] == [False, False, *[True] * 7]
    assert ramen.person(BUDI) is not None
    ramen.nights(6)
    assert [ramen.knows(one) for one in said] == [*[False] * 8, True]
    ramen.nights(1)
    assert ramen.person(BUDI) is None, "number and name end with the last message"
    assert ramen.filled_tables() <= {"provider_debt"}


def test_a_day_that_could_not_be_opened_is_opened_by_the_next_message(ramen: Ramen) -> None:
    """R-25: the room of a day is made with its first message; a failed try is not believed."""
    ramen.clock.forward(days=40)
    cls, day = records.last_day(ramen.shop, "message_in", ramen.now)
    with suppress(JanjiError), ramen.act() as db:
        records.ready_day(db, ramen.house.vault, cls, day)
        raise JanjiError("care.answers_refused", count=1)
    budi = ramen.receives("halo", sent_by=BUDI)
    assert ramen.knows(budi)
    assert ramen.answers(BUDI)


@pytest.mark.parametrize(("seconds", "ends"), [(-1, date(2026, 3, 18)), (0, date(2026, 3, 19))])
def test_the_conversation_date_is_the_date_where_the_shop_is(
    ramen: Ramen, clock: StoryClock, seconds: int, ends: date
) -> None:
    """R-25: one second around midnight in Jakarta is a day of difference; in London none."""
    clock.set(ramen.midnight() + timedelta(seconds=seconds))
    ramen.delivers("masih buka?", sent_by=BUDI)
    assert ramen.row("SELECT expires_on FROM record WHERE business_id = %(business)s")[0] == ends
    assert ramen.is_kept("R-25")


def test_deletion_needs_nobody_to_remember_it(ramen: Ramen, clock: StoryClock) -> None:
    """R-26: automatically: nobody writes, nobody looks; a worker that was away catches up."""
    budi = ramen.receives("halo", sent_by=BUDI)
    ramen.nights(2)
    sarah = ramen.receives("hello", sent_by=SARAH)
    clock.forward(days=6)
    ramen.restart_worker()
    ramen.works()
    assert not ramen.knows(budi)
    assert ramen.knows(sarah)
    ramen.nights(1)
    assert not ramen.knows(sarah)
    assert ramen.is_kept("R-26")
    ramen.guilty("UPDATE day_end SET rows_gone_at = NULL")
    clock.forward(days=2)
    assert ramen.proofs()["expiry_not_automatic"].word == "broken"


def test_after_a_week_a_conversation_is_found_nowhere(ramen: Ramen) -> None:
    """R-27: tables, files, write-ahead log, keys, media, search words, queues, logs, Twilio.

    The words never stood in clear on our disk, so looking for them there proves the sealing; that
    the looking finds anything is shown with a word planted in a plain table. What did stand there
    is the sealed row: its bytes are found first and gone afterwards, and its key is gone too.
    """
    said = ramen.receives(f"meja atas nama {MARKER}", sent_by=BUDI, name=MARKER, media=[PHOTO])
    ramen.guilty(f"CREATE TABLE planted AS SELECT '{CONTROL}'::text AS word")
    assert ramen.traces(CONTROL), "the looking finds what stands in clear"
    ramen.guilty("DROP TABLE planted")
    assert ramen.knows(said)
    assert ramen.at_twilio(MARKER) > 0
    assert ramen.files()
    assert ramen.traces(MARKER) == []
    row = ramen.first_kept()
    assert ramen.tables_with(bytes(row.sealed)), "the sealed words stand in the database"
    ramen.nights(7)
    assert not ramen.knows(said)
    assert ramen.tables_with(bytes(row.sealed)) == []
    assert ramen.filled_tables() == set(), "queues, hashes for duplicates, search words: all empty"
    assert ramen.files() == []
    assert ramen.at_twilio(MARKER) == ramen.copies_at_twilio() == 0
    assert ramen.traces(MARKER) == []
    for promise in ("R-24", "R-26", "R-27"):
        assert ramen.is_kept(promise)


def test_a_copy_of_the_database_cannot_be_read_after_the_week(ramen: Ramen) -> None:
    """R-27: whoever copied the sealed rows before the end holds bytes that nothing opens."""
    ramen.receives(f"nama saya {MARKER}", sent_by=BUDI)
    copied = ramen.first_kept()
    opened = ramen.opens(copied)
    assert not isinstance(opened, Gone)
    assert MARKER in opened["text"]
    ramen.nights(7)
    assert isinstance(ramen.opens(copied), Gone)


def test_a_backup_brought_back_after_the_week_cannot_be_read(ramen: Ramen) -> None:
    """R-27: backups keep sealed rows without keys: readable while promised, never afterwards."""
    ramen.receives(f"nama saya {MARKER}", sent_by=BUDI, media=[PHOTO])
    archive = ramen.backup()
    assert MARKER.encode() not in archive.read_bytes()
    before = ramen.restored(archive)
    assert before.records == before.readable > 0, "a backup is good for what backups are for"
    ramen.nights(7)
    after = ramen.restored(archive)
    assert after.records == before.records
    assert after.readable == 0
    assert after.rows["record"] == after.rows["message"] == after.files == 0


def test_the_words_of_a_day_are_no_longer_findable_when_it_ended(ramen: Ramen) -> None:
    """R-27: search stands on hashed words whose key dies with the day."""
    ramen.receives(f"ada promo {MARKER}?", sent_by=CITRA)
    sealer = ramen.house.vault.sealer(ramen.shop.id)
    day = ramen.row("SELECT expires_on FROM record WHERE business_id = %(business)s")[0]
    hashed = sealer.token_hash("conversation", day, MARKER)
    assert not isinstance(hashed, Gone)
    with psycopg.connect(ramen.owner_url) as owner:
        found = owner.execute("SELECT count(*) FROM token WHERE hash = %s", (hashed,)).fetchone()
    assert found == (1,)
    ramen.nights(7)
    assert ramen.rows("token") == 0
    assert isinstance(sealer.token_hash("conversation", day, MARKER), Gone)


def test_after_a_week_there_is_nothing_left_to_ask_for(ramen: Ramen) -> None:
    """R-28: most data will have been deleted automatically before anybody asks."""
    ramen.receives("halo", sent_by=BUDI)
    ramen.nights(7)
    ramen.gets_mail(
        "Permintaan Penghapusan Data WhatsApp", f"Nomor saya {BUDI}", sent_by="budi@contoh.example"
    )
    assert len(ramen.answers(BUDI)) == 1, "no code is sent to a number that is not known any more"
    ramen.clock.forward(hours=49)
    ramen.works()
    assert ramen.request().state == "nothing_held"
    assert "terhapus otomatis" in ramen.letters("budi@contoh.example")[-1]
    assert ramen.is_kept("R-28")
