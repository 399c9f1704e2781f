"""The first business promises 42 things, in its own published words."""

from __future__ import annotations

import re

import pytest
from policy_texts import PUBLISHED

from janji.policy.business import Business
from janji.policy.promises import coverage

IDS = [f"R-{number:02d}" for number in range(1, 43)]
STATEMENTS = ["R-01", "R-02", "R-03", "R-06", "R-36"]


def test_every_promise_stands_exactly_once_in_order(ramen: Business) -> None:
    assert [promise.id for promise in ramen.policy.promises] == IDS


@pytest.mark.parametrize("promise_id", IDS)
def test_both_quotes_of_a_promise_stand_in_the_published_words(
    ramen: Business, promise_id: str
) -> None:
    (promise,) = [one for one in ramen.policy.promises if one.id == promise_id]
    published = re.sub(r"\s+", " ", PUBLISHED)
    assert set(promise.quotes) == {"id", "en"}
    for words in promise.quotes.values():
        assert words in published


def test_every_published_sentence_is_quoted_by_some_promise(ramen: Business) -> None:
    quoted = [words for promise in ramen.policy.promises for words in promise.quotes.values()]
    sentences = [line[3:].strip() for line in PUBLISHED.splitlines() if line.startswith("  •")]
    assert len(sentences) == 36
    for sentence in sentences:
        assert any(words in sentence or sentence in words for words in quoted), sentence


def test_all_but_five_statements_are_kept_by_a_rule_and_looked_at_by_a_proof(
    ramen: Business,
) -> None:
    count = coverage(ramen.policy)
    assert (count.total, count.enforced, count.proven, count.statement) == (42, 37, 37, 5)
    assert count.missing == ()
    unbound = [promise.id for promise in ramen.policy.promises if not promise.bound]
    assert unbound == STATEMENTS


def test_the_sharpest_promises_have_the_proofs_that_look_at_them(ramen: Business) -> None:
    proofs = {promise.id: promise.proofs for promise in ramen.policy.promises}
    assert proofs["R-24"] == (
        "conversations_kept_too_long",
        "people_kept_after_last_message",
        "media_kept_too_long",
        "provider_copies_overdue",
        "provider_copies_unaccounted",
    )
    assert proofs["R-14"] == proofs["R-15"] == proofs["R-16"] == ("technical_data_stored",)
    assert proofs["R-35"][0] == "deletions_without_clean_residue"
