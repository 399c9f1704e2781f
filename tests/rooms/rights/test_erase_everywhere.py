"""Everything the desk can hang on a person is there, then the deletion: no table names them.

Every table is read whole, past every rule of the product: for the person's random ids as text and
as bytes, and for their words. A new table that can name a person fails the first test until it is
filled here.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from fakes.grounds import GROUND, grounded
from fakes.mail_house import Story, bound
from fakes.moulds import assistant
from janji.care import assignment_notes, drafts, labels, presence, queue, teach
from janji.consent import withdrawals
from janji.desk import inbox_views
from janji.desk.listing_shown import Place, shown_in
from janji.rights import duties
from janji.rights.desk import Opened
from janji.vault import glance, holds, merge, muting, records, restrictions

SARI, ALSO = "+6281200000011", "+6281200000013"
MARKER = "alergikacangmete"
STAFF = 7
# Filled by work of its own, tested where that work is: a letter, a file, a code, the law's hours.
ELSEWHERE = {"media", "mail_out", "policy_notice", "request"}
TURN = """INSERT INTO turn (business_id, turn_id, expires_on, person_id, at, intent, band, outcome,
                           language, messages)
          VALUES (:business, gen_random_uuid(), :day, :one, :now, 'menu', 'sure', 'answered', 'id',
                  1)"""
WRITTEN = """SELECT record_id, expires_on FROM record
              WHERE business_id = :business AND kind = 'message_in'"""
NAMING = """SELECT DISTINCT c.table_name FROM information_schema.columns c
              JOIN pg_class t ON t.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
             WHERE c.table_schema = 'public' AND c.column_name LIKE '%person_id'
               AND t.relkind IN ('r', 'p') AND NOT t.relispartition"""
EVERY = """SELECT format('%I.%I', n.nspname, t.relname) FROM pg_class t JOIN pg_namespace n
               ON n.oid = t.relnamespace
            WHERE n.nspname IN ('public', 'desk') AND t.relkind = 'r'"""


@pytest.fixture
def person(story: Story) -> UUID:
    """Somebody of whom every part of the desk holds something; known by two numbers."""
    story.shop = grounded(story.shop)
    here, vault, now = story.shop, story.house.vault, story.now
    sari, also = story.writes(SARI, f"saya {MARKER}"), story.writes(ALSO, f"juga {MARKER}")
    with story.act() as db:
        wanted = dict(db.all(bound(WRITTEN)))
        place = (db, vault, here, "customer_support", wanted, ["message_in"])
        assert len(glance.glance(*place, by=STAFF, today=now.date())) == 2
        assert not isinstance(merge.join(db, sari, also, merge.WHYS[0], STAFF, now), str)
        for one in (sari, also):
            assert drafts.keep(db, vault, here, one, STAFF, f"Kak, soal {MARKER}", now)
            queue.mark_read(db, STAFF, [one], now)
            presence.look_in(db, STAFF, one, now, typing=True)
            assert muting.mute(db, one, "busy", now + timedelta(hours=9), STAFF, now) is None
            assert muting.block(db, one, "spam", STAFF, now) is None
            withdrawals.withdraw(db, one, "marketing", now)
            restrictions.restrict(db, one, None, now)
            note = assignment_notes.keep_note(db, vault, here, one, MARKER, STAFF, now, {})
            assert isinstance(note, UUID)
            _, day = records.last_day(here, "message_in", now)
            db.run(bound(TURN), one=one, now=now, day=day)
            taught = teach.propose(
                db, here, assistant(here), person=one, intent="menu",
                phrasing=f"apa ada {MARKER} di kuah {one.hex[-4:]}", language="id", name="",
                staff=STAFF, ends=day, now=now,
            )  # fmt: skip
            assert isinstance(taught, UUID)
            shows = shown_in({"tab": "all", "after": Place(now, one).spelled()}).query()
            assert inbox_views.keep_view(db, STAFF, "Pagi", shows, now, shared=False) is None
        made = labels.make(db, "keluhan", "warm", STAFF, now)
        assert isinstance(made, labels.Label)
        labels.put(db, made.id, [sari, also], STAFF)
        assert isinstance(
            holds.place(db, vault, here, sari, GROUND, f"Perkara {MARKER}", STAFF, now), UUID
        )
        db.run(bound("UPDATE conversation SET rated = 2, escalated_at = :now"
                     " WHERE business_id = :business"), now=now)  # fmt: skip
    return sari


def found_in(story: Story, people: list[UUID]) -> dict[str, int]:
    """Table → rows that hold an id of these people, as text or bytes, or the marker in any form."""
    words = [str(one) for one in people] + [one.hex for one in people]
    words += [MARKER, MARKER.encode().hex()]
    counted: dict[str, int] = {}
    with psycopg.connect(story.owner_url) as owner:
        for (table,) in owner.execute(EVERY).fetchall():
            row = owner.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY(%s)",
                ([f"%{word}%" for word in words],),
            ).fetchone()
            if row and row[0]:
                counted[table] = row[0]
    return counted


def base(table: str) -> str:
    """A partition under the name of its table."""
    return re.sub(r"_(\d{8}|open)$", "", table.partition(".")[2])


def test_every_table_that_can_name_a_person_names_this_one(story: Story, person: UUID) -> None:
    with psycopg.connect(story.owner_url) as owner:
        naming = {name for (name,) in owner.execute(NAMING).fetchall()}
    assert len(naming) > 12
    everyone = [person, *(one for one in (story.holder(ALSO),) if one)]
    named = {base(table) for table in found_in(story, everyone)}
    assert naming - named - ELSEWHERE == set()


def test_after_the_deletion_no_table_and_no_file_knows_of_them(story: Story, person: UUID) -> None:
    also = story.holder(ALSO)
    assert also is not None
    with story.act() as db:
        asked = story.desk.open(db, story.shop, person, "erasure", "whatsapp", "id", story.now)
        assert isinstance(asked, Opened)
        assert story.desk.confirm(db, story.shop, person, "id", story.now)
    before = found_in(story, [person, also])
    assert len(before) > 10
    assert story.rows("saved_view") == 2  # kept while standing at this person: it names nobody
    assert "public.saved_view" not in before
    assert before["public.answer_proposal"] == 2
    assert duties.carry_out_deletions(story.house, story.shop, story.hands, story.now) == 1
    assert story.request(asked.ticket).residue == {}
    after = found_in(story, [person, also])
    assert set(after) <= {"public.ledger"}  # written once: random ids, and no words
    assert MARKER not in story.dump("ledger")
    assert files_with_marker(story.house.settings.home) == []


def files_with_marker(home: Path) -> list[str]:
    """Files of the house, the database's own apart, that hold the words."""
    return [
        str(path.relative_to(home)) for path in home.rglob("*")
        if path.is_file() and "postgres" not in path.parts and MARKER.encode() in path.read_bytes()
    ]  # fmt: skip
