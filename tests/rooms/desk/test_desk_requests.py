"""Staff see what people wait for, and answer it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fakes.pages import writes
from janji.consent import withdrawals
from janji.kit.clock import SetClock
from janji.kit.ids import new_id
from janji.kit.text import say
from janji.rights import correct
from janji.vault.house import House

PAGE = "/desk/ramen-master/requests?lang=en"


def asked(house: House) -> tuple[UUID, UUID]:
    """Somebody asks for a correction; (person, request)."""
    business = house.businesses[0]
    person = writes(house, "namaku salah tulis")
    with house.act(business) as db:
        ticket = correct.start(db, business, person, "whatsapp", "id", house.clock.now())
    return person, ticket.request


def state_of(house: House, request: UUID) -> Any:
    with house.act(house.businesses[0]) as db:
        return db.one(
            "SELECT state, notified_at FROM request"
            " WHERE business_id = %(business)s AND request_id = %(request)s",
            request=request,
        )


def to_send(house: House, person: UUID) -> int:
    with house.act(house.businesses[0]) as db:
        return int(
            db.value(
                "SELECT count(*) FROM message WHERE business_id = %(business)s"
                " AND person_id = %(person)s AND state = 'queued'",
                person=person,
            )
        )


def test_a_correction_is_answered_at_the_desk_and_the_person_is_told(
    house: House, agent: Any
) -> None:
    person, request = asked(house)
    before, told = agent.get(PAGE).content.decode(), say("desk.requests_ended", "en")
    assert "Correction" in before
    assert told not in before
    assert state_of(house, request).state == "verified"
    sent = agent.post(PAGE, {"request": str(request), "text": "Sudah kami perbaiki, Kak."})
    assert sent.status_code == 302
    after = state_of(house, request)
    assert (after.state, after.notified_at is not None) == ("fulfilled", True)
    assert to_send(house, person) == 1
    waits, _, ended = agent.get(PAGE).content.decode().partition(told)
    assert "Correction" not in waits
    assert "Correction" in ended
    assert say("desk.request_in_time", "en") in ended


def test_an_answer_pressed_twice_reaches_the_person_once(house: House, agent: Any) -> None:
    person, request = asked(house)
    for expected in (302, 422):
        answer = agent.post(PAGE, {"request": str(request), "text": "Sudah."})
        assert answer.status_code == expected
    assert to_send(house, person) == 1


def test_after_the_window_shut_nothing_is_sent_and_the_request_stays_open(
    house: House, agent: Any
) -> None:
    person, request = asked(house)
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=timedelta(days=1).total_seconds() / 3600 + 1)
    refused = agent.post(PAGE, {"request": str(request), "text": "Sudah."})
    assert refused.status_code == 422
    assert "24 hours" in refused.content.decode()
    assert state_of(house, request).state == "verified"
    assert to_send(house, person) == 0


def test_who_neither_talks_nor_guards_data_may_not_answer(cashier: Any) -> None:
    assert cashier.get(PAGE).status_code == 403


def test_a_refusal_tells_the_reason_and_ends_the_request(house: House, agent: Any) -> None:
    person, request = asked(house)
    page = agent.get(PAGE).content.decode()
    assert "UU PDP 30(1)" in page
    refused = {"act": "refuse", "request": str(request)}
    assert agent.post(PAGE, {**refused, "text": " "}).status_code == 422
    assert state_of(house, request).state == "verified"
    assert agent.post(PAGE, {**refused, "text": "Nama ini bukan dari kami."}).status_code == 302
    assert state_of(house, request).state == "refused"
    assert to_send(house, person) == 1


def test_an_answered_objection_ends_the_purposes_it_is_about(house: House, agent: Any) -> None:
    business = house.businesses[0]
    person = writes(house, "jangan pakai pesan saya untuk analisis")
    with house.act(business) as db:
        ticket = new_id(house.clock.now())
        db.run(
            "INSERT INTO request (business_id, request_id, ticket, kind, channel, person_id, state,"
            " language, received_at, due_at) VALUES (%(business)s, %(id)s, 'RM-1', 'objection',"
            " 'whatsapp', %(person)s, 'verified', 'id', %(now)s, %(now)s)",
            id=ticket, person=person, now=house.clock.now(),
        )  # fmt: skip
        assert withdrawals.of(db, person) == []
    assert agent.post(PAGE, {"request": str(ticket), "text": "Baik, Kak."}).status_code == 302
    with house.act(business) as db:
        assert [row.purpose for row in withdrawals.of(db, person)] == ["improve_service"]
