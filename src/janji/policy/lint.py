"""The law's questions put to what a policy states: what is met, what is not, what cannot be told.

Nothing here says that a policy is lawful; it says which questions were met, which were not, and
which could not be asked. Not legal advice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from janji.policy import (
    lint_conduct,
    lint_consent,
    lint_data,
    lint_identity,
    lint_rights,
    lint_sharing,
)
from janji.policy.law import LawRule, Severity, law_rules, second_regime
from janji.policy.lint_outcome import Outcome, Question
from janji.policy.stated import Stated

QUESTIONS: dict[str, Question] = {
    **lint_identity.QUESTIONS,
    **lint_data.QUESTIONS,
    **lint_consent.QUESTIONS,
    **lint_sharing.QUESTIONS,
    **lint_rights.QUESTIONS,
    **lint_conduct.QUESTIONS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One question with its answer; severity only when it was not met."""

    rule: LawRule
    outcome: Outcome
    severity: Severity | None


def lint(stated: Stated, on: date) -> list[Finding]:
    """Every question of the law with its answer for *stated*, weighed as on the day *on*."""
    return [weighed(rule, QUESTIONS[name](stated), on) for name, rule in law_rules().items()]


def weighed(rule: LawRule, outcome: Outcome, on: date) -> Finding:
    """An answer with its severity on a day."""
    if outcome.verdict != "failed":
        return Finding(rule, outcome, None)
    if outcome.weight == "rule":
        severity = rule.weighs(on)
    elif outcome.weight == "longer":
        severity = rule.longer or rule.weighs(on)
    elif outcome.weight == "later":
        severity = "error" if on >= second_regime() else "warning"
    else:
        severity = outcome.weight
    return Finding(rule, outcome, severity)


def tally(findings: Iterable[Finding]) -> Counter[str]:
    """How many were passed, not applicable or not to be told, and how many failed how heavily."""
    return Counter(found.severity or found.outcome.verdict for found in findings)
