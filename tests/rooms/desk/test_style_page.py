"""The style page shows the parts themselves: every state of the box to write in among them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from janji.kit.text import say
from janji.vault.house import House

BEGINS = r'<div class="stack stack-s" id="box-'
BOX = re.compile(rf'{BEGINS}(\w+)">(.*?)(?={BEGINS}|<section)', re.DOTALL)
SAID = {
    "open": "desk.waits_title",
    "draft": "desk.talk.draft_kept",
    "quote": "desk.talk.no_quote",
    "note": "desk.talk.keep_note",
    "sending": "desk.send",
    "failed": "care.agent.taken",
    "offline": "desk.talk.offline",
    "unkept": "desk.talk.draft_lost",
    "shut": "desk.talk.choose_template",
    "shut_alone": "desk.talk.no_templates",
    "muted": "desk.person.muted_title",
    "blocked": "vault.blocked",
    "restricted": "vault.restricted",
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_of_the_box_is_shown_and_says_what_it_is(owner: Any, language: str) -> None:
    page = owner.get(f"/desk/style?lang={language}").content.decode()
    boxes = dict(BOX.findall(page))
    assert boxes.keys() == SAID.keys()
    for name, key in SAID.items():
        assert say(key, language).replace("'", "&#x27;") in boxes[name], name
    assert "aria-busy" in boxes["sending"]
    assert "aria-busy" not in boxes["open"]
    for name in ("shut", "shut_alone", "blocked", "restricted"):
        assert 'value="reply"' not in boxes[name], name
    twice = [one for one, n in Counter(re.findall(r'\sid="([^"]+)"', page)).items() if n > 1]
    assert twice == []


def test_what_is_sent_from_the_style_page_goes_nowhere(house: House, owner: Any) -> None:
    sent = owner.post("/desk/style", {"act": "reply", "text": "halo"})
    assert (sent.status_code, sent["Location"]) == (302, "/desk/style#composer")
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM message WHERE business_id = %(business)s") == 0
