"""The tree that the rules of the house look at, and what is allowed in it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from janji.kit.sql import NAME

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "janji"
NOT_OURS = {".git", ".hypothesis", ".venv", ".janji", "node_modules", "__pycache__"}
ALLOWED = ROOT / "tests" / "house" / "allowed.toml"
COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Statement:
    """One named SQL statement. reason: the comment under its name; body: what PostgreSQL reads."""

    path: Path
    name: str
    reason: str
    body: str


def spelled(path: Path) -> str:
    """*path* as people write it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def files(*endings: str, under: Path = SOURCE) -> list[Path]:
    """Files of our own under *under* whose names end so, sorted; caches and copies left out."""
    found = (path for path in under.rglob("*") if path.name.endswith(endings) and path.is_file())
    return sorted(
        path
        for path in found
        if not any(part in NOT_OURS or part.endswith("_cache") for part in path.parts)
    )


def python_files(under: Path = SOURCE) -> list[Path]:
    """Python modules, sorted."""
    return files(".py", under=under)


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room_of(path: Path) -> str:
    """The room a file of the source belongs to."""
    return path.relative_to(SOURCE).parts[0]


def dotted(node: ast.expr) -> str:
    """a.b.c as written; a call or subscript on the way is left out: f().c is ".c"."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, also those inside others."""
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every piece of text in a tree but docstrings."""
    words = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node


def statements(paths: Iterable[Path] | None = None) -> list[Statement]:
    """Every named statement of the .sql files (schema files hold none)."""
    found: list[Statement] = []
    for path in files(".sql") if paths is None else paths:
        found += statements_in(path, path.read_text(encoding="utf-8"))
    return found


def statements_in(path: Path, text: str) -> list[Statement]:
    """The named statements of one text."""
    pieces = NAME.split(text)
    rows = zip(pieces[1::2], pieces[2::2], strict=True)
    return [Statement(path, name, reason_of(body), bare(body)) for name, body in rows]


def reason_of(body: str) -> str:
    """The comment lines with which a statement begins."""
    lines = []
    for line in body.strip().splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def bare(sql: str) -> str:
    """SQL without its comments."""
    return COMMENT.sub("", sql).strip()


@cache
def allowed(rule: str) -> dict[str, Any]:
    """Exceptions of a rule, each with its reason, from allowed.toml."""
    found = tomllib.loads(ALLOWED.read_text(encoding="utf-8")).get(rule, {})
    return dict(found)


def judge(rule: str, findings: Iterable[str]) -> None:
    """Fail with every finding that allowed.toml does not excuse, and every excuse nobody needs."""
    found, excuses = set(findings), allowed(rule)
    wrong = sorted(found - set(excuses))
    idle = sorted(set(excuses) - found)
    assert not wrong, f"{rule}:\n  " + "\n  ".join(wrong)
    assert not idle, f"{rule}: allowed.toml excuses what is not there:\n  " + "\n  ".join(idle)
