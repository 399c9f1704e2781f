"""The proof as people read it: promise by promise, with what was seen and what nobody can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from janji.audit.proofs import Verdict
from janji.kit.dates import day_and_time, long_date
from janji.kit.dates import number as written
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.promise import Promise

WORST_FIRST = ("broken", "cannot_tell", "kept")
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def as_text(
    verdicts: Sequence[Verdict], promises: Sequence[Promise], language: str, zone: str
) -> str:
    """Every promise with its quote, its rule and what the proofs saw; then a summary.

    zone: where the business is; times are told as its clocks show them.
    """
    blocks = [
        "\n".join(promise_lines(one, language, zone))
        for one in as_json(verdicts, promises)["promises"]
    ]
    return "\n\n".join([*blocks, summary(verdicts, promises, language)]) + "\n"


def as_json(verdicts: Sequence[Verdict], promises: Sequence[Promise]) -> dict[str, Any]:
    """The same as plain JSON values: {"promises": […], "summary": {word: count}}."""
    found = {one.proof: one for one in verdicts}
    told = [promise_facts(one, found) for one in promises]
    counts = Counter(one["verdict"] for one in told)
    words = (*WORST_FIRST, "statement_only", "planned")
    return {"promises": told, "summary": {word: counts[word] for word in words}}


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """0 when nothing is broken, else 1."""
    return int(any(one.word == "broken" for one in verdicts))


def summary(verdicts: Sequence[Verdict], promises: Sequence[Promise], language: str) -> str:
    """One line: how many are kept, broken, open, and only stated."""
    counts = as_json(verdicts, promises)["summary"]
    return say("audit.report.summary", language, **counts)


def promise_facts(promise: Promise, found: Mapping[str, Verdict]) -> dict[str, Any]:
    """One promise with the answers of its proofs; a proof not asked is "cannot tell"."""
    unasked = ("not_asked",)
    answers = [
        found.get(name) or Verdict(name, "cannot_tell", missing=unasked) for name in promise.proofs
    ]
    return {
        "id": promise.id,
        "quotes": dict(promise.quotes),
        "rule": promise.rule,
        "by": list(promise.by),
        "honest": dict(promise.honest),
        "verdict": "planned" if promise.planned else worst(answers),
        "proofs": [proof_facts(one) for one in answers],
    }


def proof_facts(verdict: Verdict) -> dict[str, Any]:
    """One proof's answer as plain values."""
    return {
        "proof": verdict.proof,
        "verdict": verdict.word,
        "evidence": verdict.evidence,
        "missing": list(verdict.missing),
        "rows": verdict.rows,
    }


def worst(answers: Sequence[Verdict]) -> str:
    """Broken if any is; else cannot_tell if any; statement_only when nothing looks."""
    words = {one.word for one in answers}
    return next((word for word in WORST_FIRST if word in words), "statement_only")


def promise_lines(one: Mapping[str, Any], language: str, zone: str) -> list[str]:
    """One promise as lines of text."""
    quote = one["quotes"].get(language) or next(iter(one["quotes"].values()), "")
    lines = [f"{one['id']}  {say('audit.verdict.' + one['verdict'], language)}  “{quote}”"]
    if one["rule"]:
        by = ", ".join(one["by"])
        lines.append("      " + say("audit.report.rule", language, rule=one["rule"], by=by))
    if one["honest"]:
        lines.append("      " + one["honest"].get(language, ""))
    for proof in one["proofs"]:
        lines += ["      " + line for line in proof_lines(proof, language, zone)]
    return lines


def proof_lines(proof: Mapping[str, Any], language: str, zone: str) -> list[str]:
    """What one proof looked for, what it saw, what is missing, which rows break it."""
    word = say(f"audit.verdict.{proof['verdict']}", language)
    lines = [f"{word}: {say('audit.proof.' + proof['proof'], language)}"]
    if seen := evidence_words(proof["evidence"], language, zone):
        lines.append("  " + "; ".join(seen))
    lines += ["  " + say(f"audit.missing.{word}", language) for word in proof["missing"]]
    for row in proof["rows"]:
        told = (f"{key} {moment(value, language, zone)}" for key, value in row.items())
        lines.append("  - " + ", ".join(told))
    return lines


def evidence_words(evidence: Mapping[str, Any], language: str, zone: str) -> list[str]:
    """Figures as words: "oldest thing held: 6 d 3 h"."""
    return [
        say(f"audit.evidence.{name}", language, value=figure(name, value, language, zone))
        for name, value in evidence.items()
    ]


def figure(name: str, value: Any, language: str, zone: str) -> str:
    """A figure in its unit, which its name tells: …_seconds, …_days, …_hours."""
    if name.endswith("_seconds"):
        return span(int(value), language)
    if name.endswith(("_days", "_hours")):
        return say("audit.unit" + name[name.rindex("_") :].replace("_", "."), language, n=value)
    return moment(value, language, zone)


def moment(value: Any, language: str, zone: str) -> str:
    """A day or time of ISO 8601 as people write it in *zone*, a count in groups; else as it is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return written(value, language)
    if not isinstance(value, str) or not ISO.fullmatch(value):
        return f"{value}"
    if len(value) == len("2026-11-22"):
        return long_date(date.fromisoformat(value), language)
    return day_and_time(datetime.fromisoformat(value), zone, language)


def span(seconds: int, language: str) -> str:
    """A time in its two largest units: "6 d 3 h", "3 h 10 min"."""
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = (("days", days), ("hours", hours)) if days else (("hours", hours), ("minutes", minutes))
    said = [say(f"audit.unit.{unit}", language, n=n) for unit, n in parts if n]
    return " ".join(said) or say("audit.unit.minutes", language, n=0)
