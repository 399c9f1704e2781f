"""A page of Chromium, everything that goes wrong on it, and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

CHOSEN = "three unrelated words"  # the password everybody chooses


def sign_in(page: Any, url: str, name: str, password: str) -> None:
    """Fill in the form of the sign-in at *url* and send it."""
    page.goto(f"{url}/desk/login?lang=en")
    page.fill("#name", name)
    page.fill("#password", password)
    page.locator("main button[type=submit]").first.click()


def enter(page: Any, url: str, name: str, password: str) -> None:
    """Sign in; with a first password, choose one's own: on the page that follows."""
    sign_in(page, url, name, password)
    page.wait_for_url(lambda address: "/login" not in address)
    if page.locator("#again").count():
        page.fill("#password", CHOSEN)
        page.fill("#again", CHOSEN)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda address: "/password" not in address)


def cookies_of(chromium: Any, url: str, name: str, password: str) -> list[Any]:
    """What a browser holds once *name* has signed in."""
    with page_of(chromium, url, 1440) as (page, _):
        enter(page, url, name, password)
        found: list[Any] = page.context.cookies()
    return found


@contextmanager
def page_of(chromium: Any, url: str, width: int, **more: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page, and the list of everything that went wrong on it: words of the console, faults,
    requests to anywhere but *url*."""
    context = chromium.new_context(viewport={"width": width, "height": 844}, **more)
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []

    def asked(request: Any) -> None:
        if not request.url.startswith((url, "data:")):
            wrong.append(request.url)

    page.on("console", lambda said: wrong.append(f"console: {said.text}"))
    page.on("pageerror", lambda fault: wrong.append(f"error: {fault}"))
    page.on("request", asked)
    try:
        yield page, wrong
    finally:
        context.close()


def violations(page: Any) -> list[str]:
    """What axe finds, with the elements it finds it at."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:4]}" for one in found]
