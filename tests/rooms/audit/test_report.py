"""The report of a real policy: promise by promise, in both languages, never more than was seen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from janji.audit.facts import Alive, facts_of
from janji.audit.proofs import FOLDER, PROOFS, Verdict, known_proofs, prove
from janji.audit.report import (
    as_json,
    as_text,
    exit_code,
    proof_facts,
    proof_lines,
    span,
    summary,
)
from janji.kit.text import catalogue, say
from janji.policy.business import load_business
from rooms.audit.conftest import BUSINESS, FACTS, NOW

ROOT = Path(__file__).parents[3]
GOOD = (Path(__file__).parent / "good.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ramen():
    return load_business(ROOT / "businesses" / "ramen-master", known_proofs())


def test_every_proof_that_the_policy_names_exists(ramen):
    assert ramen.policy.proofs <= known_proofs()


def test_facts_come_from_the_policy(ramen):
    facts = facts_of(ramen, Alive(access_log="off"))
    assert facts.message_keep == ramen.policy.keep_days("conversation")
    assert facts.kinds.keys() == ramen.policy.kinds()
    assert facts.chat_identifiers == {"whatsapp", "wa_user"}
    assert facts.answer_hours["erasure"] == ramen.policy.answer_within("deletion").hours
    assert "erasure" in facts.verified_kinds
    assert {"stop", "stop_promosi", "erase", "minta_agen"} <= facts.protected
    assert {(one.recipient, one.name) for one in facts.agreements} >= {
        ("twilio", "confidentiality")
    }
    assert facts.k == ramen.policy.insight.k
    assert set(facts.clauses) == {f"R-{n:02}" for n in range(1, 43)}


def test_an_honest_week_under_the_real_policy_keeps_every_promise(ramen, database, plant):
    plant(GOOD)
    plant("DELETE FROM ledger WHERE action = 'sharing.sent'")  # this shop names no authority
    facts = replace(facts_of(ramen, FACTS.alive), policy_hash="ab" * 32, policy_version="1")
    with database.act(BUSINESS) as db:
        verdicts = prove(db, facts, NOW, only=ramen.policy.proofs)
    assert {one.proof: one.missing or one.rows for one in verdicts if one.word != "kept"} == {}
    told = as_json(verdicts, ramen.policy.promises)
    statements = [one.id for one in ramen.policy.promises if not one.bound and not one.planned]
    assert told["summary"] == {
        "broken": 0,
        "cannot_tell": 0,
        "kept": len(ramen.policy.promises) - len(statements),
        "statement_only": len(statements),
        "planned": 0,
    }
    assert exit_code(verdicts) == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_answer_can_be_said_in_both_languages(ramen, database, plant, language):
    plant(GOOD)
    facts = facts_of(ramen, FACTS.alive)
    with database.act(BUSINESS) as db:
        good = as_text(prove(db, facts, NOW), ramen.policy.promises, language, ramen.zone)
    assert "R-24" in good
    assert say("audit.verdict.kept", language) in good
    assert "compliant" not in good.lower()
    with database.act(2) as db:
        empty = as_text(prove(db, facts, NOW), ramen.policy.promises, language, ramen.zone)
    assert say("audit.missing.no_sweep_yet", language) in empty
    assert say("audit.verdict.statement_only", language) in empty


def test_every_word_of_every_proof_has_its_sentence():
    texts = catalogue()
    assert all(f"audit.proof.{name}" in texts for name in PROOFS)
    words = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql"))
    for block in re.findall(r"-- \w+_missing --\n(.*?)(?=\n-- \w+ --|\Z)", words, re.DOTALL):
        for word in re.findall(r"SELECT (?:DISTINCT )?'([a-z_]+)'", block):
            assert f"audit.missing.{word}" in texts


def test_the_age_of_the_oldest_message_reads_like_the_proof_page(ramen):
    verdicts = [
        Verdict(
            "conversations_kept_too_long",
            "kept",
            {"oldest_seconds": 6 * 86400 + 3 * 3600, "promised_days": 7, "held": 2},
        )
    ]
    promises = [one for one in ramen.policy.promises if one.id == "R-28"]
    text = as_text(verdicts, promises, "en", ramen.zone)
    assert "oldest thing held: 6 d 3 h; promised: 7 d" in text
    assert summary(verdicts, promises, "en").startswith("1 promise kept, 0 broken")
    assert promises[0].quotes["en"] in text


@pytest.mark.parametrize(
    ("zone", "language", "written"),
    [
        ("Asia/Jakarta", "id", "23 November 2026 pukul 01.30 WIB"),
        ("Asia/Jakarta", "en", "23 November 2026 at 01:30 WIB"),
        ("Asia/Jayapura", "id", "23 November 2026 pukul 03.30 WIT"),
    ],
)
def test_times_are_told_as_the_clocks_of_the_business_show_them(zone, language, written):
    at = "2026-11-22T18:30:00+00:00"
    seen = Verdict("policy_in_force", "broken", {"applied_at": at}, [{"at": at}])
    lines = proof_lines(proof_facts(seen), language, zone)
    assert say("audit.evidence.applied_at", language, value=written) in lines[1]
    assert lines[2].endswith(f"at {written}")
    assert proof_facts(seen)["evidence"]["applied_at"] == at, "machines read ISO 8601"
    assert proof_facts(seen)["rows"] == [{"at": at}]


def test_every_figure_is_told_with_its_value():
    figures = {key: one for key, one in catalogue().items() if key.startswith("audit.evidence.")}
    assert figures
    assert [k for k, one in figures.items() if not all("{value}" in w for w in one.values())] == []


def test_one_broken_proof_breaks_its_promise_and_the_exit_code(ramen):
    promise = next(one for one in ramen.policy.promises if len(one.proofs) > 1)
    rows = [{"id": "00000000-0000-7000-8000-000000000001", "at": "2026-03-01"}]
    verdicts = [Verdict(name, "kept") for name in promise.proofs[1:]]
    assert as_json(verdicts, [promise])["promises"][0]["verdict"] == "cannot_tell"
    assert exit_code(verdicts) == 0
    verdicts.append(Verdict(promise.proofs[0], "broken", {"broken_rows": 1}, rows))
    told = as_json(verdicts, [promise])["promises"][0]
    assert told["verdict"] == "broken"
    assert told["proofs"][0]["rows"] == rows
    assert exit_code(verdicts) == 1
    assert rows[0]["id"] in as_text(verdicts, [promise], "id", ramen.zone)
    json.dumps(told)


def test_times_read_in_their_two_largest_units():
    assert [span(n, "en") for n in (0, 59, 3600, 4210, 86400, 90000)] == [
        "0 min", "0 min", "1 h", "1 h 10 min", "1 d", "1 d 1 h",
    ]  # fmt: skip


def test_a_policy_that_begins_later_is_said_to(ramen, database, plant):
    plant(GOOD)
    facts = replace(FACTS, effective=date(2026, 5, 1))
    with database.act(BUSINESS) as db:
        [verdict] = prove(db, facts, NOW, only=["policy_in_force"])
    promises = [one for one in ramen.policy.promises if one.id == "R-04"]
    told = as_text([verdict], promises, "en", ramen.zone)
    assert say("audit.missing.policy_not_yet_in_force", "en") in told
