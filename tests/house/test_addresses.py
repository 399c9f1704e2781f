"""A language chosen in the address goes along: no link or form of a page leaves it behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from house.tree import files, judge, spelled

BARE = re.compile(
    r'(?:href|action|hx-\w+|data-(?:rows|look|others|url|check))="(?:\{% url "([\w:]+)"|(\?))'
)
ASKING = re.compile(r'<form\b[^>]*\bmethod="get".*?</form>', re.DOTALL)
CARRIES = re.compile(r"\{% (?:spoken|list_inputs) %\}")


def left_behind(page: str) -> Iterator[str]:
    """Addresses of *page* that forget the language: {% go … %} keeps it, {% url … %} does not; a
    form that asks by its address carries it in a field."""
    for found in BARE.finditer(page):
        yield found[1] or found[2]
    for form in ASKING.findall(page):
        if not CARRIES.search(form):
            yield "a form that asks by its address"


def test_no_address_of_a_page_forgets_the_language() -> None:
    pages = files(".html")
    assert len(pages) > 80
    judge("addresses", (
        f"{spelled(page)}: {found}"
        for page in pages for found in left_behind(page.read_text(encoding="utf-8"))
    ))  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        '<a href="{% url "desk:inbox" business.slug %}?tab=all">x</a>',
        '<form method="post" action="{% url "desk:inbox_bulk" business.slug %}"></form>',
        '<p data-others="{% url "desk:conversation_others" business.slug person %}"></p>',
        '<a href="?file=policy">x</a>',
        '<form class="row" method="get"><input name="on"></form>',
    ],
)
def test_a_planted_address_that_forgets_it_is_found(page: str) -> None:
    assert list(left_behind(page))


@pytest.mark.parametrize(
    "page",
    [
        '<a href="{% go "desk:inbox" business.slug tab="all" %}">x</a>',
        '<a href="#top">x</a><link href="{% asset "desk/desk.css" %}">',
        '<form class="row" method="get">{% spoken %}<input name="on"></form>',
    ],
)
def test_an_address_that_keeps_it_is_let_stand(page: str) -> None:
    assert not list(left_behind(page))
