"""Who is blocked or restricted is answered nothing beside their rights; rights always pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fakes.moulds import assistant
from fakes.shop import Shop, shop
from janji.care.turns import Desk, take_turns
from janji.channels import outbox
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from janji.vault import muting, people, restrictions
from janji.worker.rights_port import RightsPort
from rooms.care.test_turns import FIRST, arrives, replies, rows

AGENT = 2
SILENCES = ("block", "restrict")


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


@pytest.fixture
def desk(ramen: Shop) -> Desk:
    known = assistant(ramen.business)
    return Desk(ramen.house, ramen.business, known, RightsPort(ramen.house))


def silenced(ramen: Shop, person: UUID, how: str) -> None:
    with ramen.act() as db:
        if how == "block":
            assert muting.block(db, person, "spam", AGENT, ramen.now) is None
        else:
            restrictions.restrict(db, person, None, ramen.now)


def turn(ramen: Shop, desk: Desk, person: UUID, text: str) -> int:
    """How many replies one message brings."""
    before = replies(ramen, person)
    arrives(ramen, person, text)
    ramen.clock(ramen.now + timedelta(seconds=30))
    assert take_turns(desk, ramen.now) == 1
    return replies(ramen, person) - before


def requests(ramen: Shop) -> list[str]:
    found = rows(ramen, "SELECT kind FROM request WHERE business_id = :business ORDER BY kind")
    return [row.kind for row in found]


@pytest.mark.parametrize("how", SILENCES)
def test_a_question_is_answered_until_the_silence_and_again_after_it(
    ramen: Shop, desk: Desk, how: str
) -> None:
    person = ramen.person(FIRST)
    assert turn(ramen, desk, person, "alamatnya di mana?") == 1
    silenced(ramen, person, how)
    assert turn(ramen, desk, person, "alamatnya di mana?") == 0
    with ramen.act() as db:
        muting.end(db, [person], "block", AGENT)
        restrictions.lift(db, [person], AGENT)
    assert turn(ramen, desk, person, "alamatnya di mana?") == 1


@pytest.mark.parametrize("how", SILENCES)
@pytest.mark.parametrize(
    "words", ["HAPUS DATA", "DATA SAYA", "STOP", "tolong hapus semua data saya"]
)
def test_rights_words_always_pass(ramen: Shop, desk: Desk, how: str, words: str) -> None:
    person = ramen.person(FIRST)
    assert turn(ramen, desk, person, "alamatnya di mana?") == 1
    silenced(ramen, person, how)
    assert turn(ramen, desk, person, words) >= 1


@pytest.mark.parametrize("how", SILENCES)
def test_a_deletion_asked_and_confirmed_in_silence_is_verified(
    ramen: Shop, desk: Desk, how: str
) -> None:
    person = ramen.person(FIRST)
    silenced(ramen, person, how)
    turn(ramen, desk, person, "HAPUS DATA")
    turn(ramen, desk, person, "YA HAPUS")
    assert requests(ramen) == ["erasure"]
    state = "SELECT state FROM request WHERE business_id = :business"
    assert [row.state for row in rows(ramen, state)] == ["verified"]


@pytest.mark.parametrize("how", SILENCES)
def test_answers_about_rights_are_sent_and_other_words_are_not(
    ramen: Shop, desk: Desk, how: str
) -> None:
    person = ramen.person(FIRST)
    silenced(ramen, person, how)
    turn(ramen, desk, person, "DATA SAYA")
    with ramen.act() as db:
        outbox.enqueue(
            db, ramen.house.vault, ramen.business, person, "Promo!", ramen.now, author="agent"
        )
    ramen.clock(ramen.now + timedelta(minutes=1))
    refused = {}
    while letters := outbox.claim(ramen.house, ramen.business, ramen.now, 1):
        for one in letters:
            refused[one.row.author] = one.why_not.code if one.why_not else None
            outbox.settle(
                ramen.house, ramen.business, one, one.why_not or Refused("channels.no_address"),
                ramen.now,
            )  # fmt: skip
    word = "vault.blocked" if how == "block" else "vault.restricted"
    assert refused == {"system": None, "agent": word}


def test_a_block_of_one_number_silences_whoever_was_joined_to_it(ramen: Shop) -> None:
    first, second = ramen.person(FIRST), ramen.person("+6281200000002")
    silenced(ramen, first, "block")
    with ramen.act() as db:
        db.run(people.SQL["link"], person=first, other=second)
        assert restrictions.closed_by(db, people.linked(db, second)) == "blocked"
