from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.pages import browser_of, open_pages
from janji.desk.accounts import add_staff
from janji.kit.postgres import Server
from janji.vault.house import House

PASSWORD = "three unrelated words"
AWAKE = "UPDATE desk.sign_in SET begun_at = %(now)s, used_at = %(now)s, proved_at = %(now)s"


@pytest.fixture
def house(server: Server, tmp_path: Path) -> Iterator[House]:
    with open_pages(server, tmp_path, "desk_pages") as opened:
        browser_of(opened)  # sets Django up for this house
        yield opened


def signed_in(house: House, name: str, role: Any) -> Any:
    """A browser in which *name* has signed in and chosen a password of their own."""
    given = add_staff(house, name, role)
    browser = browser_of(house)
    assert browser.post("/desk/login", {"name": name, "password": given}).status_code == 302
    chosen = {"password": PASSWORD, "again": PASSWORD}
    assert browser.post("/desk/password", chosen).status_code == 302
    return awake(house, browser)


def awake(house: House, browser: Any) -> Any:
    """A browser whose person never pauses: tests of other things move the clock by days."""
    ask = browser.request

    def request(**asked: Any) -> Any:
        with house.database.act(0) as db:
            db.run(AWAKE, now=house.clock.now())
        return ask(**asked)

    browser.request = request
    return browser


@pytest.fixture
def agent(house: House) -> Any:
    return signed_in(house, "siti", "agent")


@pytest.fixture
def officer(house: House) -> Any:
    return signed_in(house, "dewi", "officer")


@pytest.fixture
def cashier(house: House) -> Any:
    return signed_in(house, "kirana", "cashier")


@pytest.fixture
def owner(house: House) -> Any:
    return signed_in(house, "oki", "owner")
