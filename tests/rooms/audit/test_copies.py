"""Copies at the provider: a person's word, and ledgers that are older than the account."""

from __future__ import annotations

from datetime import timedelta

import psycopg

from janji.audit.proofs import HOUSE, prove
from rooms.audit.conftest import BUSINESS, NOW
from rooms.audit.guilt import STRANGER, line
from rooms.audit.test_proofs import GOOD

COPIES = "provider_copies_unaccounted"
LOST = line(1, "provider.copy_lost", '{"made":"2026-03-04"}', STRANGER)
TOLD = line(2, "provider.settled_by_hand", '{"made":"2026-03-04","staff":0}', STRANGER)


def test_a_copy_that_a_person_saw_to_be_gone_is_told_as_that_and_not_as_seen_404(
    database, facts, plant
):
    plant(GOOD)
    plant(line(3, "message.in", "{}").replace("03-10", "03-04"))
    plant(LOST)
    with database.act(BUSINESS) as db:
        [waiting] = prove(db, facts, NOW, only=[COPIES])
    assert (waiting.word, waiting.missing) == ("cannot_tell", ("copy_id_lost",))
    plant(TOLD)
    with database.act(BUSINESS) as db:
        [settled] = prove(db, facts, NOW, only=[COPIES])
    assert settled.word == "kept"
    assert settled.evidence["copies_told_by_a_person"] == settled.evidence["copies_lost"] == 1
    assert settled.evidence["copies_seen_gone"] == waiting.evidence["copies_seen_gone"] == 2


def test_a_ledger_older_than_the_account_of_copies_is_not_broken_for_ever(database, facts, plant):
    plant(GOOD)
    plant(
        "DELETE FROM ledger WHERE action = 'provider.deleted';"
        "UPDATE message SET provider_gone_at = '2026-03-10 03:00Z'"
        " WHERE provider_gone_at IS NOT NULL"
    )
    plant(line(1, "provider.left", "{}"))
    with database.act(BUSINESS) as db:
        [before] = prove(db, facts, NOW, only=[COPIES])
    assert before.word == "broken", "without a beginning, each side must balance"
    plant("INSERT INTO copies_counted VALUES (1, '2026-03-11 00:00Z')")
    with database.act(BUSINESS) as db:
        [soon] = prove(db, facts, NOW, only=[COPIES])
        [later] = prove(db, facts, NOW + timedelta(days=7), only=[COPIES])
    assert (soon.word, soon.missing) == ("cannot_tell", ("copies_before_the_account",))
    assert later.word == "kept"
    assert later.evidence["copies_counted_since"].startswith("2026-03-11")
    plant(line(2, "message.in", "{}").replace("03-10", "03-12"))
    with database.act(BUSINESS) as db:
        [after] = prove(db, facts, NOW + timedelta(days=9), only=[COPIES])
    assert after.word == "broken", "what came since is counted on both sides"
    assert [row["day"] for row in after.rows] == ["2026-03-12"]


def test_the_account_of_an_old_ledger_begins_when_the_migration_runs(plant, urls):
    """The newest lines of the schema, applied to a database that already has a ledger."""
    plant(GOOD)
    migration = (HOUSE / "schema" / "0043_copies_counted.sql").read_text(encoding="utf-8")
    plant("DROP TABLE copies_counted; DELETE FROM ledger WHERE action = 'provider.deleted'")
    plant(migration)
    with psycopg.connect(urls[0]) as owner:
        found = owner.execute(
            "SELECT business_id, since = (SELECT max(at) FROM ledger) FROM copies_counted"
        ).fetchall()
    assert found == [(1, True)]
    plant("DROP TABLE copies_counted; DELETE FROM ledger")
    plant(migration)
    with psycopg.connect(urls[0]) as owner:
        assert owner.execute("SELECT count(*) FROM copies_counted").fetchone() == (0,)
