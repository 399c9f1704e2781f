"""The badge for the business's own site: how its promises stood, never more than was proven."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from fakes.pages import NOON, browser_of
from janji.audit.standing import Tally
from janji.site.badge import state_of
from janji.vault.house import House

SAVE = """INSERT INTO proof_run (business_id, at, proof, verdict, evidence)
          VALUES (%(business)s, %(at)s, %(proof)s, %(verdict)s, %(evidence)s)"""
SVG = "{http://www.w3.org/2000/svg}"


def looked(house: House, minute: int, **otherwise: str) -> None:
    """Every proof of FINECLEAN looked and found it kept, but for those said *otherwise*."""
    business = house.business("fineclean")
    with house.act(business) as db:
        for proof in sorted(business.policy.proofs):
            db.run(
                SAVE, at=NOON + timedelta(minutes=minute), proof=proof, evidence=json.dumps({}),
                verdict=otherwise.get(proof, "kept"),
            )  # fmt: skip


def words_of(picture: bytes) -> tuple[str, str]:
    """The words on a badge and its title for readers aloud."""
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own badge
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert texts[0] == "Janji"
    return texts[1], root.findtext(f"{SVG}title") or ""


def test_the_badge_says_what_the_last_look_found_and_when(house: House) -> None:
    visitor: Any = browser_of(house)
    address = "/fineclean/badge.svg?lang=en"
    words, title = words_of(visitor.get(address).content)
    assert words == "not checked yet"
    assert "checked on" not in title
    looked(house, 1)
    kept, title = words_of(visitor.get(address).content)
    assert re.fullmatch(r"\d+ promises proven kept", kept)
    assert (
        title == f"What FINECLEAN.ID promises about your data: {kept}, checked on 18 November 2026"
    )
    looked(house, 2, keys_alive_past_day="cannot_tell")
    assert re.fullmatch(
        r"\d+ of \d+ promises proven kept", words_of(visitor.get(address).content)[0]
    )
    looked(house, 3, keys_alive_past_day="broken")
    broken = visitor.get(address).content
    assert re.fullmatch(r"\d+ promises? (is|are) broken", words_of(broken)[0])
    indonesian = words_of(visitor.get("/fineclean/badge.svg?lang=id").content)[0]
    assert indonesian.endswith("janji dilanggar")
    for picture in (broken, visitor.get(address).content):
        assert b"compliant" not in picture.lower()
        assert b"<script" not in picture


@pytest.mark.parametrize(
    ("kept", "broken", "provable", "state"),
    [(5, 0, 5, "kept"), (4, 0, 5, "cannot_tell"), (4, 1, 5, "broken"), (5, 1, 5, "broken")],
)
def test_the_weakest_promise_decides_the_colour(
    kept: int, broken: int, provable: int, state: str
) -> None:
    assert state_of(Tally((), 9, provable, kept, broken, NOON)) == state
    assert state_of(Tally((), 9, provable, kept, broken, None)) == "unchecked"
