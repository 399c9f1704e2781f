"""The outline of every page, as a screen reader walks it: one title, and no level left out."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from fakes.pages import browser_of, writes
from janji.vault.house import House
from rooms.desk.desk_routes import address, routes

HEADING = re.compile(r"<h([1-6])[\s>]")
HIDDEN = re.compile(r"<dialog.*?</dialog>|<template.*?</template>|<svg.*?</svg>", re.DOTALL)


def outline(page: str) -> list[int]:
    """The levels of the headings, in order; dialogs have a title of their own."""
    return [int(level) for level in HEADING.findall(HIDDEN.sub("", page))]


def faults(page: str) -> list[str]:
    """What is wrong with the outline of a page."""
    levels = outline(page)
    titles = levels.count(1)
    left_out = [
        f"h{after} after h{before}"
        for before, after in zip([1, *levels], levels, strict=False)
        if after > before + 1
    ]
    return left_out if titles == 1 else [f"{titles} titles", *left_out]


def pages_of(browser: Any, subject: UUID) -> dict[str, str]:
    """Every page of the desk that this browser sees, by its name."""
    found: dict[str, str] = {}
    for route in routes():
        answer = browser.get(address(route, "ramen-master", subject))
        html = answer.get("Content-Type", "").startswith("text/html")
        if html and answer.status_code in (200, 404, 410, 422):
            found[route.name] = answer.content.decode()
    return {name: page for name, page in found.items() if "<html" in page}


@pytest.mark.parametrize("role", ["owner", "officer", "agent"])
def test_every_page_of_the_desk_has_one_title_and_an_outline_without_gaps(
    house: House, role: str, request: pytest.FixtureRequest
) -> None:
    browser = request.getfixturevalue(role)
    pages = pages_of(browser, writes(house, "Boleh pesan untuk 20 orang?"))
    assert len(pages) > 15
    assert {name: faults(page) for name, page in pages.items() if faults(page)} == {}


def test_a_stranger_meets_one_title_too(house: House) -> None:
    pages = pages_of(browser_of(house), UUID(int=7))
    assert "login" in pages
    assert {name: faults(page) for name, page in pages.items() if faults(page)} == {}
