"""The ledger is checked where it lies, and whatever was done to it is named."""

from __future__ import annotations

import pytest

from janji.audit.verify import Fault, verify_fast
from rooms.audit.ledgers import SIGNER, write


def check(database):
    with database.act(1) as db:
        return verify_fast(db, SIGNER.public)


def test_an_untouched_ledger_holds(urls, database):
    write(urls[1])
    found = check(database)
    assert (found.entries, found.chains, found.checkpoints, found.faults) == (16, 2, 4, ())


def test_an_empty_ledger_holds_nothing(database):
    found = check(database)
    assert (found.entries, found.chains, found.checkpoints, found.faults) == (0, 0, 0, ())


@pytest.mark.parametrize("block", [1, 3, 2_000])
def test_blocks_of_any_size_see_the_same(urls, database, plant, block, monkeypatch):
    monkeypatch.setattr("janji.audit.verify.BLOCK", block)
    write(urls[1])
    assert check(database).faults == ()
    plant("UPDATE ledger SET detail = '{}' WHERE chain = 1 AND seq = 5")
    assert check(database).faults == (Fault("changed", 1, 5),)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE ledger SET action = 'x' WHERE chain = 2 AND seq = 3", Fault("changed", 2, 3)),
        ("UPDATE ledger SET subject = NULL WHERE chain = 1 AND seq = 1", Fault("changed", 1, 1)),
        (
            "UPDATE ledger SET at = at + interval '1 microsecond' WHERE chain = 1 AND seq = 2",
            Fault("changed", 1, 2),
        ),
        (
            "UPDATE ledger SET hash = sha256(hash) WHERE chain = 1 AND seq = 7",
            Fault("changed", 1, 7),
        ),
        ("DELETE FROM ledger WHERE chain = 1 AND seq = 4", Fault("gap", 1, 1)),
        ("DELETE FROM ledger WHERE chain = 1 AND seq = 1", Fault("gap", 1, 1)),
        ("DELETE FROM ledger WHERE chain = 1 AND seq > 6", Fault("head", 1, 8)),
        ("DELETE FROM ledger WHERE chain = 2", Fault("head", 2, 8)),
        ("DELETE FROM checkpoint WHERE number = 2", Fault("checkpoint_gap", 0, 3)),
        (
            "UPDATE checkpoint SET signature = set_byte(signature, 0, 255 - get_byte(signature, 0))"
            " WHERE number = 1",
            Fault("signature", 0, 1),
        ),
    ],
)
def test_what_was_done_to_it_is_named(sql, fault, urls, database, plant):
    write(urls[1])
    assert check(database).faults == ()
    plant(sql)
    assert fault in check(database).faults


def test_two_lines_that_changed_places_are_found(urls, database, plant):
    write(urls[1])
    plant(
        "UPDATE ledger SET seq = 100 WHERE chain = 1 AND seq = 2;"
        "UPDATE ledger SET seq = 2 WHERE chain = 1 AND seq = 3;"
        "UPDATE ledger SET seq = 3 WHERE chain = 1 AND seq = 100"
    )
    assert Fault("changed", 1, 2) in check(database).faults


def test_another_business_ledger_is_not_looked_at(urls, database, plant):
    write(urls[1])
    write(urls[1], business=2)
    plant("UPDATE ledger SET action = 'x' WHERE business_id = 2")
    assert check(database).faults == ()


@pytest.mark.parametrize("seq", [2, 8])
def test_a_planted_line_break_cannot_hide(seq, urls, database, plant):
    write(urls[1])
    plant(f"UPDATE ledger SET detail = detail || E'\\n' WHERE chain = 1 AND seq = {seq}")
    assert {one.what for one in check(database).faults} == {"changed"}


def test_an_entry_cannot_hide_inside_the_one_before_it(urls, database, plant):
    write(urls[1], commits=1)
    assert check(database).entries == 4
    plant(
        "UPDATE ledger l SET hash = l.hash || n.hash,"
        " detail = l.detail || E'\\n' || concat_ws('|', 1,"
        " n.chain, n.seq, to_char(n.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
        " n.action, '', n.detail)"
        " FROM ledger n WHERE n.chain = l.chain AND l.seq = 1 AND n.seq = 2;"
        "DELETE FROM ledger WHERE seq = 2"
    )
    assert {one.what for one in check(database).faults} == {"changed"}
