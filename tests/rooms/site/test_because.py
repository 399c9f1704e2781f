"""Behind every id of the policy: why it is so, until when, what acts and what looked."""

from __future__ import annotations

from pathlib import Path

import pytest

from janji.audit.because import because
from janji.policy import render
from janji.policy.because import first_line, near, vocabulary
from janji.policy.business import all_businesses, load_business
from janji.policy.explain import declared
from janji.policy.grounds import asked_of
from janji.policy.law import law_rules
from janji.policy.model import PolicyFile
from janji.policy.promises import root
from janji.policy.reader import read

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


def test_the_line_and_the_clause_are_named() -> None:
    reading = read(RAMEN.folder / "policy.yaml", PolicyFile)
    text = (RAMEN.folder / "policy.yaml").read_text(encoding="utf-8").splitlines()
    found = because(RAMEN, "rights.access", {}, "en", reading)
    assert found is not None
    (thing,) = found.things
    assert thing.line is not None
    assert text[thing.line - 1] == "  access:"
    assert [one.law for one in thing.clauses if not one.id] == ["UU PDP 32(2)"]
    assert "RGT-02" in {one.id for one in thing.clauses}
    promise = because(RAMEN, "R-24", {}, "en", reading)
    assert promise is not None
    assert promise.kept[0].line is not None
    assert "R-24" in text[promise.kept[0].line - 1]


def test_every_place_that_the_law_is_asked_of_is_a_place_and_every_question_one() -> None:
    rules, tables = law_rules(), set(PolicyFile.model_fields)
    for place, ids in asked_of().items():
        assert place.partition(".")[0] in tables, place
        assert set(ids) <= set(rules), place
    declared_here = {one.path.partition(".")[0] for one in declared(RAMEN.policy)}
    assert declared_here <= set(asked_of()), "a declared thing without a question of the law"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_row_of_the_public_page_leads_to_what_is_behind_it(language: str) -> None:
    for business in all_businesses(HOMES):
        page = render.page(business, language)
        items = [item for topic in (*page.about, *page.conduct) for item in topic.items]
        places = [
            *(one.place for one in page.retention), *(one.place for one in page.recipients),
            *(one.place for one in page.rights), *(one.place for one in items),
        ]  # fmt: skip
        assert len(places) > 10
        for place in places:
            found = because(business, place, {}, language)
            assert found is not None, place
            assert found.things[0].path == place
