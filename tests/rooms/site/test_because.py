"""Behind every id of the policy: why it is so, until when, what acts and what looked."""

from __future__ import annotations

from pathlib import Path

import pytest

from janji.audit.because import because
from janji.policy.because import first_line, near, vocabulary
from janji.policy.business import all_businesses, load_business
from janji.policy.promises import root

HOMES = root() / "businesses"
RAMEN = load_business(HOMES / "ramen-master")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_id_of_every_policy_has_its_page(language: str) -> None:
    for business in all_businesses(HOMES):
        for word in set(vocabulary(business).values()):
            found = because(business, word, {}, language)
            assert found is not None, (business.slug, word)
            assert found.things or found.kept or found.law


def test_a_kind_says_until_when_and_which_promise_keeps_it() -> None:
    found = because(RAMEN, "retention.conversation", {}, "en")
    assert found is not None
    assert "7 days" in found.things[0].words
    ids = {one.promise.id for one in found.kept}
    assert "R-24" in ids
    kind = because(RAMEN, "message_in", {}, "en")
    assert kind is not None
    assert "7 days" in kind.things[0].words


def test_who_acts_speaks_for_itself() -> None:
    found = because(RAMEN, "R-24", {}, "id")
    assert found is not None
    for name, does in found.kept[0].actors:
        file = Path(root() / "src" / "janji" / f"{name.replace('.', '/')}.py")
        assert does
        assert does in file.read_text(encoding="utf-8")
    assert first_line("no.such") == ""


@pytest.mark.parametrize("word", ["", "R-99", "kuda nil", "../etc", "x" * 81, "alamat IP"])
def test_a_sentence_or_nonsense_in_an_address_leads_nowhere(word: str) -> None:
    assert because(RAMEN, word, {}, "id") is None


def test_what_was_nearly_asked_is_offered() -> None:
    assert "recipients.twilio" in near(RAMEN, "twillio")
    assert "R-24" in near(RAMEN, "R24")
    assert near(RAMEN, "qqqqqqqq") == []
