"""Behind a proxy that ends TLS: a call says nothing of it, the installation's address does."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from django.conf import settings as django_settings

from fakes.pages import browser_of
from janji.site import django_settings as made
from janji.site import wsgi
from janji.vault.house import House

PUBLIC = "https://janji.example:8443"
NAME = "janji.example"  # as nginx passes $host on


@pytest.fixture
def behind(house: House) -> Iterator[httpx.Client]:
    """A visitor of an installation at PUBLIC, behind the proxy."""
    browser_of(house)  # Django is set up
    before = {name: getattr(django_settings, name) for name in made.of_installation(PUBLIC)}
    there = replace(house, settings=replace(house.settings, public_url=PUBLIC))
    line = httpx.WSGITransport(app=wsgi.application(there))
    with httpx.Client(transport=line, base_url=f"http://{NAME}") as visitor:
        yield visitor
    for name, value in before.items():
        setattr(django_settings, name, value)


@pytest.mark.parametrize("path", ["/", "/ramen-master/privacy", "/desk/login", "/nowhere"])
def test_browsers_are_told_to_come_encrypted_from_now_on(behind: httpx.Client, path: str) -> None:
    assert behind.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_an_installation_without_tls_gives_no_such_order(house: House) -> None:
    assert "Strict-Transport-Security" not in browser_of(house).get("/desk/login")


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (PUBLIC, True),
        ("https://evil.example", False),
        (f"http://{NAME}", False),  # somebody on the way, who speaks for us without TLS
        ("null", False),
    ],
)
def test_a_form_counts_only_when_our_own_page_sent_it(
    behind: httpx.Client, origin: str, *, taken: bool
) -> None:
    page = behind.get("/desk/login")
    cookie = page.headers["set-cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/desk/"} <= set(cookie.split("; "))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token
    form = {"name": "nobody", "password": "wrong", "csrfmiddlewaretoken": token[1]}
    headers = {"origin": origin, "cookie": cookie.split("; ")[0]}
    answer = behind.post("/desk/login", data=form, headers=headers)
    assert answer.status_code == (422 if taken else 403)


@pytest.mark.parametrize("host", [NAME, f"{NAME}:8443"])
def test_a_passkey_is_made_for_the_public_address_with_its_port(
    behind: httpx.Client, host: str
) -> None:
    page = behind.get("/desk/login", headers={"host": host})
    assert "data-passkey" in page.text


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("/desk", "/desk/"),
        ("/desk?lang=en", "/desk/?lang=en"),
        ("/ramen-master", "/ramen-master/"),
        ("/desk/ramen-master", "/desk/ramen-master/"),
    ],
)
def test_an_address_typed_without_its_last_slash_leads_to_the_page(
    behind: httpx.Client, typed: str, way: str
) -> None:
    answer = behind.get(typed)
    assert (answer.status_code, answer.headers["Location"]) == (301, way)


@pytest.mark.parametrize("typed", ["/evil.example", "/nowhere", "/desk/nowhere"])
def test_no_other_address_leads_anywhere(behind: httpx.Client, typed: str) -> None:
    assert behind.get(typed).status_code == 404


@pytest.mark.parametrize("name", ["evil.example", "[bad", f"{NAME}.evil.example"])
def test_a_name_that_is_not_ours_is_refused_and_fills_no_log(
    behind: httpx.Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.ERROR, logger="janji.site"):
        assert behind.get("/desk/login", headers={"host": name}).status_code == 400
    assert caplog.records == []
