"""A coming version that another replaces before its day is never said to bind or to have bound."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from published_world import applied, with_two_versions

from fakes.pages import browser_of, open_pages
from janji.kit.clock import SetClock
from janji.kit.postgres import Server
from janji.site import papers
from janji.vault.house import House


@pytest.fixture
def house(server: Server, tmp_path: Path) -> Iterator[House]:
    with open_pages(
        server, tmp_path, "site_replaced", JANJI_PUBLIC_URL="https://janji.example"
    ) as opened:
        yield opened


def states(visitor: Any) -> list[str]:
    told = json.loads(visitor.get("/.well-known/janji-policy.json").content)
    return [one["state"] for one in told["businesses"][0]["versions"]]


def test_a_version_that_was_taken_back_never_took_force(house: House) -> None:
    shop, visitor = with_two_versions(house), browser_of(house)
    assert states(visitor) == ["coming", "in_force"]
    assert applied(house, shop.business, shop.first, shop.starts) == 3
    assert states(visitor) == ["coming", "replaced", "in_force"]
    clock = house.clock
    assert isinstance(clock, SetClock)
    clock.set(clock.now() + timedelta(days=8))
    assert states(visitor) == ["in_force", "replaced", "past"]
    page = visitor.get("/ramen-master/privacy/v?lang=en").content.decode()
    assert page.count("Never took force") == 1
    assert "/privacy/v/1..3?" in page, "the change is told from what did bind before"
    assert "/privacy/v/2..3?" not in page
    feed = visitor.get("/ramen-master/privacy.atom?lang=en").content.decode()
    assert "This version never took force: another replaced it before 25 November 2026." in feed
    assert "Version 2, in force from" not in feed
    assert "Never took force" in visitor.get("/ramen-master/privacy/v/2?lang=en").content.decode()


def test_a_paper_is_given_also_where_none_can_be_kept(house: House) -> None:
    shop, visitor = with_two_versions(house), browser_of(house)
    place = house.settings.home / "published"
    place.write_text("a file where the folder should be", encoding="utf-8")
    answer = visitor.get(f"/{shop.business.slug}/privacy.pdf")
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_a_paper_that_lies_ready_waits_for_no_press_and_others_wait_not_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, visitor = with_two_versions(house), browser_of(house)
    ready, other = (f"/{shop.business.slug}/privacy/v/{number}.pdf" for number in (1, 2))
    assert visitor.get(ready).status_code == 200
    monkeypatch.setattr(papers, "WAIT", 0.01)
    with papers.ONE_AT_A_TIME:
        assert visitor.get(ready).status_code == 200
        assert visitor.get(other).status_code == 503
    assert visitor.get(other).status_code == 200


def test_a_sign_that_a_proxy_made_weak_is_still_known(house: House) -> None:
    shop, visitor = with_two_versions(house), browser_of(house)
    place = f"/{shop.business.slug}/privacy.jsonld"
    sign = visitor.get(place)["ETag"]
    assert visitor.get(place, headers={"If-None-Match": f"W/{sign}"}).status_code == 304
    assert visitor.get(place, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_who_asks_for_pages_that_are_not_there_fills_no_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    shop, visitor = with_two_versions(house), browser_of(house)
    with caplog.at_level(logging.WARNING, "janji.site"):
        assert visitor.get(f"/{shop.business.slug}/privacy/v/99").status_code == 404
    assert [one.getMessage() for one in caplog.records] == []
