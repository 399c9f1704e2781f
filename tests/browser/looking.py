"""A page of Chromium, everything that goes wrong on it, and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe


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
