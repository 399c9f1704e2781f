"""Whose conversation it is: two who want the same, turns, load, hours, and who left the desk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.shop import MONDAY, Shop, shop
from janji.care import assignment, presence, queue
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from rooms.care.inbox_world import BUDI, DEWI, SITI, holders, later, ledger, row, talks


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def on_duty(ramen: Shop, *staff: int) -> None:
    with ramen.act() as db:
        for one in staff:
            presence.sit(db, one, ramen.now, takes=True)


def chosen(ramen: Shop, mode: str, most: int = 20) -> None:
    with ramen.act() as db:
        assert assignment.keep_setting(db, mode, most, 10, SITI) is None


def given(ramen: Shop) -> int:
    with ramen.act() as db:
        return assignment.give_out(db, ramen.business, ramen.now)


def test_two_who_take_the_same_at_once_one_wins_and_the_other_is_told(ramen: Shop) -> None:
    people = [talks(ramen, number) for number in range(12)]
    start, told = threading.Barrier(2), {}

    def takes(staff: int) -> None:
        start.wait()
        with ramen.act() as db:
            told[staff] = assignment.assign(db, people, staff, staff, ramen.now)

    threads = [threading.Thread(target=takes, args=(one,)) for one in (SITI, BUDI)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    winner = SITI if told[SITI].done else BUDI
    loser = BUDI if winner == SITI else SITI
    assert set(told[winner].done) == set(people)
    assert (told[loser].done, dict(told[loser].left)) == ((), {"colleague": 12})
    assert set(holders(ramen, people)) == {winner}
    assert len(ledger(ramen, "care.assigned")) == 12


def test_assigning_again_changes_nothing_and_says_so(ramen: Shop) -> None:
    person = talks(ramen, 1)
    for expected in ({}, {"already": 1}):
        with ramen.act() as db:
            told = assignment.assign(db, [person], BUDI, SITI, ramen.now)
        assert dict(told.left) == expected
    assert row(ramen, person).agent_id == BUDI
    assert row(ramen, person).state == "waiting"
    assert len(ledger(ramen, "care.assigned")) == 1


def test_a_conversation_of_the_assistant_waits_for_whom_it_was_given_to(ramen: Shop) -> None:
    person = talks(ramen, 1, state="bot")
    with ramen.act() as db:
        assignment.assign(db, [person], BUDI, SITI, ramen.now)
    stands = row(ramen, person)
    assert (stands.state, stands.agent_id) == ("waiting", BUDI)
    assert stands.waiting_since == stands.last_in_at


def test_passing_on_works_from_whom_one_saw_it_with_and_not_from_another(ramen: Shop) -> None:
    person = talks(ramen, 1, agent=BUDI)
    with ramen.act() as db:
        late = assignment.assign(db, [person], DEWI, SITI, ramen.now, over=SITI)
    assert dict(late.left) == {"colleague": 1}
    with ramen.act() as db:
        passed = assignment.assign(db, [person], DEWI, SITI, ramen.now, over=BUDI)
    assert passed.done == (person,)
    assert row(ramen, person).agent_id == DEWI


def test_nothing_is_given_out_by_hand(ramen: Shop) -> None:
    person = talks(ramen, 1)
    on_duty(ramen, SITI)
    assert given(ramen) == 0
    chosen(ramen, "round_robin")
    assert given(ramen) == 1
    assert row(ramen, person).agent_id == SITI


def test_by_turns_the_longest_waiting_goes_to_who_is_next(ramen: Shop) -> None:
    people = [talks(ramen, number) for number in range(5)]
    chosen(ramen, "round_robin")
    on_duty(ramen, SITI, BUDI)
    assert given(ramen) == 5
    assert holders(ramen, people) == [SITI, BUDI, SITI, BUDI, SITI]
    more = [talks(ramen, number) for number in (6, 7)]
    assert given(ramen) == 2
    assert holders(ramen, more) == [BUDI, SITI], "the turn goes on where it stopped"
    assert given(ramen) == 0


def test_by_load_who_carries_least_gets_the_next(ramen: Shop) -> None:
    for number in range(3):
        talks(ramen, number, state="agent", agent=SITI)
    people = [talks(ramen, number) for number in range(10, 14)]
    chosen(ramen, "load")
    on_duty(ramen, SITI, BUDI)
    assert given(ramen) == 4
    assert holders(ramen, people)[:3] == [BUDI] * 3
    assert set(holders(ramen, people[3:])) <= {SITI, BUDI}


def test_nobody_is_given_more_than_they_can_carry(ramen: Shop) -> None:
    people = [talks(ramen, number) for number in range(5)]
    chosen(ramen, "round_robin", most=2)
    on_duty(ramen, SITI, BUDI)
    assert given(ramen) == 4
    assert holders(ramen, people)[4] is None


@pytest.mark.parametrize("gone", ["away", "left", "cashier_only"])
def test_only_who_is_at_the_desk_and_answers_people_is_given_any(ramen: Shop, gone: str) -> None:
    person = talks(ramen, 1)
    chosen(ramen, "round_robin")
    with ramen.act() as db:
        seen = ramen.now - timedelta(minutes=11 if gone == "left" else 0)
        presence.sit(db, SITI, seen, takes=gone != "cashier_only")
        if gone == "away":
            presence.say_away(db, SITI, seen, away=True, takes=True)
    assert given(ramen) == 0
    on_duty(ramen, BUDI)
    assert given(ramen) == 1
    assert row(ramen, person).agent_id == BUDI


def test_after_hours_and_on_closed_days_they_stay_with_nobody(ramen: Shop) -> None:
    person = talks(ramen, 1)
    chosen(ramen, "load")
    for shut in (datetime(2026, 3, 9, 16, 0, tzinfo=UTC), datetime(2026, 3, 21, 5, 0, tzinfo=UTC)):
        ramen.clock(shut)
        on_duty(ramen, SITI)
        assert given(ramen) == 0, shut
    ramen.clock(MONDAY + timedelta(days=1))
    on_duty(ramen, SITI)
    assert given(ramen) == 1
    assert row(ramen, person).agent_id == SITI


def test_who_waits_for_somebody_who_left_waits_for_anybody_again(ramen: Shop) -> None:
    person, answered = talks(ramen, 1), talks(ramen, 2, state="agent", agent=SITI)
    on_duty(ramen, SITI)
    with ramen.act() as db:
        assignment.assign(db, [person], SITI, SITI, ramen.now)
        assert assignment.release_away(db, ramen.now) == 0
    later(ramen, 11)
    with ramen.act() as db:
        assert assignment.release_away(db, ramen.now) == 1
    assert row(ramen, person).agent_id is None
    assert row(ramen, person).state == "waiting"
    assert row(ramen, answered).agent_id == SITI, "nobody waits there"
    assert ledger(ramen, "care.unassigned")[0].detail == {"was": SITI, "away": True}


def test_many_at_once_are_told_apart_exactly(ramen: Shop) -> None:
    free, mine = talks(ramen, 1), talks(ramen, 2, agent=SITI)
    hers, shut = talks(ramen, 3, agent=BUDI), talks(ramen, 4, state="closed")
    nobody = ramen.person("+6281200000999")
    everyone = [free, mine, hers, shut, nobody]
    with ramen.act() as db:
        told = queue.close(db, SITI, everyone, ramen.now)
    assert set(told.done) == {free, mine}
    assert dict(told.left) == {"colleague": 1, "already": 1, "gone": 1}
    with ramen.act() as db:
        again = queue.close(db, SITI, everyone, ramen.now)
    assert (again.done, dict(again.left)) == ((), {"colleague": 1, "already": 3, "gone": 1})
    assert len(ledger(ramen, "care.closed")) == 2


def test_too_many_at_once_are_refused_before_anything_changes(ramen: Shop) -> None:
    person = talks(ramen, 1)
    with pytest.raises(ValueError, match="at most"), ramen.act() as db:
        queue.close(db, SITI, [person] * (queue.MOST_AT_ONCE + 1), ramen.now)
    assert row(ramen, person).state == "waiting"


def test_who_sleeps_is_given_to_nobody_until_the_time_has_come(ramen: Shop) -> None:
    person = talks(ramen, 1)
    chosen(ramen, "round_robin")
    on_duty(ramen, SITI)
    with ramen.act() as db:
        assert queue.snooze(db, SITI, [person], ramen.now + timedelta(minutes=5)).done == (person,)
    assert given(ramen) == 0
    later(ramen, 6)
    with ramen.act() as db:
        assert queue.wake(db, ramen.now) == 1
    assert row(ramen, person).snoozed_until is None
    assert given(ramen) == 1


def test_a_setting_that_makes_no_sense_changes_nothing(ramen: Shop) -> None:
    chosen(ramen, "load", most=3)
    with ramen.act() as db:
        for wrong in (("lottery", 3, 10), ("load", 0, 10), ("load", 3, 0)):
            assert isinstance(assignment.keep_setting(db, *wrong, SITI), Refused)
        assert assignment.setting(db) == assignment.Setting("load", 3, 10)
