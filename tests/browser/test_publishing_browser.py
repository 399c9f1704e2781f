"""What is published, in a real browser: five policies, their versions, a badge on another site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import page_of, violations
from rooms.site.published_world import with_two_versions

pytestmark = pytest.mark.browser
SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
VERSIONS = ("privacy/v", "privacy/v/2", "privacy/v/1..2")


@pytest.fixture(scope="module")
def versions(running: Running) -> int:
    """Two versions of the ramen shop's policy; made before Playwright keeps an event loop here."""
    return int(with_two_versions(running.house).number)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
@pytest.mark.parametrize("slug", SLUGS)
def test_each_policy_is_readable_by_everyone_with_everything_unfolded(
    versions: int, chromium: Any, running: Running, slug: str, width: int, scheme: str
) -> None:
    language = "en" if width == 390 else "id"
    with page_of(chromium, running.url, width, color_scheme=scheme) as (page, wrong):
        page.goto(f"{running.url}/{slug}/privacy?lang={language}")
        assert page.locator("h1").count() == 1
        assert page.locator("#short").is_visible()
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.context.cookies() == []
        assert wrong == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("place", VERSIONS)
def test_versions_and_differences_are_readable_by_everyone_without_scripts(
    versions: int, chromium: Any, running: Running, place: str, width: int
) -> None:
    assert versions == 2
    with page_of(chromium, running.url, width) as (page, wrong):
        page.goto(f"{running.url}/ramen-master/{place}?lang=id")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert wrong == []
    with page_of(chromium, running.url, width, java_script_enabled=False) as (page, _):
        page.goto(f"{running.url}/ramen-master/privacy?lang=en")
        page.get_by_role("link", name="What changed since version 1").first.click()
        assert "What it means for you" in page.inner_text("main")
        assert page.locator("del").count() > 0
        assert page.locator("ins").count() > 0


def test_details_open_from_the_keyboard_and_a_promise_is_found_by_its_address(
    versions: int, chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, _):
        page.goto(f"{running.url}/jova-pos/privacy?lang=en")
        more = page.locator("#consent-promotions summary")
        assert not page.get_by_text("Reply STOP.", exact=False).nth(1).is_visible()
        more.focus()
        page.keyboard.press("Enter")
        assert page.locator("#consent-promotions .told").is_visible()
        page.goto(f"{running.url}/jova-pos/privacy?lang=en#j-51")
        box = page.locator("#j-51").bounding_box()
        assert 0 <= box["y"] < 844


@pytest.fixture(scope="module")
def elsewhere(running: Running) -> Iterator[str]:
    """The business's own site, on another origin, with the lines of the desk pasted in."""
    lines = (
        f'<!doctype html><title>Shop</title><a href="{running.url}/ramen-master/privacy">'
        f'<img src="{running.url}/ramen-master/badge.svg?lang=en" alt="Promises" height="24"></a>'
    ).encode()

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(lines)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_badge_is_drawn_on_another_site_and_leaves_nothing_there(
    versions: int, elsewhere: str, chromium: Any, running: Running
) -> None:
    with page_of(chromium, "http", 800) as (page, wrong):
        page.goto(elsewhere)
        assert page.evaluate("document.querySelector('img').naturalWidth") > 100
        assert page.context.cookies() == []
        assert [one for one in wrong if "favicon" not in one] == []
        found = page.evaluate(
            "async place => (await fetch(place)).ok", f"{running.url}/.well-known/janji-policy.json"
        )
        assert found
