"""Signing in at the desk."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.pages import browser_of
from janji.audit.facts import Alive, facts_of
from janji.audit.proofs import declared_columns
from janji.desk.accounts import add_staff
from janji.kit.clock import SetClock
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.vault.house import House

LOGIN = "/desk/login?lang=en"


def test_a_stranger_is_sent_to_the_sign_in_page(house: House) -> None:
    for path in ("/desk/", "/desk/ramen-master/", "/desk/ramen-master/quarantine"):
        answer = browser_of(house).get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/desk/login?next=")


def test_the_first_password_is_changed_before_anything_else(house: House) -> None:
    given = add_staff(house, "siti")
    browser = browser_of(house)
    answer = browser.post("/desk/login", {"name": "siti", "password": given})
    assert answer["Location"] == "/desk/password"
    assert browser.get("/desk/")["Location"] == "/desk/password"
    short = browser.post("/desk/password?lang=en", {"password": "short", "again": "short"})
    assert short.status_code == 422
    assert say("desk.password_short", "en", shortest=12) in short.content.decode()
    chosen = "three unrelated words"
    assert browser.post("/desk/password", {"password": chosen, "again": chosen}).status_code == 302
    assert 'href="/desk/ramen-master/"' in browser.get("/desk/").content.decode()
    again = browser_of(house)
    assert again.post("/desk/login", {"name": "siti", "password": given}).status_code == 422
    assert again.post("/desk/login", {"name": "siti", "password": chosen}).status_code == 302


def test_a_renewed_account_loses_its_open_sessions(house: House, agent: Any) -> None:
    assert agent.get("/desk/ramen-master/").status_code == 200
    add_staff(house, "siti")
    assert agent.get("/desk/ramen-master/").status_code == 302


def test_cookies_serve_the_desk_alone_and_cannot_be_read_by_scripts(
    house: House, agent: Any
) -> None:
    cookie = agent.cookies["sessionid"]
    assert cookie["path"] == "/desk/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert "no-store" in agent.get("/desk/ramen-master/")["Cache-Control"]


def test_guessing_makes_the_account_wait_and_the_right_password_waits_too(house: House) -> None:
    given = add_staff(house, "siti")
    browser = browser_of(house)
    for _ in range(5):
        assert browser.post(LOGIN, {"name": "siti", "password": "guess"}).status_code == 422
    kept_out = browser.post(LOGIN, {"name": "SITI", "password": given})
    assert kept_out.status_code == 429
    assert say("desk.login_waits_title", "en") in kept_out.content.decode()
    assert isinstance(house.clock, SetClock)
    house.clock.forward(seconds=20)
    assert browser.post(LOGIN, {"name": "siti", "password": given}).status_code == 302
    assert browser_of(house).post(LOGIN, {"name": "siti", "password": "guess"}).status_code == 422


def test_nothing_typed_and_nothing_technical_is_kept_of_a_wrong_guess(house: House) -> None:
    typed = "my password in the wrong field"
    browser_of(house).post(
        LOGIN,
        {"name": typed, "password": "x"},
        REMOTE_ADDR="203.0.113.9",
        HTTP_USER_AGENT="Canary/1",
    )
    with house.database.act(0) as db:
        rows = db.all("SELECT * FROM desk.login_try")
        sessions = db.all("SELECT * FROM desk.django_session")
    assert len(rows) == 1
    for canary in (typed, "203.0.113.9", "Canary"):
        assert canary not in f"{rows} {sessions}"


@pytest.mark.parametrize("name", ["", "Siti", "a", "siti@shop", "x" * 41, "../x"])
def test_an_account_name_that_is_none_is_refused(house: House, name: str) -> None:
    assert add_staff(house, name) == Refused("desk.staff.name")


def test_only_pages_of_the_desk_are_gone_on_to(house: House) -> None:
    from janji.desk import entry

    class Asked:
        def get_host(self) -> str:
            return "localhost"

    asked: Any = Asked()
    for wanted in ("https://elsewhere.example/desk/", "//elsewhere.example", "/ramen-master/", ""):
        assert entry.onward(asked, wanted) == "/desk/"
    assert entry.onward(asked, "/desk/ramen-master/") == "/desk/ramen-master/"


def test_a_form_without_its_token_is_refused_with_a_page(house: House) -> None:
    from django.test import Client

    browser = browser_of(house)
    strict = Client(enforce_csrf_checks=True, **browser.defaults)
    answer = strict.post(LOGIN, {"name": "siti", "password": "x"})
    assert answer.status_code == 403
    assert say("site.trouble_form_not_ours.title", "en") in answer.content.decode()


def test_every_column_of_the_desk_is_declared(house: House) -> None:
    with house.database.act(0) as db:
        rows = db.all(
            "SELECT 'desk.' || table_name || '.' || column_name AS name"
            " FROM information_schema.columns WHERE table_schema = 'desk'"
        )
    assert rows
    assert {row.name for row in rows} <= set(declared_columns())
    assert facts_of(house.businesses[0], Alive())


def test_the_products_own_role_cannot_change_the_desks_tables(house: House) -> None:
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.database.act(0) as db:
        db.run("DROP TABLE desk.auth_user")
