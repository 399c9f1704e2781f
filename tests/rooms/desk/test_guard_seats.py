"""Who left, signed out or answers nobody any more gets no conversation and keeps none."""

from __future__ import annotations

from typing import Any

import pytest

from janji.care import assignment, presence
from janji.desk.accounts import end_staff
from janji.vault.house import House
from rooms.desk.access_people import number_of
from rooms.desk.conftest import signed_in
from rooms.desk.inbox_desk import INBOX, customer

STAFF = "/desk/ramen-master/staff"


def seats(house: House) -> dict[int, bool]:
    """Who has a seat, and whether they count as being here."""
    with house.act(house.businesses[0]) as db:
        since = assignment.setting(db).here_since(house.clock.now())
        return {row.staff_id: row.seen_at > since for row in presence.seats(db)}


def holder(house: House, person: Any) -> int | None:
    """Whose conversation it is."""
    with house.act(house.businesses[0]) as db:
        found: int | None = db.value(
            "SELECT agent_id FROM conversation"
            " WHERE business_id = %(business)s AND person_id = %(p)s", p=person,
        )  # fmt: skip
        return found


def sat(house: House, agent: Any) -> tuple[int, Any]:
    """Siti sits at the desk, has a conversation, and has it open."""
    siti, person = number_of(house, "siti"), customer(house, "halo", 1)
    assert agent.get(f"{INBOX}seat").status_code == 200
    assert agent.post(f"{INBOX}c/{person}/assign", {"to": siti, "was": ""}).status_code == 302
    assert agent.post(f"{INBOX}c/{person}/look", {"doing": "open"}).status_code == 204
    assert seats(house) == {siti: True}
    assert holder(house, person) == siti
    return siti, person


def looks(house: House) -> int:
    """How many conversations are open before somebody."""
    with house.act(house.businesses[0]) as db:
        return int(db.value("SELECT count(*) FROM presence"))


@pytest.mark.parametrize("how", ["leave", "role", "command"])
def test_who_left_has_no_seat_and_no_conversation(
    house: House, owner: Any, agent: Any, how: str
) -> None:
    siti, person = sat(house, agent)
    assert looks(house) == 1
    if how == "command":
        assert end_staff(house, "siti", house.businesses[:1]) is None
    else:
        press = {"act": how, "staff": siti, "role": "technician"}
        assert owner.post(STAFF, press).status_code == 302
    assert seats(house) == {}
    assert looks(house) == 0
    assert holder(house, person) is None
    with house.act(house.businesses[0]) as db:
        assert assignment.keep_setting(db, "load", 5, 600, 1) is None
        assert assignment.give_out(db, house.businesses[0], house.clock.now()) == 0


def test_who_signed_out_is_given_nothing_until_they_are_back(house: House, agent: Any) -> None:
    siti, _ = sat(house, agent)
    customer(house, "ada orang?", 2)
    with house.act(house.businesses[0]) as db:
        assert assignment.keep_setting(db, "load", 5, 600, 1) is None
    assert agent.post("/desk/logout").status_code == 302
    assert seats(house) == {siti: False}
    assert looks(house) == 0
    with house.act(house.businesses[0]) as db:
        assert assignment.give_out(db, house.businesses[0], house.clock.now()) == 0
    again = signed_in(house, "siti", "agent")
    assert again.get(f"{INBOX}seat").status_code == 200
    with house.act(house.businesses[0]) as db:
        assert assignment.give_out(db, house.businesses[0], house.clock.now()) == 1
