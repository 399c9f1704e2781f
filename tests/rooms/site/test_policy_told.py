"""The policy page as a visitor reads it: everything said is there, in words, in both languages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from janji.policy.check import plain
from janji.policy.published import all_said, published_facts
from janji.policy.render import page
from janji.policy.stated_from import stated_from
from janji.vault.house import House

SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
NOT_SAID = {
    "anchor",
    "language",
    "effective",
    "other_language",
    "place",
}  # places and codes, not words


def strings(part: Any) -> Iterator[str]:
    """All words of a page."""
    if is_dataclass(part):
        for one in fields(part):
            if one.name not in NOT_SAID:
                yield from strings(getattr(part, one.name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from strings(inner)
    elif isinstance(part, str):
        yield part


def anchors(part: Any) -> Iterator[str]:
    """All places of a page that an address may name."""
    if is_dataclass(part):
        for one in fields(part):
            inner = getattr(part, one.name)
            yield from [inner] if one.name == "anchor" and inner else anchors(inner)
    elif isinstance(part, tuple):
        for inner in part:
            yield from anchors(inner)


def flat(text: str) -> str:
    """Words as they are read: no markup, one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_all_that_the_policy_page_says_stands_in_its_html(
    visitor: Any, house: House, slug: str, language: str
) -> None:
    answer = visitor.get(f"/{slug}/privacy?lang={language}").content.decode()
    seen = flat(answer)
    made = page(house.business(slug), language)
    words = {flat(one) for one in strings(made)}
    assert len(words) > 200
    assert [one for one in words if one not in seen] == []
    places = set(re.findall(r' id="([^"]+)"', answer))
    assert set(anchors(made)) <= places
    assert all(place in places for place in re.findall(r'href="#([^"]+)"', answer))
    assert len(places) == len(re.findall(r' id="([^"]+)"', answer))
    behind = [one.place for one in made.retention] + [one.place for one in made.recipients]
    behind += [one.place for one in made.rights]
    behind += [item.place for topic in (*made.about, *made.conduct) for item in topic.items]
    for place in behind:
        assert f'href="/{slug}/explain/{place}?lang={language}"' in answer
        assert visitor.get(f"/{slug}/explain/{place}").status_code == 200


@pytest.mark.parametrize("slug", SLUGS)
def test_each_published_sentence_that_counts_for_the_law_stands_on_the_page(
    visitor: Any, house: House, slug: str
) -> None:
    business = house.business(slug)
    house.begin(business)
    published = published_facts(business.folder)
    assert published is not None
    stated = stated_from(business.policy.file, published.facts).stated
    quotes = [said.quote for _, said in all_said(stated) if said.line]
    assert quotes
    seen = plain(flat(visitor.get(f"/{slug}/privacy").content.decode()))
    assert [one for one in quotes if plain(flat(one)) not in seen] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_short_version_comes_before_everything_else(visitor: Any, slug: str) -> None:
    text = visitor.get(f"/{slug}/privacy?lang=en").content.decode()
    order = ("short", "who", "data", "purposes", "clocks", "recipients", "rights", "consents",
             "cookies", "security", "events", "words", "version")  # fmt: skip
    found = [text.index(f'<h2 id="{place}"') for place in order]
    assert found == sorted(found)
