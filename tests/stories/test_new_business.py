"""A business made from a few answers works like the others: it answers, explains and forgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from fakes.shop import Shop, shop
from janji.audit.proof_names import known_proofs
from janji.care.assistant import prepare
from janji.care.turns import Desk
from janji.kit.postgres import Server
from janji.policy.business import load_business
from janji.policy.explain import explain
from janji.policy.start import files_of
from janji.policy.start_folder import placed
from janji.vault import retention
from janji.worker.rights_port import RightsPort
from rooms.care.test_talk import hears
from rooms.policy.test_start import start

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta, the policy is a day old
ADI = "+6281200000102"


@pytest.fixture
def workshop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    """A new business, alone in its house."""
    one = start(name="Bengkel Jaya", keep="2 days", about="Kami memperbaiki sepeda motor.")
    good = partial(load_business, known_proofs=known_proofs())
    placed(tmp_path / "b", one.slug, files_of(one), good)
    chosen = {"JANJI_BUSINESSES": str(tmp_path / "b")}
    with shop(server, tmp_path / "home", now=MONDAY, settings=chosen) as made:
        yield made


@pytest.fixture
def desk(workshop: Shop) -> Desk:
    assistant = prepare(workshop.business, "https://bengkel.example")
    return Desk(workshop.house, workshop.business, assistant, RightsPort(workshop.house))


def test_it_answers_from_what_its_owner_said(workshop: Shop, desk: Desk) -> None:
    adi = workshop.person(ADI)
    (answer,) = hears(desk, workshop, adi, "layanannya apa saja")
    assert "Kami memperbaiki sepeda motor." in answer
    (asked,) = hears(desk, workshop, adi, "berapa lama chat saya disimpan?")
    assert "2 hari" in asked


def test_it_forgets_when_it_said_it_would(workshop: Shop, desk: Desk) -> None:
    adi = workshop.person(ADI)
    hears(desk, workshop, adi, "halo")
    assert len(workshop.heard(adi)) == 1
    act = partial(workshop.house.act, workshop.business)
    workshop.clock(MONDAY + timedelta(days=1))
    retention.sweep(act, workshop.house.vault, workshop.business, workshop.now)
    assert len(workshop.heard(adi)) == 1  # the second day is still promised
    workshop.clock(MONDAY + timedelta(days=2))
    while retention.sweep(act, workshop.house.vault, workshop.business, workshop.now):
        pass
    assert workshop.heard(adi) == []


def test_each_of_its_numbers_is_explained_by_its_own_sentence(workshop: Shop) -> None:
    _, reasons = explain(workshop.business, "retention.conversation")
    said = [reason.promise.quotes["id"] for reason in reasons]
    assert "Percakapan disimpan paling lama 2 hari sejak tanggal setiap pesan." in said
