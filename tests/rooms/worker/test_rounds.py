"""Rounds: what is due is done, nobody waits for patient work, one fault keeps nothing else back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.kit.duty import Duty
from janji.kit.postgres import Server
from janji.worker.rounds import Rounds
from janji.worker.watch import Places, at_work, hear, keep_going, watch

HOUR = timedelta(hours=1)
NOTED = "SELECT duty, fault, quiet_at FROM duty_run WHERE business_id = %(business)s ORDER BY duty"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def counted(story: list[str], name: str, *pieces: int) -> Duty:
    """A duty that finds *pieces* of work, one after the other, and tells the story of it."""
    left = list(pieces)

    def work(_: datetime) -> int:
        story.append(name)
        return left.pop(0) if left else 0

    return Duty(name, work)


def test_patient_work_is_done_only_when_asked_for_spare_time(ramen: Shop) -> None:
    story: list[str] = []
    proofs = counted(story, "proofs")
    proofs.patient, proofs.every = True, HOUR
    rounds = Rounds(ramen.house, ramen.business, [proofs, counted(story, "turns", 2)])
    assert rounds.go() == 2
    assert rounds.go() == 0
    assert "proofs" not in story
    assert rounds.spare()
    assert story.count("proofs") == 1
    assert not rounds.spare(), "it is not due again before its time"


def test_no_patient_work_begins_while_the_provider_s_pace_holds_letters_back(ramen: Shop) -> None:
    story, full = list[str](), [True]
    proofs, outbox = counted(story, "proofs"), counted(story, "outbox")
    proofs.patient, outbox.held = True, lambda: full[0]
    rounds = Rounds(ramen.house, ramen.business, [proofs, outbox])
    assert rounds.go() == 0
    assert not rounds.spare()
    assert "proofs" not in story
    full[0] = False
    assert rounds.spare()
    assert story == ["outbox", "proofs"]


def test_a_message_is_answered_between_two_pieces_of_patient_work(ramen: Shop) -> None:
    story: list[str] = []
    arrived = [0]

    def slow(name: str) -> Duty:
        def work(_: datetime) -> int:
            story.append(name)
            arrived[0] = 1  # a customer writes while it runs
            return 0

        return Duty(name, work, HOUR, 1, patient=True)

    def turns(_: datetime) -> int:
        took, arrived[0] = arrived[0], 0
        story.extend(["answered"] * took)
        return took

    rounds = Rounds(ramen.house, ramen.business, [Duty("turns", turns), slow("one"), slow("two")])
    looks = iter(range(20))
    keep_going(rounds, Event(), Places(), lambda: len(story) > 3 or next(looks, None) is None)
    assert story == ["one", "answered", "two", "answered"]


def test_a_provider_that_does_not_answer_one_business_keeps_no_other_from_its_work(
    ramen: Shop,
) -> None:
    answered, stop = Event(), Event()
    waited: list[bool] = []

    def hangs(_: datetime) -> int:
        waited.append(answered.wait(20))
        stop.set()
        return 0

    def answers(_: datetime) -> int:
        answered.set()
        return 0

    shops = [Rounds(ramen.house, ramen.business, [Duty(one.__name__, one)])
             for one in (hangs, answers)]  # fmt: skip
    with at_work(shops, stop.is_set):
        assert stop.wait(30)
    assert waited[0], "the other business went its round meanwhile"
    names = {thread.name for thread in threading.enumerate()}
    assert ramen.business.slug not in names, "told to stop, both have ended"


def test_patient_work_of_two_businesses_is_never_done_at_once(ramen: Shop) -> None:
    places, begun, go_on = Places(rest=0), Event(), Event()
    story: list[str] = []

    def long(_: datetime) -> int:
        begun.set()
        go_on.wait(20)
        story.append("proofs of one")
        return 0

    def short(_: datetime) -> int:
        story.append("proofs of two")
        return 0

    one, two = (
        Rounds(ramen.house, ramen.business, [Duty("proofs", work, HOUR, 1, patient=True)])
        for work in (long, short)
    )
    thread = Thread(target=places.spare, args=(one,))
    thread.start()
    assert begun.wait(20)
    assert not places.spare(two), "its turn comes when the other's piece is done"
    go_on.set()
    thread.join(20)
    assert places.spare(two)
    assert story == ["proofs of one", "proofs of two"]


def test_after_patient_work_the_house_rests_a_multiple_of_it(ramen: Shop) -> None:
    story: list[str] = []
    one, two = (
        Rounds(ramen.house, ramen.business, [counted(story, name)]) for name in ("one", "two")
    )
    for rounds in (one, two):
        rounds.duties[0].patient, rounds.duties[0].every = True, HOUR
    places = Places(rest=1e9)
    assert places.spare(one)
    assert not places.spare(two)
    assert story == ["one"]
    assert Places().spare(two)


def test_rounds_that_fall_over_end_all_and_are_not_silent(ramen: Shop) -> None:
    def renewed() -> None:
        raise ValueError("nobody foresaw it")

    shops = [Rounds(ramen.house, ramen.business, [counted([], "work")]),
             Rounds(ramen.house, ramen.business, [], renewed)]  # fmt: skip
    with pytest.raises(ValueError, match="nobody foresaw"):
        watch(ramen.house, shops, lambda: False)
    names = {thread.name for thread in threading.enumerate()}
    assert ramen.business.slug not in names


def test_whoever_is_called_while_at_work_goes_once_more(ramen: Shop) -> None:
    story: list[str] = []
    stop = Event()

    def work(_: datetime) -> int:
        story.append("round")
        if len(story) == 1:
            bells[0].set()  # something arrived after this look
        elif len(story) == 2:
            stop.set()
        return 0

    rounds = Rounds(ramen.house, ramen.business, [Duty("work", work)])
    bells = [Event()]
    keep_going(rounds, bells[0], Places(), stop.is_set)
    assert story == ["round", "round"]


def test_what_arrives_rings_for_its_business_alone(ramen: Shop) -> None:
    bells, stop = {"1": Event(), "2": Event()}, Event()
    with psycopg.connect(ramen.app_url, autocommit=True) as ear:
        ear.execute("LISTEN janji_work")
        listener = Thread(target=hear, args=(ear, bells, stop.is_set))
        listener.start()
        assert all(bell.wait(20) for bell in bells.values()), "for what came while nobody heard"
        for bell in bells.values():
            bell.clear()
        with psycopg.connect(ramen.app_url, autocommit=True) as door:
            for called in ("2", "a business that is not here", "2"):
                door.execute("SELECT pg_notify('janji_work', %s)", (called,))
        assert bells["2"].wait(20)
        stop.set()
        listener.join(20)
        assert not listener.is_alive()
    assert not bells["1"].is_set()


def test_a_fault_is_noted_by_type_and_place_and_keeps_nothing_else_back(ramen: Shop) -> None:
    story: list[str] = []

    def broken(_: datetime) -> int:
        raise ValueError("Budi +62 812 0000 0001")

    rounds = Rounds(ramen.house, ramen.business, [Duty("first", broken), counted(story, "second")])
    assert rounds.go() == 0
    assert story == ["second"]
    with ramen.act() as db:
        noted = {row.duty: row for row in db.all(NOTED)}
    assert noted["first"].fault.startswith("ValueError")
    assert "Budi" not in noted["first"].fault
    assert noted["round"].quiet_at == ramen.now
