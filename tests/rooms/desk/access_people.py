"""People who sign in at the desk, for tests of access: they do pause, and are locked out."""

from __future__ import annotations

import html
import re
from typing import Any

from fakes.pages import browser_of
from janji.desk.accounts import add_staff
from janji.desk.roles import Role
from janji.kit.clock import SetClock
from janji.vault.house import House

PASSWORD = "three unrelated words"


def entered(house: House, name: str, role: Role = "agent") -> Any:
    """A browser of a new account that chose its password."""
    browser = browser_of(house)
    given = add_staff(house, name, role, house.businesses[:1])
    browser.post("/desk/login", {"name": name, "password": given})
    assert (
        browser.post("/desk/password", {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    )
    return browser


def back_again(house: House, name: str) -> Any:
    """Another browser, in which *name* signs in with the password."""
    browser = browser_of(house)
    browser.post("/desk/login", {"name": name, "password": PASSWORD})
    return browser


def forward(house: House, **span: float) -> None:
    """Time passes."""
    assert isinstance(house.clock, SetClock)
    house.clock.forward(**span)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def rows(house: House, table: str) -> str:
    """Everything that a table of the desk holds, as one text; bytes as hex."""
    with house.database.act(0) as db:
        return str(db.value(f"SELECT coalesce(jsonb_agg(t), '[]') FROM desk.{table} t"))


def number_of(house: House, name: str) -> int:
    """The number of an account."""
    with house.database.act(0) as db:
        return int(db.value("SELECT id FROM desk.auth_user WHERE username = %(name)s", name=name))


def role_now(house: House, name: str) -> str | None:
    """The role of an account at the first business."""
    with house.act(house.businesses[0]) as db:
        found: str | None = db.value(
            "SELECT m.role FROM desk.membership m JOIN desk.auth_user u ON u.id = m.user_id"
            " WHERE m.business_id = %(business)s AND u.username = %(name)s",
            name=name,
        )
        return found
