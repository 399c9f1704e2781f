"""A day of each role in a real browser: two owners, the cashier, the technician; keyboard, no
script, high contrast, phone and desktop, both languages."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import enter, page_of, violations
from browser.test_access_browser import clean, desk_of, in_house, local
from janji.kit.text import say

pytestmark = pytest.mark.browser
HERE = "/desk/ramen-master"


def opened(page: Any, running: Running, path: str, language: str = "en") -> None:
    """A page of the desk."""
    page.goto(f"{local(running)}{HERE}{path}?lang={language}")


def manage(page: Any, name: str, press: str) -> None:
    """Open what an owner may do about *name* and press it."""
    row = page.locator("li.access-row", has=page.get_by_text(name, exact=True))
    row.locator("summary").click()
    row.locator(f"button[value={press}]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("width", "script", "names"), [(1440, True, "ab"), (390, False, "cd")], ids=["desktop", "phone"]
)
def test_two_owners_decide_about_each_other(
    chromium: Any, running: Running, width: int, script: bool, names: str
) -> None:
    first, second = (f"owner-{one}" for one in names)
    password = in_house(running, second, "owner")
    with desk_of(chromium, running, first, "owner", width, java_script_enabled=script) as (page, _):
        opened(page, running, "/staff")
        manage(page, second, "leave")
        assert say("desk.four_eyes_waits", "en") in page.content()
        assert page.get_by_text(second, exact=True).count() == 1
        with page_of(chromium, local(running), width, java_script_enabled=script) as (other, wrong):
            enter(other, local(running), second, password)
            for language in ("id", "en"):
                opened(other, running, "/today", language)
                words = say("desk.alarm.approval_waits", language, n=1)
                banner = other.locator(".banner", has_text=words)
                assert banner.is_visible()
            banner.locator("a").click()
            assert other.url.split("?")[0].endswith("/staff/approvals")
            assert say("desk.act_of.owner_leave", "en") in other.content()
            if script:
                clean(other, width, "approvals")
            other.get_by_role("button", name=say("desk.approvals_no", "en")).click()
            opened(other, running, "/staff/approvals")
            assert say("desk.approvals_empty", "en") in other.content()
            assert [one for one in wrong if "403" not in one] == []
        opened(page, running, "/staff")
        assert page.get_by_text(second, exact=True).count() == 1


PRESSED = "main :is(button, select, .button, input:not([type=hidden]))"
WITHOUT_EDGE = f"""[...document.querySelectorAll("{PRESSED}")]
    .filter((one) => one.offsetParent && getComputedStyle(one).borderStyle === "none"
                     && getComputedStyle(one).appearance === "none")
    .map((one) => one.outerHTML.slice(0, 120))"""
ROOMS = {
    "cashier": ["inbox", "today", "person"],
    "technician": ["inbox", "today"],
}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("role", ["cashier", "technician"])
def test_the_lesser_roles_see_their_rooms_and_nothing_unmasked(
    chromium: Any, running: Running, role: Any, width: int
) -> None:
    with desk_of(chromium, running, f"{role}-{width}", role, width) as (page, wrong):
        for language in ("id", "en"):
            opened(page, running, "/today", language)
            links = page.locator("nav.desk-rooms li:not(.rooms-more) a").all_inner_texts()
            wanted = [say(f"desk.nav_{one}", language) for one in ROOMS[role]]
            assert [one.strip() for one in links if one.strip()] == wanted
            clean(page, width, f"today {language}")
            opened(page, running, "/", language)
            clean(page, width, f"inbox {language}")
            assert "+6281200000041" not in page.content()
            assert "0812" not in page.content()
        if role == "cashier":
            opened(page, running, f"/p/{running.person}")
            assert say("desk.person.held", "en") in page.content()
            assert page.locator("main button[name=kind]").count() == 0
            assert page.locator("main a[href*='/same']").count() == 0
            clean(page, width, "person")
        assert page.locator("button[value=show_number], button[value=number]").count() == 0
        answer = page.goto(f"{local(running)}{HERE}/settings?lang=en")
        assert answer.status == 403
        clean(page, width, "refused")
        assert [one for one in wrong if "403" not in one] == []


def test_an_owner_sets_the_limit_of_waiting_with_the_keyboard_alone(
    chromium: Any, running: Running
) -> None:
    with desk_of(chromium, running, "owner-keys", "owner") as (page, wrong):
        opened(page, running, "/settings/flow")
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "minutes":
                break
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
        )
        assert outline
        page.keyboard.type("45")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert page.locator("#minutes, [name=minutes]").first.input_value() == "45"
        clean(page, 1440, "flow")
        assert wrong == []


@pytest.mark.parametrize("path", ["/today", "/staff", "/staff/approvals", "/people", "/settings"])
def test_in_high_contrast_what_can_be_pressed_has_an_edge(
    chromium: Any, running: Running, path: str
) -> None:
    name = f"owner-contrast-{path.strip('/').replace('/', '-')}"
    with desk_of(
        chromium, running, name, "owner", forced_colors="active", color_scheme="dark"
    ) as (page, wrong):  # fmt: skip
        opened(page, running, path)
        bare = page.evaluate(WITHOUT_EDGE)
        assert bare == []
        # axe reads the colour the style sheet asks for, not the system's that is painted.
        found = [one for one in violations(page) if not one.startswith("color-contrast")]
        assert found == []
        assert wrong == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_on_a_phone_no_column_is_squeezed_to_a_thread(
    chromium: Any, running: Running, language: str
) -> None:
    with desk_of(chromium, running, f"officer-{language}", "officer", 390) as (page, wrong):
        for path in ("/tonight", f"/p/{running.person}", "/ledger", "/health"):
            opened(page, running, path, language)
            thin = page.evaluate(
                "[...document.querySelectorAll('main dd, main td')].filter((one) =>"
                " one.offsetParent && one.textContent.trim() && one.clientWidth < 60)"
                ".map((one) => one.textContent.trim().slice(0, 40))"
            )
            assert thin == [], path
            clean(page, 390, path)
        assert wrong == []
