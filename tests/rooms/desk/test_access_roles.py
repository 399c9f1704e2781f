"""Every page of the desk x every role x every business x every way to ask: as roles.py says.

The pages are taken from the addresses themselves, so a new page is covered the day it is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from fakes.pages import NOON, browser_of, writes
from janji.desk.accounts import add_staff
from janji.desk.roles import ROLES, WORKS, Role, may
from janji.kit.clock import SetClock
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.kit.settings import HOUSE, Settings
from janji.policy.business import load_business
from janji.site.wsgi import migrate_desk
from janji.vault.house import House, open_house
from rooms.desk.desk_routes import address, converters, routes

NEIGHBOUR = "warung-sebelah"
NOBODY = UUID(int=7)
PASSWORD = "three unrelated words"


@pytest.fixture(scope="module")
def two(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of two businesses: the ramen shop and a neighbour that promises the same."""
    home = tmp_path_factory.mktemp("two")
    owner_url, app_url = server.fresh_database("desk_two")
    migrate(owner_url)
    migrate_desk(owner_url)
    settings = Settings.from_environment({"JANJI_HOME": str(home)})
    shop = load_business(HOUSE / "businesses" / "ramen-master")
    businesses = [shop, replace(shop, id=2, slug=NEIGHBOUR, name="Warung Sebelah")]
    house = open_house(settings, app_url, connections=6, businesses=businesses)
    browser_of(house)
    try:
        yield replace(house, clock=SetClock(NOON))
    finally:
        house.close()


def signed_in(house: House, role: Role) -> Any:
    """A browser of somebody who is *role* at the ramen shop and nothing at the neighbour's."""
    given = add_staff(house, f"{role}-here", role, house.businesses[:1])
    browser = browser_of(house)
    browser.raise_request_exception = True
    browser.post("/desk/login", {"name": f"{role}-here", "password": given})
    browser.post("/desk/password", {"password": PASSWORD, "again": PASSWORD})
    assert browser.get("/desk/account").status_code == 200
    return browser


@pytest.fixture(scope="module")
def subject(two: House) -> UUID:
    """Somebody who wrote to the ramen shop."""
    return writes(two, "halo")


@pytest.fixture(scope="module")
def stranger(two: House) -> UUID:
    """Somebody who wrote to the neighbour."""
    return writes(replace(two, businesses=two.businesses[1:]), "halo", number="+6281200000077")


def asks(browser: Any, method: str, path: str) -> int:
    """The status that a way of asking gets."""
    return int(getattr(browser, method)(path).status_code)


def test_every_page_of_the_desk_says_for_which_work_it_is(two: House) -> None:
    found = routes()
    assert len(found) > 10
    wrong = [one.name for one in found if one.work not in {*WORKS, "anyone"}]
    assert wrong == []
    open_pages = {one.name for one in found if one.work == "anyone"}
    assert open_pages == {"login", "second", "passkey", "logout", "join", "manifest"}


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_a_stranger_gets_no_page_but_the_way_in(two: House, subject: UUID, method: str) -> None:
    browser = browser_of(two)
    for route in routes():
        if route.work == "anyone":
            continue
        for slug in ("ramen-master", NEIGHBOUR):
            answer = getattr(browser, method)(address(route, slug, subject))
            assert answer.status_code == 302, route.name
            assert answer["Location"].startswith("/desk/login?next="), route.name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_reaches_its_works_and_nothing_else_at_its_own_business_alone(
    two: House, subject: UUID, stranger: UUID, role: Role, method: str
) -> None:
    browser = signed_in(two, role)
    reached = 0
    for route in routes():
        if route.work == "anyone" or "slug" not in route.slots:
            continue
        here = asks(browser, method, address(route, "ramen-master", subject))
        if may(role, route.work):  # type: ignore[arg-type]  # the works were checked above
            assert here not in (403, 500), (route.name, here)
            reached += here in (200, 302, 422)
        else:
            assert here == 403, (route.name, here)
        neighbours = asks(browser, method, address(route, NEIGHBOUR, stranger))
        assert neighbours == 404, (route.name, neighbours)
    assert reached > 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_ids_of_another_business_lead_nowhere(
    two: House, subject: UUID, stranger: UUID, role: Role, method: str
) -> None:
    browser = signed_in(two, role)
    for route in routes():
        if "UUIDConverter" not in converters(route).values() or not may(role, route.work):  # type: ignore[arg-type]  # the works were checked above
            continue
        for other in (stranger, NOBODY):
            answer = getattr(browser, method)(address(route, "ramen-master", other))
            silent = answer.status_code == 204 and answer.content == b""
            assert answer.status_code in (404, 405) or silent, route.name


def test_each_account_is_shown_its_own_businesses_alone(two: House) -> None:
    one = signed_in(two, "agent")
    assert one.get("/desk/")["Location"].startswith("/desk/ramen-master/")
    add_staff(two, "both", "agent", two.businesses[:1])
    given = add_staff(two, "both", "officer", two.businesses[1:])
    browser = browser_of(two)
    browser.post("/desk/login", {"name": "both", "password": given})
    browser.post("/desk/password", {"password": PASSWORD, "again": PASSWORD})
    text = browser.get("/desk/").content.decode()
    assert "/desk/ramen-master/" in text
    assert f"/desk/{NEIGHBOUR}/" in text
    assert browser.get("/desk/ramen-master/quarantine").status_code == 200
    person = writes(two, "halo", number="+6281200000078")
    assert browser.get(f"/desk/ramen-master/c/{person}").status_code == 200  # an agent there
    assert browser.get(f"/desk/{NEIGHBOUR}/c/{NOBODY}").status_code == 403  # an officer here


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_the_desk_is_taken_without_its_token(
    two: House, subject: UUID, role: Role
) -> None:
    from django.test import Client

    signed = signed_in(two, role)
    strict = Client(enforce_csrf_checks=True, **signed.defaults)
    strict.cookies = signed.cookies
    for route in routes():
        if route.name == "logout":
            continue
        assert asks(strict, "post", address(route, "ramen-master", subject)) == 403, route.name
    assert strict.get("/desk/account").status_code == 200
