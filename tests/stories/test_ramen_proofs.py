"""A finished week of Ramen Master: every promise proved, and every proof able to say "broken"."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import namedtuple_row

from janji.audit import export, janji_verify, receipt, verify
from janji.audit.facts import ProofFacts, facts_of
from janji.audit.proofs import prove
from janji.channels.proving import alive
from janji.cli.picture import receipt_photo
from janji.kit.db import Db
from janji.kit.ids import new_id
from janji.rights import requests
from stories.ramen import BUDI, CITRA, DEWI, EKO, SARAH, Ramen, open_ramen
from stories.stage import WEDNESDAY, Stage
from stories.test_ramen_deletion import SUBJECT_EN, code_on, settled
from stories.test_ramen_rights import erase

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}
QUESTIONS = ("halal gak kak?", "alamatnya di mana?", "jam buka hari ini?")


@pytest.fixture(scope="module")
def finished(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ramen]:
    """Eight days: talk, pictures, every right asked for once, two erasures, nights."""
    stage.clock.set(WEDNESDAY)
    home = tmp_path_factory.mktemp("finished") / "home"
    with open_ramen(stage, home, "story_finished") as ramen:
        play(ramen)
        assert not ramen.faults
        yield ramen


def play(ramen: Ramen) -> None:
    """The week itself."""
    for place in range(6):
        ramen.delivers(QUESTIONS[place % 3], sent_by=f"+62812000004{place:02d}")
    ramen.receives("halal gak kak?", sent_by=BUDI, name="Budi")
    ramen.receives("DATA SAYA", sent_by=BUDI)
    ramen.receives("UBAH DATA", sent_by=SARAH)
    ramen.agent_answers(SARAH, "Sudah kami perbaiki, Kak.")
    with ramen.act() as db:
        requests.finish(db, ramen.request().request_id, "fulfilled", ramen.now)
        requests.notified(db, ramen.request().request_id, ramen.now)
    ramen.receives("halo", sent_by=DEWI)
    erase(ramen, DEWI)
    ramen.receives("halo", sent_by=EKO)
    ramen.gets_mail(SUBJECT_EN, f"Number: {EKO}", sent_by="eko@contoh.example")
    ramen.gets_mail(f"Re: {SUBJECT_EN}", code_on(ramen, EKO), sent_by="eko@contoh.example")
    settled(ramen)
    ramen.sunday_night()
    ramen.nights(2)
    ramen.receives("ini struknya", sent_by=CITRA, media=[PHOTO])
    ramen.nights(2)


def test_every_promise_is_kept_after_a_finished_week(finished: Ramen) -> None:
    found = finished.proofs()
    standing = {
        one.id: {found[name].word for name in one.proofs}
        for one in finished.policy.promises
        if one.bound
    }
    assert len(standing) == 37
    assert {promise: words for promise, words in standing.items() if words != {"kept"}} == {}


def test_the_public_page_says_so_with_figures(finished: Ramen) -> None:
    finished.proofs()
    page = finished.page("/ramen-master/proof", "en")
    assert "conversations_kept_too_long" in page
    assert "37" in page
    assert BUDI not in page


def line(action: str, detail: str) -> str:
    """A ledger line that the product would never write."""
    values = f"1, 99, 1, '2026-03-18Z', '{action}', NULL, '{detail}', '\\x00'"
    return f"INSERT INTO ledger VALUES ({values})"


ERASED = "kind = 'erasure' AND state = 'fulfilled'"
ACTS = {
    "access_requests_unanswered": "UPDATE request SET notified_at = NULL WHERE kind = 'access'",
    "agreements_recorded": "UPDATE ledger SET at = '2025-01-01' WHERE action = 'message.in'",
    "conversations_kept_too_long": "UPDATE record SET made_at = made_at - interval '8 days'",
    "corrections_unanswered": "UPDATE request SET notified_at = NULL WHERE kind = 'correction'",
    "deletions_without_clean_residue": f"UPDATE request SET receipt = NULL WHERE {ERASED}",
    "deletions_without_number": f"UPDATE request SET verified_by = 'trust' WHERE {ERASED}",
    "expiry_later_than_promised": "UPDATE record SET made_at = made_at - interval '1 day'",
    "expiry_not_automatic": "UPDATE day_end SET media_gone_at = NULL",
    "insight_cells_below_k": "UPDATE cell SET n = 4, k = 4",
    "insight_cells_kept_too_long": "UPDATE cell SET period = period - 800",
    "insight_cells_with_personal_data": (
        "INSERT INTO cell VALUES (1, '2026-03-09', 'favourite', 'ramen', 9, 5, '2026-03-16')"
    ),
    "mail_requests_not_taken_up": line("mail.promised_subject", "{}"),
    "marketing_messages_sent": "UPDATE message SET lane = 2 WHERE direction = 'out'",
    "media_kept_too_long": "DELETE FROM record WHERE record_id IN (SELECT record_id FROM media)",
    "messages_outside_channel": "UPDATE identifier SET kind = 'email'",
    "messages_outside_provider": "UPDATE message SET sid_hash = NULL WHERE direction = 'in'",
    "people_kept_after_last_message": (
        f"INSERT INTO person VALUES (1, '{new_id(WEDNESDAY)}', '2026-03-01')"
    ),
    "policy_in_force": "UPDATE business SET policy_hash = 'another'",
    "provider_copies_overdue": (
        "UPDATE message SET provider_gone_at = NULL, at = at - interval '8 days'"
    ),
    "provider_copies_unaccounted": (
        "UPDATE ledger SET subject = NULL WHERE action LIKE 'provider.%'"
    ),
    "reads_outside_purposes": line("vault.read", '{"purpose":"curiosity"}'),
    "requests_unanswered_in_time": (
        "UPDATE request SET notified_at = received_at + interval '73 hours'"
    ),
    "requests_without_verification": "UPDATE request SET verified_at = NULL WHERE kind = 'access'",
    "rights_words_silenced": line("abuse.silenced", '{"word":"stop"}'),
    "technical_data_stored": "ALTER TABLE person ADD COLUMN last_ip text",
    "undeclared_fields_stored": "ALTER TABLE person ADD COLUMN favourite_colour text",
    "undeclared_recipients": line("sharing.sent", '{"recipient":"courier"}'),
}  # fmt: skip
FACTS: dict[str, Callable[[ProofFacts], ProofFacts]] = {
    "clauses_in_both_languages": lambda facts: replace(facts, clauses={"R-01": ("id",)}),
    "keys_alive_past_day": lambda facts: replace(
        facts, alive=replace(facts.alive, key_days=[("conversation", date(2026, 3, 1))])
    ),
}


def test_a_guilty_act_is_known_for_every_proof_of_the_policy(finished: Ramen) -> None:
    named = {name for one in finished.policy.promises for name in one.proofs}
    assert named == {*ACTS, *FACTS}


@pytest.mark.parametrize("proof", sorted({*ACTS, *FACTS}))
def test_one_guilty_act_breaks_its_proof(finished: Ramen, proof: str) -> None:
    facts = facts_of(finished.shop, alive(finished.house, finished.shop))
    with psycopg.connect(finished.owner_url, row_factory=namedtuple_row) as owner:
        db = Db(owner, finished.shop.id)
        (before,) = prove(db, facts, finished.now, [proof])
        assert before.word == "kept"
        if proof in ACTS:
            owner.execute(ACTS[proof].encode())
        (after,) = prove(db, FACTS.get(proof, lambda same: same)(facts), finished.now, [proof])
        owner.rollback()
    assert after.word == "broken"
    assert after.rows


def test_the_ledger_holds_from_the_first_line_to_the_last(finished: Ramen, tmp_path: Path) -> None:
    """Checked where it lies, and offline by the script that anybody may read."""
    finished.clock.set(finished.now + timedelta(minutes=20))
    finished.works()
    public, copy = finished.house.signer.public, tmp_path / "ledger.jsonl"
    with finished.act() as db:
        checked = verify.verify_fast(db, public)
        copy.write_bytes(b"".join(export.export(db, finished.house.signer, finished.now)))
    assert checked.faults == ()
    assert checked.entries > 100
    assert checked.checkpoints > 1
    assert offline("ledger", copy, public) == 0
    changed = copy.read_bytes().replace(b"retention.swept", b"retention.slept", 1)
    assert changed != copy.read_bytes()
    copy.write_bytes(changed)
    assert offline("ledger", copy, public) != 0


def test_a_receipt_from_the_phone_is_checked_without_us(finished: Ramen, tmp_path: Path) -> None:
    """As the customer would: everything the shop wrote, pasted into a file."""
    pasted = tmp_path / "pasted.txt"
    pasted.write_text("\n".join(finished.answers(DEWI)), encoding="utf-8")
    public = finished.house.signer.public
    assert receipt.BEGIN in pasted.read_text(encoding="utf-8")
    assert offline("receipt", pasted, public) == 0
    whole = pasted.read_text(encoding="utf-8")
    changed = whole.replace("Tanda terima penghapusan", "Tanda terima pemulihan")
    assert changed != whole
    pasted.write_text(changed, encoding="utf-8")
    assert offline("receipt", pasted, public) != 0


def offline(what: str, file: Path, key: str) -> int:
    """The exit code of the standalone verifier, run with nothing of ours around it."""
    command = [sys.executable, "-I", str(janji_verify.__file__), what, str(file), "--key", key]
    return subprocess.run(command, capture_output=True, check=False).returncode
