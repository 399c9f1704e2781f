"""The residue check finds what a deletion forgot, wherever it lies."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from janji.audit.residue import residue
from janji.kit.errors import JanjiError
from rooms.audit.conftest import BUSINESS

GOOD = (Path(__file__).parent / "good.sql").read_text(encoding="utf-8")
PERSON = UUID("00000000-0000-7000-8000-000000000001")
HASH = b"\x01"


def test_everything_that_names_a_person_is_counted_by_place(database, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        found = residue(db, [PERSON], [HASH])
    assert found == {
        "conversation.person_id": 1,
        "identifier.hash": 1,
        "identifier.person_id": 1,
        "media.person_id": 1,
        "message.person_id": 2,
        "person.person_id": 1,
        "policy_notice.person_id": 1,
        "record.person_id": 2,
        "turn.person_id": 2,
    }


def test_one_forgotten_row_after_a_deletion_is_found(database, plant):
    plant(GOOD)
    for table in (
        "conversation",
        "identifier",
        "media",
        "message",
        "record",
        "turn",
        "policy_notice",
        "person",
    ):
        with database.act(BUSINESS) as db:
            assert residue(db, [PERSON], [HASH])
        plant(f"DELETE FROM {table}")
    with database.act(BUSINESS) as db:
        assert residue(db, [PERSON], [HASH]) == {}


def test_a_table_made_tomorrow_is_looked_into_without_a_change(database, plant):
    plant("CREATE SCHEMA till; CREATE TABLE till.loyalty (business_id int, person_id uuid)")
    plant("GRANT USAGE ON SCHEMA till TO janji_app; GRANT SELECT ON till.loyalty TO janji_app")
    with database.act(BUSINESS) as db:
        assert residue(db, [PERSON], [HASH]) == {}
    plant(f"INSERT INTO till.loyalty VALUES (1, '{PERSON}')")
    with database.act(BUSINESS) as db:
        assert residue(db, [PERSON], [HASH]) == {"till.loyalty.person_id": 1}


def test_a_table_that_may_not_be_looked_into_is_a_fault_not_a_clean_result(database, plant):
    plant("CREATE TABLE hidden (business_id int, person_id uuid)")
    with database.act(BUSINESS) as db, pytest.raises(JanjiError, match=r"audit\.residue_blind"):
        residue(db, [PERSON], [])


def test_another_business_rows_are_not_ours_to_count(database, plant):
    plant(f"INSERT INTO person VALUES (2, '{PERSON}', '2026-03-01')")
    with database.act(BUSINESS) as db:
        assert residue(db, [PERSON], [HASH]) == {}
    with database.act(2) as db:
        assert residue(db, [PERSON], [HASH]) == {"person.person_id": 1}
