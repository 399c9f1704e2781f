"""Second factors: an authenticator's code, recovery codes, and who must have one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from fakes.pages import browser_of
from janji.desk import access_factors
from janji.kit.text import say
from janji.vault.house import House
from rooms.desk.access_people import (
    PASSWORD,
    back_again,
    entered,
    forward,
    hidden,
    number_of,
    rows,
)

INBOX = "/desk/ramen-master/"


def secret_on(page: str) -> str:
    """The authenticator's secret, as somebody types it by hand."""
    found = re.search(r'<code id="secret" class="num">([^<]+)<', page)
    assert found
    return found[1].replace(" ", "")


def now_code(house: House, secret: str) -> str:
    """What the authenticator shows."""
    return pyotp.TOTP(secret).at(house.clock.now())


def armed(house: House, browser: Any) -> tuple[str, list[str]]:
    """Add an authenticator; (its secret, the recovery codes)."""
    page = browser.get("/desk/protect/totp").content.decode()
    secret = secret_on(page)
    sent = {"carried": hidden(page, "carried"), "code": now_code(house, secret)}
    codes = browser.post("/desk/protect/totp", sent).content.decode()
    return secret, re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", codes)


def test_an_authenticator_is_kept_once_it_proved_itself_and_its_secret_is_sealed(
    house: House,
) -> None:
    browser = entered(house, "siti")
    page = browser.get("/desk/protect/totp").content.decode()
    secret = secret_on(page)
    assert "<svg" in page
    refused = browser.post(
        "/desk/protect/totp", {"carried": hidden(page, "carried"), "code": "000000"}
    )
    assert refused.status_code == 422
    assert secret_on(refused.content.decode()) == secret
    assert rows(house, "second_factor") == "[]"
    sent = {"carried": hidden(page, "carried"), "code": now_code(house, secret)}
    assert browser.post("/desk/protect/totp", sent).status_code == 200
    held = rows(house, "second_factor") + rows(house, "django_session")
    assert "totp" in held
    assert secret not in held
    assert secret.encode().hex() not in held


def test_the_right_password_alone_no_longer_opens_the_desk(house: House) -> None:
    secret, _ = armed(house, entered(house, "siti"))
    forward(house, seconds=90)
    browser = browser_of(house)
    answer = browser.post("/desk/login", {"name": "siti", "password": PASSWORD, "next": INBOX})
    assert answer["Location"] == "/desk/login/second"
    assert browser.get(INBOX).status_code == 302
    wrong = browser.post("/desk/login/second?lang=en", {"code": "123456"})
    assert wrong.status_code == 422
    assert say("desk.code_wrong", "en") in wrong.content.decode()
    before = browser.cookies["sessionid"].value
    right = browser.post("/desk/login/second", {"code": now_code(house, secret)})
    assert right["Location"] == INBOX
    assert browser.get(INBOX).status_code == 200
    assert browser.cookies["sessionid"].value != before


def test_a_code_counts_once(house: House) -> None:
    secret, _ = armed(house, entered(house, "siti"))
    forward(house, seconds=90)
    code, first, second = (
        now_code(house, secret),
        back_again(house, "siti"),
        back_again(house, "siti"),
    )
    assert first.post("/desk/login/second", {"code": code}).status_code == 302
    assert second.post("/desk/login/second", {"code": code}).status_code == 422
    forward(house, seconds=30)
    late = {"code": now_code(house, secret)}
    assert second.post("/desk/login/second", late).status_code == 302


def test_a_recovery_code_opens_the_account_once_and_only_hashes_are_kept(house: House) -> None:
    _, codes = armed(house, entered(house, "siti"))
    assert len(set(codes)) == 10
    held = rows(house, "recovery_code")
    assert all(one not in held and one.encode().hex() not in held for one in codes)
    spelled = codes[0].upper().replace("-", " ")
    assert (
        back_again(house, "siti").post("/desk/login/second", {"code": spelled}).status_code == 302
    )
    assert (
        back_again(house, "siti").post("/desk/login/second", {"code": codes[0]}).status_code == 422
    )
    assert access_factors.recovery_left(house, number_of(house, "siti")) == 9


def test_guessing_codes_makes_the_account_wait_for_every_browser(house: House) -> None:
    secret, codes = armed(house, entered(house, "siti"))
    forward(house, seconds=90)
    for _ in range(5):
        assert (
            back_again(house, "siti").post("/desk/login/second", {"code": "1"}).status_code == 422
        )
    other = back_again(house, "siti")
    for code in (now_code(house, secret), codes[0]):
        kept_out = other.post("/desk/login/second?lang=en", {"code": code})
        assert kept_out.status_code == 429
        assert say("desk.code_waits", "en") in kept_out.content.decode()
    forward(house, seconds=20)
    assert other.post("/desk/login/second", {"code": now_code(house, secret)}).status_code == 302


def test_the_second_step_is_nobodys_without_the_first(house: House) -> None:
    _, codes = armed(house, entered(house, "siti"))
    browser = browser_of(house)
    assert browser.post("/desk/login/second", {"code": codes[0]})["Location"] == "/desk/login"
    late = back_again(house, "siti")
    forward(house, seconds=11 * 60)
    assert late.post("/desk/login/second", {"code": codes[0]})["Location"] == "/desk/login"
    assert access_factors.recovery_left(house, number_of(house, "siti")) == 10


def test_a_new_or_removed_factor_ends_other_sign_ins_and_asks_who_it_is(house: House) -> None:
    here, there = entered(house, "siti"), back_again(house, "siti")
    assert there.get(INBOX).status_code == 200
    armed(house, here)
    assert there.get(INBOX).status_code == 302
    forward(house, seconds=11 * 60)
    factor = hidden(here.get("/desk/account").content.decode(), "factor")
    asked = here.post("/desk/account/factor", {"act": "remove", "factor": factor})
    assert asked.status_code == 403
    assert say("desk.sure_title", "id") in asked.content.decode()
    assert "totp" in rows(house, "second_factor")
    again = {"password": PASSWORD, "kept": hidden(asked.content.decode(), "kept")}
    assert here.post("/desk/again", again).status_code == 200
    here.post("/desk/account/factor", {"act": "remove", "factor": factor})
    assert rows(house, "second_factor") == rows(house, "recovery_code") == "[]"


@pytest.mark.parametrize("role", ["owner", "officer"])
def test_in_production_who_holds_much_data_gets_no_further_without_a_second_factor(
    house: House, role: Any
) -> None:
    strict = replace(house, settings=replace(house.settings, production=True))
    browser = entered(strict, "siti", role)
    for path in (INBOX, "/desk/", "/desk/account"):
        assert browser.get(path)["Location"] == "/desk/protect"
    assert say("desk.protect_later", "id") not in browser.get("/desk/protect").content.decode()
    armed(strict, browser)
    assert browser.get(INBOX).status_code == 200


def test_others_are_only_advised_and_a_trial_lets_everybody_wait(house: House) -> None:
    strict = replace(house, settings=replace(house.settings, production=True))
    assert entered(strict, "siti", "agent").get(INBOX).status_code == 200
    owner = entered(house, "oki", "owner")
    assert owner.get(INBOX).status_code == 200
    assert say("desk.protect_later", "id") in owner.get("/desk/protect").content.decode()


def test_a_secret_carried_in_somebody_elses_form_is_not_taken(house: House) -> None:
    siti, dian = entered(house, "siti"), entered(house, "dian")
    page = siti.get("/desk/protect/totp").content.decode()
    sent = {"carried": hidden(page, "carried"), "code": now_code(house, secret_on(page))}
    answer = dian.post("/desk/protect/totp", sent)
    assert rows(house, "second_factor") == "[]"
    assert secret_on(answer.content.decode()) != secret_on(page)
