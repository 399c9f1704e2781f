"""Each question both ways, what silence weighs, what weighs more, and that saying more helps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lint_good import GOOD, SPOILS, good, spoiled
from lint_support import LATER, NOW, SLUGS, published

from janji.policy.law import law_rules
from janji.policy.lint import QUESTIONS, lint
from janji.policy.stated import Stated

STATED_ONCE = (  # questions that a single missing statement answers: it must be there
    "CTRL-02", "DPO-01", "PSE-01", "META-01", "META-02", "CHLD-01", "DISB-01", "DEL-01", "DEL-02",
    "RGT-08", "RGT-12", "BRCH-01", "SEC-03", "RET-03", "DATA-01", "CTRL-01", "RGT-09",
)  # fmt: skip
RANK = {"failed": 0, "cannot_tell": 1, "not_applicable": 1, "passed": 2}
GAPS = (
    ("identity", "address"), ("identity", "officer"), ("identity", "registration"),
    ("identity", "legal_form"), ("paper", "effective"), ("paper", "versions"), ("children",),
    ("accessible",), ("deletion", "notice"), ("deletion", "stop_use_hours"), ("breach",),
    ("rights", "acknowledged"), ("rights", "free_copy"), ("rights", "complaints"),
    ("rights", "evidence"), ("retention", "scope"), ("marketing", "report"), ("merger",),
    ("impact", "reference"), ("cookies",), ("consent",), ("data", "fields"),
    ("security", "measures"),
)  # fmt: skip


def test_every_rule_has_a_fact_that_spoils_it() -> None:
    assert set(SPOILS) == set(law_rules())


@pytest.mark.parametrize("rule", sorted(SPOILS))
def test_a_question_is_met_by_the_good_text_and_fails_when_its_fact_is_spoiled(rule: str) -> None:
    assert QUESTIONS[rule](good()).verdict == "passed"
    broken = QUESTIONS[rule](spoiled(rule))
    assert broken.verdict == "failed"
    assert broken.path, "a failure names its place"


def test_the_good_text_has_nothing_left_to_say() -> None:
    assert {found.outcome.verdict for found in lint(good(), LATER)} == {"passed"}


@pytest.mark.parametrize("rule", ["CONS-05", "RGT-02", "RGT-04", "CHG-01"])
def test_worse_than_silence_is_an_error_where_silence_is_a_warning(rule: str) -> None:
    said = {found.rule.id: found.severity for found in lint(spoiled(rule), NOW)}
    silent = {found.rule.id: found.severity for found in lint(Stated(business="silent"), NOW)}
    assert said[rule] == "error"
    assert silent[rule] in ("warning", None)


def test_an_officer_who_is_needed_and_has_no_contact_is_an_error() -> None:
    stated = changed(good(), ("identity", "officer", "contact"), None)
    assert {f.rule.id: f.severity for f in lint(stated, NOW)}["DPO-01"] == "error"


def test_a_pending_ground_abroad_is_a_warning_until_the_second_regime_and_an_error_then() -> None:
    stated = changed(good(), ("sharing", "recipients", "twilio", "ground"), "pending")
    assert {f.rule.id: f.severity for f in lint(stated, NOW)}["XB-01"] == "warning"
    assert {f.rule.id: f.severity for f in lint(stated, LATER)}["XB-01"] == "error"


def test_a_recipient_that_gets_nothing_yet_needs_no_contract_yet() -> None:
    path = ("sharing", "recipients", "twilio")
    bare = changed(good(), (*path, "agreement"), None)
    assert QUESTIONS["RCP-04"](bare).verdict == "failed"
    waiting = changed(bare, (*path, "waits"), {"quote": "not signed yet"})
    assert QUESTIONS["RCP-04"](waiting).verdict == "passed"


def changed(stated: Stated, path: tuple[str, ...], value: Any) -> Stated:
    """The same facts with one replaced."""
    tree: Any = stated.model_dump()
    here = tree
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return Stated.model_validate(tree)


def of_good(path: tuple[str, ...]) -> Any:
    """The good text's fact at *path*."""
    here: Any = GOOD
    for step in path:
        here = here[step]
    return here


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SLUGS), st.lists(st.sampled_from(GAPS), min_size=1, unique=True))
def test_adding_a_missing_statement_never_makes_what_must_be_stated_worse(
    slug: str, gaps: list[tuple[str, ...]]
) -> None:
    before = published(slug)
    after = before
    for path in gaps:
        there: Any = after.model_dump()
        for step in path:
            there = there[step]
        if not there:
            after = changed(after, path, of_good(path))
    for rule in STATED_ONCE:
        first, then = QUESTIONS[rule](before).verdict, QUESTIONS[rule](after).verdict
        assert RANK[then] >= RANK[first], (slug, rule, gaps)
