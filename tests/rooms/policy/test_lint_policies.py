"""The five complete policies: no error now, what is pending stays visible, corrections count."""

from __future__ import annotations

import time
from pathlib import Path
from shutil import copytree

import pytest
from lint_support import BUSINESSES, LATER, NOW, SLUGS

from janji.policy.lint_report import Report, counts, policy_report
from janji.policy.reader import PolicyRefused

OPEN_LATER = {  # what each owner must settle before PP 33/2026 binds: contracts and transfers
    "ramen-master": {"XB-01"},
    "virtus": {"RCP-04", "XB-01"},
    "jova-pos": {"RCP-04", "XB-01"},
    "fineclean": {"RCP-04", "XB-01"},
    "sanita-jaya": {"RCP-04", "XB-01"},
}


@pytest.fixture
def sanita(tmp_path: Path) -> Path:
    """A copy of one business."""
    return Path(copytree(BUSINESSES / "sanita-jaya", tmp_path / "sanita-jaya"))


def failing(report: Report) -> dict[str, str | None]:
    """Rule id to severity of what failed."""
    return {row.id: row.severity for row in report.of()}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_complete_policy_has_no_error_and_says_what_will_be_one(slug: str) -> None:
    now = policy_report(BUSINESSES / slug, NOW)
    assert now.of("error") == []
    assert {row.id for row in now.of() if row.later == "error"} == OPEN_LATER[slug]
    later = policy_report(BUSINESSES / slug, LATER)
    assert {row.id for row in later.of("error")} == OPEN_LATER[slug]
    told = counts(now)
    assert told["passed"] >= 55
    verdicts = ("passed", "failed", "not_applicable", "not_assessed")
    assert sum(told[verdict] for verdict in verdicts) == 75


@pytest.mark.parametrize("slug", SLUGS)
def test_every_finding_stands_at_a_line_of_a_file_that_has_it(slug: str) -> None:
    for row in policy_report(BUSINESSES / slug, NOW).of():
        lines = (BUSINESSES / slug / row.file).read_text("utf-8").splitlines()
        assert 1 <= row.line <= len(lines)
        assert 1 <= row.column <= len(lines[row.line - 1])
        assert row.line > 1, f"{row.id} points at the head of the file"


def test_a_sentence_counts_again_when_its_correction_is_taken_away(sanita: Path) -> None:
    assert "MKT-03" not in failing(policy_report(sanita, NOW))
    path = sanita / "policy.yaml"
    text = path.read_text("utf-8")
    assert text.count("    settles: [MKT-03]\n") == 1
    path.write_text(text.replace("    settles: [MKT-03]\n", ""), "utf-8")
    report = policy_report(sanita, NOW)
    assert failing(report)["MKT-03"] == "error"
    (row,) = [row for row in report.of("error") if row.id == "MKT-03"]
    assert row.file == "policy.yaml"
    assert row.path.startswith("promises")
    assert row.quote == "hanya jika pelanggan memberikan izin"


def test_a_correction_needs_its_words_and_a_rule_that_exists(sanita: Path) -> None:
    path = sanita / "policy.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("settles: [MKT-03]", "settles: [mkt]"), "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        policy_report(sanita, NOW)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "settles: [MKT-03]" in one)
    assert [problem.line for problem in refused.value.problems] == [line]


def test_a_decision_taken_away_is_missed_where_it_should_stand(sanita: Path) -> None:
    path = sanita / "policy.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("    legal_duty_only: true\n", ""), "utf-8")
    assert failing(policy_report(sanita, NOW))["AUTH-01"] == "warning"
    path.write_text(text.replace("stop_within: 72 hours", "stop_within: 73 hours"), "utf-8")
    assert failing(policy_report(sanita, NOW))["CONS-05"] == "error"


def test_asking_all_questions_of_one_business_takes_less_than_a_third_of_a_second() -> None:
    slug = max(SLUGS, key=lambda one: (BUSINESSES / one / "policy.yaml").stat().st_size)
    policy_report(BUSINESSES / slug, NOW)
    before = time.process_time()
    policy_report(BUSINESSES / slug, NOW)
    assert time.process_time() - before < 0.3
