"""One name per thing: the words of docs/glossary.md, and none of those it refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from house.tree import ROOT, bare, files, judge, python_files, spelled, tree_of

GLOSSARY = ROOT / "docs" / "glossary.md"
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def terms(text: str) -> list[list[str]]:
    """The rows of the glossary: English, Indonesian, code, meaning, refused."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def refused(text: str) -> set[str]:
    """Words that are never used as names."""
    return {word.strip() for row in terms(text) for word in row[4].split(",")}


def names(tree: ast.AST) -> Iterator[str]:
    """Names that a module gives: functions, classes, arguments, variables, fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def snake(name: str) -> str:
    """CamelCase as snake_case, without underscores around it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def wrong(given: Iterator[str], banned: set[str]) -> set[str]:
    """Names that are or hold a refused word as a whole."""
    whole = re.compile(rf"(?:^|_)(?:{'|'.join(sorted(banned))})s?(?:_|$)")
    return {name for name in given if whole.search(snake(name))}


def test_the_glossary_gives_each_thing_one_name_in_both_languages() -> None:
    rows = terms(GLOSSARY.read_text(encoding="utf-8"))
    assert len(rows) > 20
    assert all(len(row) == 5 and all(row) for row in rows)
    for column in (0, 1):
        assert len({row[column] for row in rows}) == len(rows)


def test_no_name_in_the_code_is_one_the_glossary_refuses() -> None:
    banned = refused(GLOSSARY.read_text(encoding="utf-8"))
    found = [f"{spelled(p)}: {n}" for p in python_files() for n in wrong(names(tree_of(p)), banned)]
    for path in files(".sql"):
        given = iter(WORD.findall(bare(path.read_text(encoding="utf-8"))))
        found += [f"{spelled(path)}: {name}" for name in wrong(given, banned)]
    judge("words", found)


@pytest.mark.parametrize(
    "planted",
    [
        "def find_tenant(): pass",
        "class AuditLog: pass",
        "opt_in = 1",
        "def keep(data_subjects): pass",
    ],
)
def test_a_planted_synonym_is_found(planted: str) -> None:
    banned = refused(GLOSSARY.read_text(encoding="utf-8"))
    assert wrong(names(ast.parse(planted)), banned)
    assert not wrong(names(ast.parse("def erase(person, business): ledger = 1")), banned)


def test_every_decision_names_the_check_that_keeps_it() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len(decisions) > 9
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        wanted = ["Context", "Decision", "Consequences", "Alternatives"]
        assert parts == [*wanted, "The check that keeps it"], path.name
        assert text.startswith(f"# {path.name[:4]}. "), path.name
        assert re.search(r"^> \S", text, re.MULTILINE), f"{path.name}: nothing to quote"
        for code in re.findall(r"`((?:tests|bench|src)/[\w/.]+\w)`", text):
            assert (ROOT / code).exists(), f"{path.name}: {code}"
