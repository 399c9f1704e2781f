"""Access in a real browser: passkeys, codes, locked and shared desks, readable by everyone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyotp
import pytest

from browser.conftest import Running
from browser.looking import CHOSEN, enter, page_of, sign_in, violations
from janji.desk.accounts import add_staff
from janji.kit.clock import SetClock

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def local(running: Running) -> str:
    """The same desk under a name: passkeys need one."""
    return running.url.replace("127.0.0.1", "localhost")


@contextmanager
def desk_of(
    chromium: Any, running: Running, name: str, role: Any, width: int = 1440, **more: Any
) -> Iterator[tuple[Any, list[str]]]:
    """A page in which *name* signed in and chose a password, on the page that follows."""
    password = in_house(running, name, role)
    with page_of(chromium, local(running), width, **more) as (page, wrong):
        enter(page, local(running), name, password)
        yield page, wrong


def in_house(running: Running, name: str, role: Any) -> str:
    """A new account's first password; made in a thread, for Playwright holds this one's loop."""
    from concurrent.futures import ThreadPoolExecutor

    def made() -> Any:
        from django.db import connections

        try:
            return add_staff(running.house, name, role, running.house.businesses[:1])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(made).result()
    assert isinstance(found, str)
    return found


def clean(page: Any, width: int, what: str) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    assert violations(page) == [], what
    assert page.evaluate("document.documentElement.scrollWidth") <= width, what


def test_a_passkey_is_made_then_opens_the_desk_alone_and_after_the_password(
    chromium: Any, running: Running
) -> None:
    with desk_of(chromium, running, "oki", "owner") as (page, wrong):
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        page.wait_for_url("**/desk/protect**")
        clean(page, 1440, "protect")
        page.locator("[data-passkey] button").click()
        page.locator("#codes").wait_for()
        assert page.locator("#codes code").count() == 10
        clean(page, 1440, "codes")
        page.goto(f"{local(running)}/desk/account?lang=en")
        assert "Passkey" in page.locator("main").inner_text()
        clean(page, 1440, "account")
        for name in ("oki", ""):  # with the name, and by the device's own choice
            leave(page, running)
            page.fill("#name", name)
            page.locator("[data-passkey] button").click()
            page.wait_for_url("**/desk/ramen-master/today?lang=en")
        leave(page, running)
        sign_in(page, local(running), "oki", CHOSEN)
        page.locator("#code").wait_for()
        clean(page, 1440, "second")
        page.locator("[data-passkey] button").click()
        page.wait_for_url("**/desk/ramen-master/today?lang=en")
        assert wrong == []


def leave(page: Any, running: Running) -> None:
    """End the sign-in and see the form."""
    page.context.clear_cookies()
    page.goto(f"{local(running)}/desk/login?lang=en")
    page.locator("[data-passkey] button").wait_for()


def test_a_passkey_of_a_strange_name_gives_nothing_away_and_opens_nothing(
    chromium: Any, running: Running
) -> None:
    in_house(running, "nadia", "agent")
    with page_of(chromium, local(running), 390) as (page, _):
        page.goto(f"{local(running)}/desk/login?lang=en")
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        asked = {}
        for name in ("nadia", "nobody-of-this-name"):
            asked[name] = page.evaluate(ASK, name)
            assert asked[name] == page.evaluate(ASK, name)
        assert [len(one) for one in asked.values()] == [1, 1]
        page.fill("#name", "nadia")
        page.locator("[data-passkey] button").click()
        page.locator(".passkey .wrong:not([hidden])").wait_for()
        assert violations(page) == []


ASK = """async (name) => {
  const form = document.querySelector("form");
  const reply = await fetch("/desk/passkey", { method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: new URLSearchParams({ for: "enter", name }) });
  return (await reply.json()).publicKey.allowCredentials.map((one) => one.id);
}"""


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1440, False)])
def test_an_authenticator_is_added_and_asked_for_also_without_scripts(
    chromium: Any, running: Running, width: int, scripts: bool
) -> None:
    name, more = f"agent{width}", {"java_script_enabled": scripts}
    with desk_of(chromium, running, name, "agent", width, **more) as (page, wrong):
        page.goto(f"{local(running)}/desk/protect/totp?lang=en")
        if scripts:
            clean(page, width, "totp")
        secret = page.locator("#secret").inner_text().replace(" ", "")
        page.fill("#code", pyotp.TOTP(secret).at(running.house.clock.now()))
        page.locator("main button[type=submit]").click()
        page.locator("#codes").wait_for()
        first = page.locator("#codes code").first.inner_text()
        page.context.clear_cookies()
        sign_in(page, local(running), name, CHOSEN)
        page.fill("#code", first)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/desk/ramen-master/**")
        assert wrong == []


@pytest.mark.parametrize(("width", "language"), [(390, "id"), (1440, "en")])
def test_the_owner_invites_and_the_invited_comes_in(
    chromium: Any, running: Running, width: int, language: str
) -> None:
    name = f"owner{width}"
    with desk_of(chromium, running, name, "owner", width) as (page, wrong):
        page.goto(f"{local(running)}/desk/ramen-master/staff?lang={language}")
        clean(page, width, "staff")
        page.locator(".manage summary").first.click()
        clean(page, width, "managing")
        page.fill("#name", f"new{width}")
        page.locator("button[value=invite]").click()
        link = page.locator("#link").inner_text()
        clean(page, width, "link")
        page.goto(f"{local(running)}/desk/ramen-master/staff/approvals?lang={language}")
        clean(page, width, "approvals")
        page.goto(f"{local(running)}/desk/again?lang={language}")
        clean(page, width, "again")
        page.context.clear_cookies()
        page.goto(link.replace("127.0.0.1", "localhost") + f"?lang={language}")
        clean(page, width, "join")
        page.fill("#password", CHOSEN)
        page.fill("#again", CHOSEN)
        page.locator("main button").last.click()
        page.wait_for_url("**/desk/protect**")
        assert wrong == []


def test_a_curtain_hides_a_locked_page_until_its_person_opens_it(
    chromium: Any, running: Running
) -> None:
    with desk_of(chromium, running, "kurt", "agent", 390) as (page, _):
        page.goto(f"{local(running)}/desk/account?lang=en")
        page.evaluate("document.body.dataset.typed = 'half an answer'")
        assert not page.locator("#curtain").is_visible()
        assert isinstance(running.house.clock, SetClock)
        running.house.clock.forward(seconds=31 * 60)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("#curtain").wait_for()
        behind = "getComputedStyle(curtain, '::backdrop').backgroundColor"
        assert page.evaluate(behind).startswith("rgb("), "what lies behind can still be read"
        clean(page, 390, "curtain")
        page.keyboard.press("Escape")
        assert page.locator("#curtain").is_visible()
        page.fill("#curtain-password", "guessed")
        page.keyboard.press("Enter")
        page.locator("#curtain-wrong:not([hidden])").wait_for()
        page.fill("#curtain-password", CHOSEN)
        page.keyboard.press("Enter")
        page.locator("#curtain").wait_for(state="hidden")
        assert page.evaluate("document.body.dataset.typed") == "half an answer"  # the same page
