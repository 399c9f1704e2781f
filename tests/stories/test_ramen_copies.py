"""Ramen Master: copies at Twilio are counted on both sides, and none is called gone unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from janji.channels import provider, provider_lost
from janji.channels.twilio.client import Twilio
from janji.kit.clock import local_date
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.vault.key_names import PROVIDER_CLASS, DayKey
from stories.ramen import BUDI, CITRA, Ramen
from stories.stage import StoryClock

PROOF = "provider_copies_unaccounted"


def lose_the_keys(ramen: Ramen) -> None:
    """The keys of the provider's ids are gone: nobody can ask for the copies any more."""
    ring, shop = ramen.house.vault.keyring, ramen.shop.id
    days = [DayKey(shop, PROVIDER_CLASS, day) for day in ring.days(shop, PROVIDER_CLASS) if day]
    assert ring.destroy(days=days) == len(days) > 0


def test_every_copy_made_there_has_its_own_line_when_it_is_seen_gone(
    ramen: Ramen, clock: StoryClock
) -> None:
    ramen.receives("halal gak kak?", sent_by=BUDI)
    ramen.receives("alamatnya di mana?", sent_by=CITRA)
    assert ramen.copies_at_twilio() == 4
    ramen.nights(9)
    assert ramen.copies_at_twilio() == 0
    assert ramen.actions().count("provider.deleted") == 4
    verdict = ramen.proofs()[PROOF]
    assert verdict.word == "kept"
    assert verdict.evidence["copies_made"] == verdict.evidence["copies_seen_gone"] == 4


def test_a_copy_forgotten_without_a_trace_turns_the_account_red(ramen: Ramen) -> None:
    """The row says nothing any more; the other side of the account still does."""
    ramen.receives("halal gak kak?", sent_by=BUDI)
    ramen.receives("alamatnya di mana?", sent_by=CITRA)
    ramen.guilty("UPDATE message SET sid_sealed = NULL, sid_hash = NULL WHERE direction = 'out'")
    ramen.nights(9)
    assert ramen.rows("message") == ramen.rows("provider_debt") == 0
    assert ramen.copies_at_twilio() == 2, "and nobody is looking for them"
    verdicts = ramen.proofs()
    assert verdicts["provider_copies_overdue"].word != "broken", "which a look at rows cannot see"
    assert verdicts[PROOF].word == "broken"
    assert verdicts[PROOF].rows[0]["copies"] == 2


def test_believing_the_providers_word_turns_the_account_red(
    ramen: Ramen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def believes(twilio: Twilio, sid: str) -> provider.Asked:
        twilio.delete_message(sid)
        return provider.Asked("gone")

    ramen.receives("halo", sent_by=BUDI)
    assert ramen.copies_at_twilio() == 2
    ramen.stage.twin.tell("faults", kind="delete", times=-1)
    monkeypatch.setattr(provider, "delete_there", believes)
    ramen.nights(2)
    assert ramen.copies_at_twilio() == 2, "Twilio had refused"
    assert ramen.proofs()[PROOF].word == "broken"


def test_a_copy_whose_id_nobody_can_open_is_told_and_waits_for_a_person(ramen: Ramen) -> None:
    ramen.receives("halo", sent_by=BUDI)
    lose_the_keys(ramen)
    ramen.nights(2)
    assert ramen.copies_at_twilio() == 2, "nobody could ask for them"
    assert ramen.actions().count("provider.copy_lost") == 2, "each is told once"
    assert "provider.deleted" not in ramen.actions(), "and none is called gone"
    assert ramen.proofs()[PROOF].word == "cannot_tell"
    assert ramen.proofs()[PROOF].missing == ("copy_id_lost",)
    ramen.nights(7)
    assert ramen.rows("message") == 0
    assert ramen.rows("provider_debt") == 2, "they outlive our rows, for a person to look at"
    assert ramen.proofs()["provider_copies_overdue"].word == "broken"
    assert "provider.deleted" not in ramen.actions()


def test_a_person_who_looked_settles_what_no_machine_can_ask_for(ramen: Ramen) -> None:
    ramen.receives("halo", sent_by=BUDI)
    lose_the_keys(ramen)
    ramen.nights(9)
    assert ramen.rows("provider_debt") == 2
    with ramen.act() as db:
        waiting = provider_lost.lost(db)
    assert len(waiting) == 2
    assert {local_date(one.made_at, ramen.shop.zone) for one in waiting} == {
        local_date(ramen.now, ramen.shop.zone) - timedelta(days=9)
    }
    stranger = new_id(ramen.now)
    with ramen.act() as db:
        for one in waiting:
            assert provider_lost.settle(db, one.id, ramen.now, by=0) is None
        again = provider_lost.settle(db, waiting[0].id, ramen.now, by=0)
        unknown = provider_lost.settle(db, stranger, ramen.now, by=0)
        assert provider_lost.lost(db) == []
    assert isinstance(again, Refused)
    assert isinstance(unknown, Refused)
    assert ramen.rows("provider_debt") == 0
    assert ramen.actions().count("provider.settled_by_hand") == 2
    assert "provider.deleted" not in ramen.actions(), "nobody saw a 404"
    verdict = ramen.proofs()[PROOF]
    assert verdict.word == "kept"
    assert verdict.evidence["copies_told_by_a_person"] == 2
    assert verdict.evidence["copies_seen_gone"] == 0
    assert ramen.proofs()["provider_copies_overdue"].word != "broken"


def test_nobody_talks_away_a_copy_that_can_still_be_asked_for(ramen: Ramen) -> None:
    ramen.receives("halo", sent_by=BUDI)
    with ramen.act() as db:
        copies = [row.message_id for row in db.all("SELECT message_id FROM message")]
        assert len(copies) == 2
        for copy in copies:
            assert isinstance(provider_lost.settle(db, copy, ramen.now, by=0), Refused)
    ramen.guilty("UPDATE message SET provider_next_at = 'infinity'")
    with ramen.act() as db:
        assert provider_lost.settle(db, copies[0], ramen.now, by=0) is None
    assert ramen.copies_at_twilio() == 2
    assert ramen.proofs()[PROOF].word == "broken", "no key was ever lost"
