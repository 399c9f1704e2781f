"""What is wrong with a policy text, and what the law asks of it, as the editor shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from janji.policy.business import Business
from janji.policy.lint_report import Row, reading_report
from janji.policy.model import PolicyFile
from janji.policy.reader import PolicyRefused, understand
from janji.vault.proposals import wrong_with
from janji.vault.versions import Words

MOST = 50  # told at once; whoever puts these right sees the next


@dataclass(frozen=True)
class Fault:
    """One thing at a place of a text. file: policy, published or another; weight: how heavy.

    weight: "fault" (the file cannot be used), "error", "warning", "info" (the law).
    """

    file: str
    line: int
    column: int
    weight: str
    words: str
    fix: str = ""
    law: str = ""
    excerpt: str = ""


@dataclass(frozen=True)
class Found:
    """All faults; passed: how many of the law's questions are met, None when none was asked."""

    faults: tuple[Fault, ...]
    more: int
    passed: int | None

    def count(self, *weights: str) -> int:
        """How many are of these weights."""
        return sum(one.weight in weights for one in self.faults)

    @property
    def broken(self) -> int:
        """Faults that keep the file from being used."""
        return self.count("fault")

    @property
    def errors(self) -> int:
        """Duties of the law that are not met."""
        return self.count("error")

    @property
    def warnings(self) -> int:
        """What the law will ask, or what is good practice."""
        return self.count("warning", "info")


def faults_of(business: Business, words: Words, today: date, language: str) -> Found:
    """Faults of form and meaning; the law's questions once there are none."""
    lines = {"policy": words.source.splitlines(), "published": words.published.splitlines()}
    problems = wrong_with(business, words)
    if problems:
        rows = [
            fault(lines, one.file, one.line, one.column, "fault",
                  one.indonesian if language == "id" else one.english)
            for one in problems
        ]  # fmt: skip
        return Found(tuple(rows[:MOST]), max(0, len(rows) - MOST), None)
    return law_faults(business, words, today, language, lines)


def law_faults(
    business: Business, words: Words, today: date, language: str, lines: dict[str, list[str]]
) -> Found:
    """The law's questions that are not met, with what to do."""
    reading = understand(words.source, PolicyFile, "policy.yaml")
    try:
        report = reading_report(reading, business.folder, today)
    except PolicyRefused:  # what the published text states is broken on its own: not asked here
        return Found((), 0, None)
    rows = [asked(lines, row, language) for row in report.of()]
    return Found(tuple(rows[:MOST]), max(0, len(rows) - MOST), report.count("passed"))


def asked(lines: dict[str, list[str]], row: Row, language: str) -> Fault:
    """One question of the law as a fault."""
    made = fault(lines, row.file, row.line, row.column, row.severity or "info", row.asks[language])
    return Fault(made.file, made.line, made.column, made.weight, made.words, row.fix[language],
                 f"{row.id} · {row.law}", made.excerpt)  # fmt: skip


def fault(
    lines: dict[str, list[str]], file: str, line: int, column: int, weight: str, words: str
) -> Fault:
    """A fault with the line it is about."""
    names = {"policy.yaml": "policy", "published.txt": "published"}
    short = names.get(file.rpartition("/")[2], file.rpartition("/")[2])
    known = lines.get(short, [])
    excerpt = known[line - 1].strip()[:120] if 1 <= line <= len(known) else ""
    return Fault(short, line, column, weight, words, excerpt=excerpt)
