"""Where the day of each role begins, and that one page is enough to get there."""

from __future__ import annotations

import pytest

from janji.desk.roles import ROLES, Role
from janji.vault.house import House
from rooms.desk.conftest import signed_in


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_leads_each_role_to_where_its_day_begins(house: House, role: Role) -> None:
    browser = signed_in(house, "rani", role)
    way = "/desk/ramen-master/" + ("" if role == "agent" else "today")
    assert f'card-link" href="{way}"' in browser.get("/desk/").content.decode()
    assert browser.get(way).status_code == 200


def test_an_owner_is_led_to_the_set_up_that_is_missing_and_an_officer_is_not(house: House) -> None:
    page, way = "/desk/ramen-master/today?lang=en", 'href="/desk/ramen-master/settings?lang=en"'
    owner = signed_in(house, "oki", "owner").get(page).content.decode()
    assert "steps still missing" in owner
    assert owner.count(way) >= 2  # in the navigation, and where the missing is said
    officer = signed_in(house, "dewi", "officer").get(page).content.decode()
    assert "steps still missing" not in officer
    assert way not in officer
