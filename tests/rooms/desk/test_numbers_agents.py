"""Figures per member of staff at the desk: the owner switches them, everyone sees their own."""

from __future__ import annotations

from typing import Any

from janji.vault.house import House
from rooms.desk.conftest import signed_in

URL = "/desk/ramen-master/numbers/agents?lang=en"
ON = {"act": "on", "reason": "To share the evening shifts fairly.", "days": "7"}
PUT = """INSERT INTO staff_day VALUES (%(business)s, %(staff)s, '2026-11-17', '2026-11-24',
                                       %(talks)s, 2, 1, '{0,4,0,0,0,0,0}')"""


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_off_until_the_owner_gives_a_reason_that_all_staff_can_read(
    house: House, agent: Any
) -> None:
    owner = signed_in(house, "rani", "owner")
    assert "Not counted" in text(owner.get(URL))
    assert agent.post(URL, ON).status_code == 422
    assert owner.post(URL, {**ON, "reason": "x"}).status_code == 422
    assert "Not counted" in text(agent.get(URL))
    assert owner.post(URL, ON).status_code == 302
    assert "To share the evening shifts fairly." in text(agent.get(URL))
    from django.contrib.auth.models import User  # after the house has set it up

    numbers = {user.username: user.pk for user in User.objects.all()}
    with house.act(house.businesses[0]) as db:
        db.run(PUT, staff=numbers["siti"], talks=41)
        db.run(PUT, staff=numbers["rani"], talks=57)
    assert ">41<" in text(owner.get(URL))
    assert ">57<" in text(owner.get(URL))
    assert ">41<" in text(agent.get(URL))
    assert ">57<" not in text(agent.get(URL))
    assert owner.post(URL, {"act": "off"}).status_code == 302
    assert "Not counted" in text(agent.get(URL))
    assert ">41<" not in text(owner.get(URL))
