"""A policy of the right shape that does not hold together: said at its line, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from janji.kit.errors import Problem
from janji.policy.business import load_business
from janji.policy.check import stands

Spoil = Callable[[str, str, str], tuple[int, int]]
Refusals = Callable[[], list[Problem]]

MEANING = [
    (
        "a quote that was changed",
        'says:\n      id: "Nomor WhatsApp"\n      en: "WhatsApp phone number"',
        'says:\n      id: "Nomor WhatsApp"\n      en: "WhatsApp phone numbers"',
        2,
        "quote_not_published",
    ),
    (
        "a quote that is a piece of a word",
        'says:\n      id: "Produk Halal"\n      en: "Produk Halal"',
        'says:\n      id: "Produk Hal"\n      en: "Produk Halal"',
        1,
        "quote_not_published",
    ),
    (
        "a quote in one language only",
        'says:\n      id: "Waktu/chat timestamp"\n      en: "Message timestamps"',
        'says:\n      id: "Waktu/chat timestamp"',
        0,
        "quote_missing",
    ),
    (
        "a purpose that opens an unknown kind",
        "kinds: [message_in, message_out]\n",
        "kinds: [message_in, diary]\n",
        0,
        "unknown_reference",
    ),
    (
        "a kind of an unknown class",
        "data: [whatsapp_name]\n    retention: conversation",
        "data: [whatsapp_name]\n    retention: forever",
        1,
        "unknown_reference",
    ),
    (
        "a kind of an undeclared category",
        "data: [whatsapp_name]\n    retention",
        "data: [birthday]\n    retention",
        0,
        "unknown_reference",
    ),
    (
        "a channel through a stranger",
        "through: twilio",
        "through: stranger",
        0,
        "unknown_reference",
    ),
    (
        "a proof that does not exist",
        "proof: policy_in_force",
        "proof: trust_us",
        0,
        "unknown_proof",
    ),
    ("a promise under another's number", "- id: R-06\n", "- id: R-07\n", 0, "promise_twice"),
    ("a promise of another business", "- id: R-06\n", "- id: V-06\n", 0, "promise_unknown"),
    ("a promise left out", "promise_count: 42", "promise_count: 43", None, "promise_missing"),
    (
        "a rule that leads nowhere",
        "{path: abuse_limits,",
        "{path: abuse_limit,",
        0,
        "rule_leads_nowhere",
    ),
    (
        "a keeper that does not exist",
        "by: [rights.codes]",
        "by: [rights.identity]",
        0,
        "no_such_module",
    ),
    (
        "our own clock said longer",
        "label: {id: Sistem kami, en: Our systems}\n        at_most: 7 days",
        "label: {id: Sistem kami, en: Our systems}\n        at_most: 8 days",
        1,
        "own_clock_differs",
    ),
    (
        "kept for no day",
        "    keep: 7 days\n    counted_from",
        "    keep: 0 days\n    counted_from",
        0,
        "kept_no_day",
    ),
    (
        "kept shorter than the law",
        "    keep: 7 days\n    counted_from",
        "    legal_floor: {keep: 10 years, law: UU KUP}\n    keep: 7 days\n    counted_from",
        1,
        "below_legal_floor",
    ),
    (
        "deletion that starts when it is late",
        "start_after: 1 day",
        "start_after: 8 days",
        0,
        "starts_too_late",
    ),
    (
        "retries in the wrong order",
        "first_retry: 1 minute",
        "first_retry: 7 hours",
        0,
        "retry_reversed",
    ),
    (
        "marketing where none is allowed",
        "objection: true\n",
        "objection: true\n    marketing: true\n",
        1,
        "marketing_not_allowed",
    ),
    (
        "collected and never collected",
        "fields: [ip, ",
        "fields: [message_text, ip, ",
        0,
        "never_and_collected",
    ),
    (
        "less sure of an answer than of a choice",
        "ask_from: 0.15",
        "ask_from: 0.95",
        0,
        "bands_reversed",
    ),
    (
        "words outside the folder",
        "file: published.txt",
        "file: ../published.txt",
        0,
        "outside_folder",
    ),
]


@pytest.mark.parametrize(
    ("what", "old", "new", "lines", "code"), MEANING, ids=[row[0] for row in MEANING]
)
def test_a_fault_of_meaning_is_said_where_it_stands(
    what: str, old: str, new: str, lines: int | None, code: str, spoil: Spoil, refusals: Refusals
) -> None:
    line, _ = spoil("policy.yaml", old, new)
    found = [problem for problem in refusals() if problem.code == f"policy.{code}"]
    assert found, what
    assert found[0].indonesian != found[0].english
    if lines is not None:
        assert found[0].line == line + lines
        assert found[0].column > 1


def test_an_unknown_word_is_answered_with_the_words_there_are(
    spoil: Spoil, refusals: Refusals
) -> None:
    line, column = spoil("policy.yaml", "through: twilio", "through: twillio")
    (problem,) = refusals()
    assert (problem.line, problem.column) == (line, column + len("through: "))
    assert problem.english == "twillio is not declared in this file; there is: meta, twilio"
    assert problem.indonesian == "twillio tidak dinyatakan di berkas ini; yang ada: meta, twilio"


def test_many_faults_of_meaning_are_said_at_once(spoil: Spoil, refusals: Refusals) -> None:
    spoil("policy.yaml", "through: twilio", "through: stranger")
    spoil("policy.yaml", "start_after: 1 day", "start_after: 8 days")
    spoil("policy.yaml", "ask_from: 0.15", "ask_from: 0.95")
    spoil("business.yaml", "slug: ramen-master", "slug: soto-master")
    codes = [problem.code for problem in refusals()]
    assert sorted(codes) == [
        "policy.bands_reversed",
        "policy.slug_differs",
        "policy.slug_differs",
        "policy.starts_too_late",
        "policy.unknown_reference",
    ]


def test_published_words_may_be_wrapped_anew_without_breaking_a_quote(folder: Path) -> None:
    path = folder / "published.txt"
    words = path.read_text(encoding="utf-8").split(" ")
    assert len(words) > 100
    path.write_text("\n   ".join(words), encoding="utf-8")
    assert len(load_business(folder).policy.promises) == 42


def test_a_published_sentence_that_changes_breaks_every_promise_that_quotes_it(
    spoil: Spoil, refusals: Refusals
) -> None:
    spoil("published.txt", "MAKSIMAL 1 (satu) minggu", "MAKSIMAL 2 (dua) minggu")
    assert [problem.english for problem in refusals()] == [
        f"the quote of {promise} is not found word for word in the published text; copy it exactly"
        for promise in ("R-24", "R-25")
    ]


@pytest.mark.parametrize(
    ("quote", "there"),
    [("1 (one) week", True), ("(one)", True), ("one", True), ("on", False), ("week from", False)],
)
def test_a_quote_stands_only_as_whole_words(quote: str, there: bool) -> None:
    assert stands(quote, "a MAXIMUM of 1 (one) week.") is there
