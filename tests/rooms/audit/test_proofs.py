"""Every proof on an empty, an honest and a guilty database."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from janji.audit.facts import Agreement
from janji.audit.facts_conduct import Abroad, Conduct
from janji.audit.proofs import (
    HOUSE,
    MOST_ROWS,
    PROOFS,
    SQL,
    declared_columns,
    prove,
    prove_and_save,
)
from rooms.audit.conftest import BUSINESS, FACTS, NOW, knowing
from rooms.audit.guilt import CONDUCT, GUILT, GUILTY_FACTS, KINDS_OF_COLUMN, LOOSE, STRANGER

GOOD = (Path(__file__).parent / "good.sql").read_text(encoding="utf-8")
CASES = [(name, sql, FACTS, hint) for name, planted in GUILT.items() for sql, hint in planted] + [
    (name, "", facts, hint) for name, given in GUILTY_FACTS.items() for facts, hint in given
]


def test_no_proof_is_without_a_guilty_case_and_each_has_its_figures_and_its_doubts():
    assert set(GUILT) | set(GUILTY_FACTS) == set(PROOFS)
    assert {f"{n}_evidence" for n in PROOFS} | {f"{n}_missing" for n in PROOFS} <= set(SQL)


def test_an_empty_database_proves_nothing(database, facts):
    facts = replace(facts, agreements=(), conduct=Conduct())
    with database.act(BUSINESS) as db:
        verdicts = prove(db, facts, NOW)
    told = {one.proof: one.word for one in verdicts if one.word != "cannot_tell"}
    assert told == {}
    assert all(one.missing for one in verdicts if one.word == "cannot_tell")
    assert not [one.proof for one in verdicts if "proof_failed" in one.missing]


def test_an_honest_week_keeps_every_promise(database, facts, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        verdicts = prove(db, facts, NOW)
    assert {one.proof: (one.word, one.missing, one.rows) for one in verdicts} == {
        name: ("kept", (), []) for name in PROOFS
    }


@pytest.mark.parametrize(
    ("name", "sql", "facts", "hint"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_guilt_turns_the_proof_to_broken_and_names_the_rows(
    name, sql, facts, hint, database, plant
):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        before = prove(db, FACTS, NOW, only=[name])
    assert [one.word for one in before] == ["kept"]
    if sql:
        plant(sql)
    with database.act(BUSINESS) as db:
        [after] = prove(db, facts, NOW, only=[name])
    assert after.word == "broken"
    assert after.rows
    assert after.evidence["broken_rows"] >= len(after.rows)
    assert hint in json.dumps(after.rows)


def test_nothing_a_proof_returns_is_sealed_or_a_number_of_a_person(database, plant):
    plant(GOOD)
    plant(
        f"{LOOSE} INSERT INTO cell VALUES"
        " (1, '2026-03-02', '+6281200000001', '+6281200000001', 9, 5, now())"
    )
    with database.act(BUSINESS) as db:
        verdicts = prove(db, FACTS, NOW)
    assert "broken" in {one.word for one in verdicts}
    assert "6281200000001" not in json.dumps([[one.evidence, one.rows] for one in verdicts])


@pytest.mark.parametrize(
    ("changed", "name", "missing"),
    [
        (knowing(FACTS, key_days=None), "keys_alive_past_day", "keyring_not_opened"),
        (knowing(FACTS, media_days=None), "media_kept_too_long", "media_folder_not_opened"),
        (knowing(FACTS, access_log=None), "technical_data_stored", "access_log_unknown"),
        (knowing(FACTS, reachable_hosts=None), "undeclared_recipients", "hosts_unknown"),
        (
            replace(FACTS, provider_overdue=None),
            "provider_copies_overdue",
            "provider_clock_unknown",
        ),
        (
            replace(FACTS, agreements=(Agreement("twilio", "confidentiality", "pending", None),)),
            "agreements_recorded",
            "agreement_not_recorded",
        ),
        (
            replace(FACTS, conduct=replace(CONDUCT, abroad=(Abroad("twilio", "US", "pending"),))),
            "transfers_without_ground",
            "transfer_ground_pending",
        ),
        (
            replace(FACTS, conduct=replace(CONDUCT, homeless=frozenset({"meta"}))),
            "transfers_without_ground",
            "recipient_without_country",
        ),
        (
            replace(FACTS, conduct=replace(CONDUCT, answered_hours=None)),
            "people_left_waiting",
            "no_answer_time_promised",
        ),
        (
            replace(FACTS, conduct=replace(CONDUCT, settled_hours=None)),
            "complaints_left_open",
            "no_settling_time_promised",
        ),
        (
            replace(FACTS, effective=date(2026, 4, 1)),
            "policy_in_force",
            "policy_not_yet_in_force",
        ),
    ],
)
def test_what_nobody_looked_at_cannot_be_told(changed, name, missing, database, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        [verdict] = prove(db, changed, NOW, only=[name])
    assert (verdict.word, verdict.missing) == ("cannot_tell", (missing,))


def test_a_renamed_table_makes_its_proof_say_so_and_spoils_no_other(database, facts, plant):
    plant(GOOD)
    plant("ALTER TABLE cell RENAME TO cells")
    with database.act(BUSINESS) as db:
        found = {one.proof: one for one in prove(db, facts, NOW)}
    assert found["insight_cells_below_k"].missing == ("proof_failed",)
    assert found["insight_cells_below_k"].evidence == {"sql_state": "42P01"}
    assert found["conversations_kept_too_long"].word == "kept"


def test_many_guilty_rows_are_counted_in_full_and_shown_in_part(database, facts, plant):
    plant(GOOD)
    plant(
        "INSERT INTO person SELECT 1, gen_random_uuid(), '2026-03-01'"
        f" FROM generate_series(1, {MOST_ROWS + 5})"
    )
    with database.act(BUSINESS) as db:
        [verdict] = prove(db, facts, NOW, only=["people_kept_after_last_message"])
    assert verdict.evidence["broken_rows"] == MOST_ROWS + 5
    assert len(verdict.rows) == MOST_ROWS


def test_answers_are_kept_for_the_public_page(database, facts, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        verdicts = prove_and_save(db, facts, NOW)
    with database.act(BUSINESS) as db:
        kept = db.all("SELECT proof, verdict, evidence FROM proof_run WHERE business_id = 1")
    assert {row.proof: row.verdict for row in kept} == {one.proof: one.word for one in verdicts}
    assert all(json.loads(row.evidence)["missing"] == [] for row in kept)


def test_the_age_of_the_oldest_message_stands_beside_the_promise(database, facts, plant):
    plant(GOOD)
    with database.act(BUSINESS) as db:
        [verdict] = prove(db, facts, NOW, only=["conversations_kept_too_long"])
    assert verdict.evidence == {"oldest_seconds": 2 * 86400 + 3600, "promised_days": 7, "held": 2}


def test_another_business_guilt_is_not_ours(database, facts, plant):
    plant(GOOD)
    plant(f"INSERT INTO person VALUES (2, '{STRANGER}', '2026-01-01')")
    with database.act(BUSINESS) as db:
        assert "broken" not in {one.word for one in prove(db, facts, NOW)}


def test_every_declared_column_says_why_it_may_be_there():
    for path in HOUSE.glob("*/columns*.toml"):
        for table, columns in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for column, why in columns.items():
                assert why.partition(":")[0] == "sealed" or why.startswith(KINDS_OF_COLUMN), (
                    f"{table}.{column}"
                )
    assert "record.sealed" in declared_columns()
