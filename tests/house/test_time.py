"""No number of a promise outside businesses/, and no clock but kit.clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.tree import (
    SOURCE,
    bare,
    calls,
    dotted,
    files,
    judge,
    python_files,
    spelled,
    texts,
    tree_of,
)

SPANS = {"days", "hours", "weeks"}
UNITS = r"(days?|weeks?|months?|hours?|years?|hari|minggu|bulan|jam|tahun)"
IN_WORDS = re.compile(rf"\b\d+([.,]\d+)? {UNITS}\b", re.IGNORECASE)
IN_SQL = re.compile(
    rf"interval\s*'[^']*'|make_interval\s*\(\s*\w+\s*=>\s*\d+\s*\)|'\d+ {UNITS}'", re.IGNORECASE
)
SECONDS = {86_400, 604_800, 259_200, 2_592_000}  # a day, a week, 72 hours, 30 days
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.datetime.today", "date.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime",
    "time.clock_gettime", "timezone.now",
}  # fmt: skip
SQL_CLOCK = re.compile(
    r"(?<![:\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)


def is_number(node: ast.expr) -> bool:
    """Whether an expression is made of number literals alone."""
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return is_number(node.left) and is_number(node.right)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def periods(tree: ast.Module) -> Iterator[str]:
    """Periods written as code or as words: timedelta(days=7), "7 days", 604_800."""
    for call in calls(tree):
        if dotted(call.func).rpartition(".")[2] in ("timedelta", "relativedelta"):
            spans = [k.value for k in call.keywords if k.arg in SPANS] + call.args[:1]
            if any(is_number(one) and ast.unparse(one) != "0" for one in spans):
                yield ast.unparse(call)
    for text in texts(tree):
        for found in IN_WORDS.finditer(str(text.value)):
            yield f'"{found.group()}"'
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in SECONDS:
            yield str(node.value)


def clocks(tree: ast.Module) -> Iterator[str]:
    """Looks at a clock, and imports that hide one under a bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS:
            yield dotted(node)
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if f"{(node.module or '').rpartition('.')[2]}.{name.name}" in CLOCKS:
                    yield f"from {node.module} import {name.name}"


def test_periods_of_promises_stand_in_the_policies_only() -> None:
    found = [f"{spelled(p)}: {one}" for p in python_files() for one in periods(tree_of(p))]
    for path in files(".sql"):
        text = bare(path.read_text(encoding="utf-8"))
        found += [f"{spelled(path)}: {one.group()}" for one in IN_SQL.finditer(text)]
    for path in files(".toml", ".html", ".js"):
        words = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        found += [f"{spelled(path)}: {one.group()}" for one in IN_WORDS.finditer("\n".join(words))]
    judge("periods", found)


def test_only_one_module_looks_at_a_clock() -> None:
    found = [f"{spelled(p)}: {one}" for p in python_files() for one in clocks(tree_of(p))]
    for path in files(".sql", ".py"):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":  # SQL that stands in Python
            text = "\n".join(str(t.value) for t in texts(tree_of(path)) if is_sql(str(t.value)))
        found += [f"{spelled(path)}: {one.group()}" for one in SQL_CLOCK.finditer(bare(text))]
    for path in files(".html"):
        if re.search(r"{%\s*now\b", path.read_text(encoding="utf-8")):
            found.append(f"{spelled(path)}: now")
    judge("clocks", found)


def is_sql(text: str) -> bool:
    """Whether a text looks like a statement."""
    return re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER)\b", text) is not None


@pytest.mark.parametrize(
    "planted",
    [
        "keep = timedelta(days=7)",
        "keep = datetime.timedelta(7)",
        "keep = timedelta(hours=-72)",
        "keep = timedelta(weeks=2 * 2)",
        'keep = "7 days"',
        'words = f"paling lama 30 hari"',
        "keep = 7 * 86_400",
    ],
)
def test_a_planted_period_is_found(planted: str) -> None:
    assert list(periods(ast.parse(planted)))
    assert not list(periods(ast.parse("keep = timedelta(days=policy.keep_days(cls), seconds=30)")))


@pytest.mark.parametrize(
    "planted",
    [
        "at = datetime.now(UTC)",
        "at = datetime.datetime.now()",
        "day = date.today()",
        "at = time.time()",
        "from time import time",
        "from django.utils.timezone import now",
        "field(default_factory=datetime.utcnow)",
    ],
)
def test_a_planted_clock_is_found(planted: str) -> None:
    assert list(clocks(ast.parse(planted)))
    assert not list(clocks(ast.parse("at = clock.now(); took = time.monotonic()")))


@pytest.mark.parametrize("planted", ["at < now()", "day = CURRENT_DATE", "clock_timestamp ( )"])
def test_a_planted_clock_in_sql_is_found(planted: str) -> None:
    assert SQL_CLOCK.search(planted)
    assert not SQL_CLOCK.search("at < :now AND known(1)")


@pytest.mark.parametrize(
    "planted", ["INTERVAL '7 days'", "make_interval(days => 7)", "'30 days'::interval"]
)
def test_a_planted_period_in_sql_is_found(planted: str) -> None:
    assert IN_SQL.search(planted)
    assert not IN_SQL.search("make_interval(hours => a.hours) + :longest::interval")


def test_the_source_is_where_it_is_looked_for() -> None:
    assert SOURCE / "kit" / "clock.py" in python_files()
    assert list(clocks(tree_of(Path(SOURCE / "kit" / "clock.py"))))
