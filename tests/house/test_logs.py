"""What is logged holds closed words, numbers and places in the code; never a person's data."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from house.tree import calls, dotted, functions, judge, python_files, spelled, tree_of

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log", "warn"}
SAFE_CALLS = {"named", "len", "int", "type"}
SAFE_ENDS = {"slug", "__name__", "code", "sqlstate"}  # attributes that hold closed words
SAFE_TYPES = {"int", "float", "bool"}


def is_log(call: ast.Call) -> bool:
    """Whether a call writes to a log: log.error(…), logging.info(…), warnings.warn(…)."""
    owner, _, method = dotted(call.func).rpartition(".")
    owner = owner.rpartition(".")[2]
    return method in LEVELS and owner.lower() in ("log", "_log", "logger", "logging", "warnings")


def safe_names(inside: ast.AST) -> set[str]:
    """Names in a function that can only hold numbers or what named() made."""
    found: set[str] = set()
    for node in ast.walk(inside):
        if isinstance(node, ast.Assign) and is_safe(node.value, set()):
            found |= {one.id for one in node.targets if isinstance(one, ast.Name)}
        if isinstance(node, ast.arg) and node.annotation is not None:
            found |= {node.arg} if ast.unparse(node.annotation) in SAFE_TYPES else set()
    return found


def is_safe(node: ast.expr, known: set[str]) -> bool:
    """Whether an argument of a log call is a closed word, a number or a place in the code."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in SAFE_CALLS
    if isinstance(node, ast.Attribute):
        return node.attr in SAFE_ENDS
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in known)


def loose(tree: ast.AST) -> Iterator[str]:
    """Log calls with words of unknown origin, or with a trace (which shows values)."""
    inside: dict[ast.Call, ast.AST] = {}
    for around in (tree, *functions(tree)):
        inside |= {one: around for one in calls(around) if is_log(one)}
    for call, around in inside.items():
        known = safe_names(around)
        words = [*call.args, *(k.value for k in call.keywords)]
        traced = dotted(call.func).endswith("exception") or any(k.arg for k in call.keywords)
        if traced or not all(is_safe(one, known) for one in words):
            yield ast.unparse(call)


def test_logs_hold_closed_words_numbers_and_places_only() -> None:
    judge(
        "logs",
        (f"{spelled(path)}: {one}" for path in python_files() for one in loose(tree_of(path))),
    )


def test_the_rule_sees_the_log_calls_that_there_are() -> None:
    assert sum(is_log(one) for path in python_files() for one in calls(tree_of(path))) >= 4


@pytest.mark.parametrize(
    "planted",
    [
        "log.error('failed: %s', fault)",
        "log.info(f'{number} wrote')",
        "logging.getLogger('x'); log.warning('from %s', message.sender)",
        "self._log.error('failed', exc_info=True)",
        "log.exception('failed')",
        "def keep(body: str): log.error('cannot keep %s', body)",
    ],
)
def test_a_planted_word_in_a_log_is_found(planted: str) -> None:
    assert list(loose(ast.parse(planted)))


@pytest.mark.parametrize(
    "fine",
    [
        "log.error('batch of %d failed: %s', len(batch), named(fault))",
        "def go(n: int): log.info('%s: %d', business.slug, n)",
        "def go(fault): place = named(fault); log.error('failed at %s', place)",
    ],
)
def test_closed_words_in_a_log_are_fine(fine: str) -> None:
    assert not list(loose(ast.parse(fine)))
