"""Files of a conversation: pictures drawn anew, papers behind a press, nothing for anybody else."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from fakes.pages import writes
from janji.desk.media_files import PAPERS
from janji.kit.clock import SetClock
from janji.vault.house import House
from rooms.desk.talk_world import STRANGER, noted, of, picture, with_file


def test_a_picture_is_shown_to_staff_alone_drawn_anew_and_never_sniffed(
    house: House, agent: Any, officer: Any
) -> None:
    person = writes(house, "halo")
    record = with_file(house, person, "menu favorit", picture(), "image/png")
    address = f"/desk/ramen-master/c/{person}/f/{record}/0"
    assert address in agent.get(of(person)).content.decode()
    answer = agent.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="1.png"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert '"kinds":"media"' in noted(house, "vault.read")[-1].detail
    assert officer.get(address).status_code == 403
    other = writes(house, "lain", number="+6281200000042")
    assert agent.get(f"/desk/ramen-master/c/{other}/f/{record}/0").status_code == 404
    assert agent.get(f"/desk/ramen-master/c/{person}/f/{record}/9").status_code == 404
    assert agent.get(f"{STRANGER}/f/{uuid4()}/0").status_code == 404


@pytest.mark.parametrize(
    ("words", "body", "kind"),
    [("ini KTP saya", b"", "image/png"), ("", b"%PDF-1.4 x", "application/pdf")],
)
def test_papers_stay_covered_until_pressed_and_the_pass_is_for_one_account_and_a_while(
    house: House, agent: Any, cashier: Any, words: str, body: bytes, kind: str
) -> None:
    person = writes(house, "halo")
    record = with_file(house, person, words, body or picture(), kind)
    plain = f"/desk/ramen-master/c/{person}/f/{record}/0"
    assert plain not in agent.get(of(person)).content.decode()
    assert agent.get(plain).status_code == 404
    page = agent.post(of(person), {"act": "show_file", "file": f"{record}/0"}).content.decode()
    [opened, *_] = re.findall(rf'"({plain}[^"]*pass=[^"]+)"', page)
    opened = opened.replace("&amp;", "&")
    answer = agent.get(opened)
    assert answer.status_code == 200
    begins = "inline" if kind == "image/png" else "attachment"
    assert answer.headers["Content-Disposition"].startswith(begins)
    assert '"what":"document"' in noted(house, "desk.revealed")[-1].detail
    assert cashier.get(opened).status_code == 404
    assert isinstance(house.clock, SetClock)
    house.clock.forward(seconds=360)
    assert agent.get(opened).status_code == 404


@pytest.mark.parametrize(
    "said_with", ["ini bukti transfernya", "KTP", "foto paspor ku", "No. Rekening"]
)
def test_words_that_announce_papers_are_known(said_with: str) -> None:
    assert PAPERS.search(said_with)
