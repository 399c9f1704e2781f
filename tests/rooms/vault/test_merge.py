"""Two ids joined as one human being, and split again as if it had never been."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.shop import MONDAY, Shop, shop
from janji.consent import withdrawals
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from janji.vault import erasure, merge, muting, people, restrictions
from janji.vault.gate import read
from janji.vault.people import Identifier

AGENT = 2
FIRST, SECOND, THIRD = "+6281200000001", "+6281200000002", "+6281200000003"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def joined(ramen: Shop, person: UUID, other: UUID) -> UUID:
    with ramen.act() as db:
        found = merge.join(db, person, other, "agent_knows", AGENT, ramen.now)
    assert isinstance(found, UUID), found
    return found


def leads(ramen: Shop) -> dict[UUID, UUID | None]:
    with ramen.act() as db:
        return {
            row.person_id: row.same_as
            for row in db.all(
                "SELECT person_id, same_as FROM person WHERE business_id = %(business)s"
            )
        }


def words(ramen: Shop, person: UUID) -> list[str]:
    return sorted(str((one.content or {})["text"]) for one in ramen.heard(person))


def test_joined_people_are_read_together_and_split_completely(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    ramen.says(budi, "dari nomor lama")
    ramen.says(again, "dari nomor baru")
    before = leads(ramen)
    assert words(ramen, budi) == ["dari nomor lama"]
    joining = joined(ramen, budi, again)
    assert words(ramen, budi) == words(ramen, again) == ["dari nomor baru", "dari nomor lama"]
    with ramen.act() as db:
        assert merge.split(db, joining, AGENT) == [again]
    assert leads(ramen) == before
    assert words(ramen, again) == ["dari nomor baru"]


def test_of_three_the_newest_join_is_split_first(ramen: Shop) -> None:
    one, two, three = (ramen.person(number) for number in (FIRST, SECOND, THIRD))
    before = leads(ramen)
    first = joined(ramen, one, two)
    second = joined(ramen, three, one)
    assert set(leads(ramen).values()) == {None, three}
    with ramen.act() as db:
        refused = merge.split(db, first, AGENT)
    assert isinstance(refused, Refused)
    assert refused.code == "vault.split_later_first"
    with ramen.act() as db:
        assert merge.split(db, second, AGENT) == sorted([one, two])
        assert merge.split(db, first, AGENT) == [two]
    assert leads(ramen) == before


def test_a_preview_shows_what_will_be_seen_together_and_changes_nothing(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    ramen.says(budi, "satu")
    ramen.says(again, "dua")
    with ramen.act() as db:
        withdrawals.withdraw(db, again, "improve_service", ramen.now)
        muting.block(db, again, "spam", AGENT, ramen.now)
        seen = merge.preview(db, budi, again)
    assert not isinstance(seen, Refused)
    assert [(row.person_id, row.kind, row.n) for row in seen.held] == sorted(
        [(budi, "message_in", 1), (again, "message_in", 1)]
    )
    assert (seen.withdrawn, seen.closed_by) == (["improve_service"], "blocked")
    assert set(leads(ramen).values()) == {None}


def test_the_stricter_wish_of_either_holds_for_both(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    ramen.says(budi, "satu")
    with ramen.act() as db:
        restrictions.restrict(db, again, None, ramen.now)
    assert words(ramen, budi) == ["satu"]
    joining = joined(ramen, budi, again)
    assert opened_for(ramen, budi, "customer_support") == "vault.restricted"
    assert opened_for(ramen, budi, "rights_requests") == ["satu"]
    with ramen.act() as db:
        merge.split(db, joining, AGENT)
    assert opened_for(ramen, budi, "customer_support") == ["satu"]


def opened_for(ramen: Shop, person: UUID, purpose: str) -> Any:
    with ramen.act() as db:
        found = read(
            db, ramen.house.vault, ramen.business, purpose, person=person, kinds=["message_in"]
        )
    if isinstance(found, Refused):
        return found.code
    return [(one.content or {})["text"] for one in found]


def test_when_one_of_two_ends_by_the_day_their_wish_stays_with_the_other(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    with ramen.act() as db:
        withdrawals.withdraw(db, again, "improve_service", ramen.now)
        restrictions.restrict(db, again, None, ramen.now)
    joined(ramen, budi, again)
    with ramen.act() as db:
        people.forget(db, [again])
        assert [row.purpose for row in withdrawals.of(db, budi)] == ["improve_service"]
        assert restrictions.closed_by(db, [budi]) == "restricted"
        assert merge.joinings(db, budi) == []


def test_when_the_first_of_three_ends_the_others_stay_together(ramen: Shop) -> None:
    one, two, three = (ramen.person(number) for number in (FIRST, SECOND, THIRD))
    joined(ramen, one, two)
    joined(ramen, one, three)
    with ramen.act() as db:
        people.forget(db, [one])
        assert sorted(people.linked(db, two)) == sorted([two, three])


def test_erasing_one_of_two_erases_both(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    ramen.says(budi, "satu")
    ramen.says(again, "dua")
    joined(ramen, budi, again)
    with ramen.act() as db:
        muting.mute(db, again, "busy", ramen.now.replace(hour=23), AGENT, ramen.now)
        everyone = people.linked(db, budi)
    act = functools.partial(ramen.house.act, ramen.business)
    house = ramen.house
    erasure.make_unreadable(act, house.vault, house.journal, ramen.business, everyone, None, MONDAY)
    erasure.remove(act, house.vault, ramen.business, everyone, None, MONDAY)
    with ramen.act() as db:
        for table in ("person", "record", "identifier", "joining", "silence"):
            counted = db.value(f"SELECT count(*) FROM {table} WHERE business_id = %(business)s")
            assert counted == 0, table


def test_who_writes_anothers_number_or_address_is_proposed(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    with ramen.act() as db:
        mail = people.find_or_make(
            db, ramen.house.vault, [Identifier("email", "budi@contoh.example")], ramen.now
        )
    ramen.says(budi, "nomor saya yang lain 0812 0000 0002, email Budi@contoh.example")
    with ramen.act() as db:
        found = merge.proposals(
            db, ramen.house.vault, ramen.business, budi, "customer_support", by=AGENT
        )
    assert isinstance(found, list)
    assert {(one.person, one.why) for one in found} == {
        (again, "number_given"),
        (mail, "same_email"),
    }


@pytest.mark.parametrize(("why", "code"), [("a_feeling", "vault.join_why")])
def test_a_join_needs_a_reason_from_the_list(ramen: Shop, why: str, code: str) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    with ramen.act() as db:
        refused = merge.join(db, budi, again, why, AGENT, ramen.now)
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_nobody_is_joined_with_themselves_or_with_who_is_gone(ramen: Shop) -> None:
    budi, again = ramen.person(FIRST), ramen.person(SECOND)
    codes = []
    with ramen.act() as db:
        people.forget(db, [again])
        for other in (budi, again):
            found = merge.join(db, budi, other, "agent_knows", AGENT, ramen.now)
            assert isinstance(found, Refused)
            codes.append(found.code)
    assert codes == ["vault.join_self", "vault.join_gone"]


def test_a_number_that_moves_takes_along_who_was_joined_before(ramen: Shop) -> None:
    holder, joined_to = ramen.person(FIRST), ramen.person(SECOND)
    joined(ramen, holder, joined_to)
    with ramen.act() as db:
        given = [Identifier("wa_user", "ID.1"), Identifier("whatsapp", FIRST)]
        ramen_id = people.find_or_make(db, ramen.house.vault, given[:1], ramen.now)
        people.find_or_make(db, ramen.house.vault, given, ramen.now)
        assert sorted(people.linked(db, ramen_id)) == sorted([ramen_id, holder, joined_to])
