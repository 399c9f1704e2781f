"""The law's questions put to the five texts as they stand: 375 answers, none decided by us."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lint_support import BUSINESSES, DAY_BEFORE, LATER, NOW, SLUGS, cell, expected, published

from janji.policy.law import law_rules
from janji.policy.lint import QUESTIONS, lint
from janji.policy.published import all_said, published_facts
from janji.policy.reader import PolicyRefused

COUNTS = {  # errors now, errors from 2027-01-16 added, warnings, infos, passed, n.a., cannot tell
    "ramen-master": (5, 6, 20, 3, 21, 17, 3),
    "virtus": (16, 6, 30, 3, 12, 8, 0),
    "jova-pos": (20, 6, 26, 3, 11, 6, 3),
    "fineclean": (15, 6, 25, 3, 12, 12, 2),
    "sanita-jaya": (11, 6, 24, 5, 17, 10, 2),
}
KINDS = ("E", "E+", "W", "I", "ok", "na", "?")


def answers(slug: str) -> dict[str, str]:
    """Rule id to answer for one published text."""
    now, later = lint(published(slug), NOW), lint(published(slug), LATER)
    return {a.rule.id: cell(a, b) for a, b in zip(now, later, strict=True)}


def test_every_rule_of_the_file_is_asked_and_every_question_has_its_rule() -> None:
    assert list(law_rules())
    assert set(law_rules()) == set(QUESTIONS) == set(expected())
    assert len(law_rules()) == 75


@pytest.mark.parametrize("slug", SLUGS)
def test_a_published_text_gets_exactly_the_known_answers(slug: str) -> None:
    known = {rule: row[SLUGS.index(slug)] for rule, row in expected().items()}
    found = answers(slug)
    assert {rule: (known[rule], found[rule]) for rule in known if known[rule] != found[rule]} == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_counts_of_a_published_text_are_the_known_ones(slug: str) -> None:
    counted = Counter(answers(slug).values())
    assert tuple(counted[kind] for kind in KINDS) == COUNTS[slug]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_second_regime_begins_on_its_day_and_not_before(slug: str) -> None:
    before = [found.severity for found in lint(published(slug), DAY_BEFORE)]
    assert before == [found.severity for found in lint(published(slug), NOW)]
    after = [found.severity for found in lint(published(slug), LATER)]
    assert after.count("error") == before.count("error") + COUNTS[slug][1]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_quote_names_its_line(slug: str) -> None:
    quotes = list(all_said(published(slug)))
    assert len(quotes) > 15
    assert all(said.line for _, said in quotes)


def test_a_changed_word_or_a_wrong_line_is_refused_where_it_stands(tmp_path: Path) -> None:
    for name in ("policy.published.yaml", "published.txt"):
        (tmp_path / name).write_bytes((BUSINESSES / "ramen-master" / name).read_bytes())
    assert published_facts(tmp_path) is not None
    path = tmp_path / "policy.published.yaml"
    text = path.read_text("utf-8").replace(
        "{line: 16, quote: Nomor WhatsApp}", "{line: 17, quote: Nomor WhatsApp}"
    )
    path.write_text(text.replace("quote: Waktu/chat timestamp", "quote: Waktu pesan"), "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        published_facts(tmp_path)
    assert [p.code for p in refused.value.problems] == ["policy.quote_not_on_line"] * 2
    lines = path.read_text("utf-8").splitlines()
    assert "Nomor WhatsApp" in lines[refused.value.problems[0].line - 1]
    assert "Waktu pesan" in lines[refused.value.problems[1].line - 1]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("legal_form: PT", "legal_form: Ltd", "policy."),
        ("finite: true", "finite: perhaps", "policy.not_yes_no"),
        ("own_interest: true", "own_interst: true", "policy.extra_forbidden"),
        ("foreign: true", "foreign: &a true", "policy.alias"),
    ],
)
def test_a_wrong_fact_is_refused_at_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    for name in ("policy.published.yaml", "published.txt"):
        (tmp_path / name).write_bytes((BUSINESSES / "ramen-master" / name).read_bytes())
    path = tmp_path / "policy.published.yaml"
    text = path.read_text("utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if old in words)
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        published_facts(tmp_path)
    assert line in {problem.line for problem in refused.value.problems}
    assert all(problem.code.startswith(code) for problem in refused.value.problems)


def test_a_business_without_the_facts_of_its_text_has_none(tmp_path: Path) -> None:
    assert published_facts(tmp_path) is None
