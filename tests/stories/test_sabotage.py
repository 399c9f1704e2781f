"""Sabotage: the code that keeps a promise is broken on purpose, and a proof turns red by itself.

Each story shows the promise kept by honest code, or the thing there, before it looks at the proof.
Copies at the provider have their own stories of this kind in test_ramen_copies.py.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from janji.audit import residue
from janji.cli.picture import receipt_photo
from janji.consent import withdrawals
from janji.insight import counters
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.vault import erasure, gate, retention
from janji.vault.ends import Ends
from janji.vault.house import Vault
from janji.vault.seal import Sealer
from stories.ramen import BUDI, CITRA, DEWI, Ramen

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}
NOTHING = "SELECT 'record' AS what, 0 AS n WHERE false"
Act = retention.Act


def words(ramen: Ramen, *proofs: str) -> list[str]:
    """What the named proofs say now."""
    found = ramen.proofs()
    return [found[name].word for name in proofs]


def test_a_sweep_that_forgets_the_files(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    def says_done(
        act: Act, _vault: Vault, _business: Business, _ends: Ends, cls: str, day: date,
        now: datetime,
    ) -> None:  # fmt: skip
        with act() as db:
            db.run(retention.SQL["end_media"], day=day, cls=cls, now=now, media=0)

    ramen.receives("struknya", sent_by=CITRA, media=[PHOTO])
    assert len(ramen.files()) == 1
    monkeypatch.setattr(retention, "end_media", says_done)
    ramen.nights(9)
    assert len(ramen.files()) == 1
    assert words(ramen, "media_kept_too_long") == ["broken"]


def test_a_sweep_that_only_says_that_the_keys_are_gone(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def says_gone(
        act: Act, _vault: Vault, _business: Business, _ends: Ends, ending: list[Any], now: datetime
    ) -> None:
        with act() as db:
            retention.keys_gone(db, [(row.day, row.cls) for row in ending], now)

    ramen.receives("halo", sent_by=BUDI)
    monkeypatch.setattr(retention, "destroy_keys", says_gone)
    ramen.nights(9)
    assert ramen.rows("record") == 0, "the rows went, which proves nothing about copies of them"
    assert words(ramen, "keys_alive_past_day") == ["broken"]


def test_a_sweep_that_never_comes(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleeps(*_: object) -> int:
        return 0

    ramen.receives("halo", sent_by=BUDI)
    monkeypatch.setattr(retention, "sweep", sleeps)
    ramen.restart_worker()
    ramen.nights(9)
    assert ramen.person(BUDI) is not None
    asked = ("conversations_kept_too_long", "expiry_not_automatic", "keys_alive_past_day")
    assert words(ramen, *asked) == ["broken"] * 3


def test_an_erasure_that_keeps_the_words_is_never_called_done(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    ramen.receives("halo", sent_by=DEWI)
    monkeypatch.setitem(erasure.SQL, "delete_records", NOTHING)
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    ramen.nights(1)
    assert ramen.rows("record") > 0
    assert ramen.request().state == "erasing"
    assert ramen.request().receipt is None
    assert "erasure.residue" in ramen.actions()
    assert words(ramen, "deletions_without_clean_residue") == ["broken"]


def test_a_receipt_for_what_was_not_erased(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights is blinded, counts nothing and signs; the audit looks for itself."""

    def sees_nothing(*_: object) -> dict[str, int]:
        return {}

    ramen.receives("halo", sent_by=DEWI)
    monkeypatch.setitem(erasure.SQL, "delete_records", NOTHING)
    monkeypatch.setattr(erasure, "plan", sees_nothing)
    monkeypatch.setattr(erasure, "add_counts", sees_nothing)
    monkeypatch.setattr(residue, "residue", sees_nothing)
    ramen.restart_worker()
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    ramen.nights(1)
    assert ramen.rows("record") > 0, "her words are still there"
    assert words(ramen, "deletions_without_clean_residue") == ["broken"]


def test_a_gate_that_opens_without_a_line(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = gate.contact

    def silent(db: Db, *given: Any, **named: Any) -> Any:
        noted = list(db.notes)
        found = honest(db, *given, **named)
        db.notes[:] = noted
        return found

    ramen.receives("halo", sent_by=BUDI)
    assert words(ramen, "reads_outside_purposes") == ["kept"]
    monkeypatch.setattr(gate, "contact", silent)
    ramen.receives("halo", sent_by=CITRA)
    assert len(ramen.answers(CITRA)) == 1, "somebody opened her number to answer"
    assert words(ramen, "reads_outside_purposes") == ["broken"]


def test_words_opened_without_a_line(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        """Notes nothing."""

    ramen.receives("halal gak kak?", sent_by=BUDI)
    assert "vault.read" in ramen.actions()
    assert words(ramen, "reads_outside_purposes") == ["kept"]
    before = ramen.actions().count("vault.read")
    monkeypatch.setattr(gate, "noted", silent)
    ramen.receives("alamatnya di mana?", sent_by=CITRA)
    assert len(ramen.answers(CITRA)) == 1, "somebody read her words to answer them"
    assert ramen.actions().count("vault.read") == before
    assert words(ramen, "reads_outside_purposes") == ["broken"]


def test_a_sender_that_does_not_hear_a_refusal(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = gate.refusal

    def deaf(
        db: Db, business: Business, purpose: str, _everyone: list[UUID], kinds: Sequence[str]
    ) -> Refused | None:
        return honest(db, business, purpose, [], kinds)

    ramen.receives("halo", sent_by=BUDI)
    person = ramen.person(BUDI)
    assert person is not None
    with ramen.act() as db:
        withdrawals.withdraw(db, person, "answer_questions", ramen.now)
    ramen.receives("masih buka?", sent_by=BUDI)
    assert len(ramen.answers(BUDI)) == 1, "honest code hears it"
    assert words(ramen, "reads_outside_purposes") == ["kept"]
    monkeypatch.setattr(gate, "refusal", deaf)
    ramen.receives("halo?", sent_by=BUDI)
    assert len(ramen.answers(BUDI)) == 2
    assert words(ramen, "reads_outside_purposes") == ["broken"]


def test_a_door_that_keeps_what_it_refused_in_the_clear(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Sealer.seal

    def bare(
        sealer: Sealer, person: UUID, cls: str, day: date | None, kind: str, record: UUID,
        content: bytes,
    ) -> bytes:  # fmt: skip
        if kind == "quarantine":
            return content
        return honest(sealer, person, cls, day, kind, record, content)

    forged = [("MessageSid", "SM" + "0" * 32), ("Body", "kata sandi saya terlihat")]
    ramen.receives("halo", sent_by=BUDI)
    assert ramen.posts(forged, token="not-the-token") == 403
    assert ramen.rows("quarantine") == 1
    assert words(ramen, "undeclared_fields_stored") == ["kept"]
    monkeypatch.setattr(Sealer, "seal", bare)
    assert ramen.posts(forged, token="not-the-token") == 403
    assert ramen.rows("quarantine") == 2
    found = ramen.proofs()["undeclared_fields_stored"]
    assert found.word == "broken"
    assert found.rows == [{"what": "unsealed", "name": "quarantine.sealed", "n": 1}]


def test_an_erasure_that_keeps_the_mark_of_a_message(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words go, the envelope with the keyed hash of the provider's id stays."""
    ramen.receives("halo", sent_by=DEWI)
    assert ramen.rows("message") == 2
    monkeypatch.setitem(erasure.SQL, "delete_messages", "SELECT 1 WHERE false")
    ramen.receives("HAPUS DATA", sent_by=DEWI)
    ramen.receives("YA HAPUS", sent_by=DEWI)
    ramen.nights(1)
    assert ramen.rows("message") > 0
    assert ramen.request().receipt is None
    found = ramen.proofs()["deletions_without_clean_residue"]
    assert found.word == "broken"
    assert "message.person_id" in str(found.rows)


def test_counts_that_tell_of_one_person(ramen: Ramen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database itself keeps no such count, whatever the code says."""

    def of_one(*_: object) -> list[counters.Cell]:
        return [counters.Cell("intent_by_week", "halal", 1)]

    ramen.receives("halal gak kak?", sent_by=BUDI)
    monkeypatch.setattr(counters, "cells_of", of_one)
    ramen.sunday_night()
    ramen.nights(1)
    assert ramen.rows("cell") == 0
    assert any("CheckViolation" in fault for fault in ramen.faults)
    ramen.faults.clear()
