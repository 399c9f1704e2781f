"""Sizes, floors, excuses, dependencies, generated files: order that a machine can see."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from house.tree import ROOT, files, functions, judge, python_files, spelled, tree_of
from janji.policy.business import all_businesses
from janji.policy.promises import markdown
from janji.policy.schema import SCHEMAS, schema_text

MOST_LINES, MOST_IN_FUNCTION = 450, 60
HOMES = ("src", "tests", "bench")
EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover|mypy:)")
REASON = re.compile(r"#\s*noqa: [A-Z0-9, ]+ - \w.{3,}|#\s*type: ignore\[[\w, -]+\]\s+# \w.{5,}")
DEPENDENCY = re.compile(r"^[A-Za-z][\w.\[\],-]*[=<>~!]?[^#]*#\s*\S.{8,}\([^()]+\)$")
ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links|^-f |file:")
MACHINE = re.compile(
    r"/(?:work|root|home/\w+|Users/\w+|tmp/wt-\w+)/|\bpypi\.org\b|files\.pythonhosted"
)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".pyc", ".npz"}


def everything() -> list[Path]:
    """Python of the product, its tests and its measurements."""
    return [path for home in HOMES for path in python_files(ROOT / home)]


def long_functions(tree: ast.AST) -> Iterator[str]:
    """Functions with more lines than people read at once."""
    for one in functions(tree):
        lines = (one.end_lineno or one.lineno) - one.lineno + 1
        if lines > MOST_IN_FUNCTION:
            yield f"{one.name}, {lines} lines"


def bare_excuses(source: str) -> Iterator[str]:
    """Comments that silence a tool without saying why."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        excuse = token.type == tokenize.COMMENT and EXCUSE.search(token.string)
        if excuse and not REASON.search(token.string):
            yield f"line {token.start[0]}: {token.string}"


def unreasoned(text: str) -> Iterator[str]:
    """Dependencies without a reason and a licence on their line."""
    for line in text.splitlines():
        if line and not line.startswith(("#", "-r ")) and not DEPENDENCY.match(line):
            yield line


def addresses(text: str, banned: re.Pattern[str]) -> Iterator[str]:
    """Lines that name what is banned, with their numbers."""
    return (
        f"line {number}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        if banned.search(line)
    )


def test_no_two_test_modules_share_a_name() -> None:
    """The runner imports them by name alone: of two with one name, one would never run."""
    names = Counter(
        path.name for path in python_files(ROOT / "tests") if path.name.startswith("test_")
    )
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []


def test_files_and_functions_are_short_enough_to_read() -> None:
    found = [f"{spelled(p)}: {one}" for p in everything() for one in long_functions(tree_of(p))]
    for path in everything():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            found.append(f"{spelled(path)}: {lines} lines")
    judge("sizes", found)


def test_every_excuse_has_a_reason() -> None:
    judge(
        "excuses",
        (
            f"{spelled(path)}: {one}"
            for path in everything()
            for one in bare_excuses(path.read_text(encoding="utf-8"))
        ),
    )


def test_every_dependency_has_a_reason_and_a_licence() -> None:
    lists = sorted(ROOT.glob("requirements*.in"))
    assert len(lists) == 2
    judge(
        "dependencies",
        (f"{p.name}: {one}" for p in lists for one in unreasoned(p.read_text(encoding="utf-8"))),
    )


def test_lock_files_hold_names_versions_and_hashes_only() -> None:
    for path in sorted(ROOT.glob("requirements*.lock")):
        text = path.read_text(encoding="utf-8")
        assert text.count("--hash=sha256:") > 20
        assert not list(addresses(text, ADDRESS)), path.name


def test_no_file_names_the_machine_it_was_written_on() -> None:
    judge(
        "machines",
        (
            f"{spelled(path)}: {one}"
            for path in files("", under=ROOT)
            if path.suffix not in BINARY and path != Path(__file__)
            for one in addresses(path.read_text(encoding="utf-8", errors="replace"), MACHINE)
        ),
    )


def test_each_room_imports_only_rooms_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=".importlinter", no_cache=True) == 0


def test_a_planted_upward_import_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    turned = (ROOT / ".importlinter").read_text(encoding="utf-8")
    head, _, foot = turned.partition("    vault\n    audit\n")
    assert foot, "the floors changed; plant the wrong order elsewhere"
    planted = tmp_path / "importlinter.ini"
    planted.write_text(f"{head}    audit\n    vault\n{foot}", encoding="utf-8")
    assert lint_imports(config_filename=str(planted), no_cache=True) == 1


def test_what_is_generated_is_current() -> None:
    docs = ROOT / "docs"
    for name in SCHEMAS:
        assert (docs / "reference" / name).read_text(encoding="utf-8") == schema_text(name), name
    promises = (docs / "promises.md").read_text(encoding="utf-8")
    assert promises == markdown(all_businesses(ROOT / "businesses")), "run: python -m janji.policy"


@pytest.mark.parametrize(
    "planted",
    [
        "x = 1  # noqa",
        "x = 1  # noqa: E501",
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[misc]",
    ],
)
def test_a_planted_excuse_is_found(planted: str) -> None:
    assert list(bare_excuses(planted))


@pytest.mark.parametrize(
    "fine",
    [
        "x = 1  # noqa: S311 - order, not secrets",
        "x = 1  # type: ignore[misc]  # the library ships a wrong stub",
        "x = '# noqa'",
    ],
)
def test_an_excuse_with_a_reason_is_fine(fine: str) -> None:
    assert not list(bare_excuses(fine))


def test_a_planted_long_function_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(MOST_IN_FUNCTION))
    assert list(long_functions(ast.parse(f"def long():\n{body}")))
    assert not list(long_functions(ast.parse("def short():\n    return 1")))


@pytest.mark.parametrize("planted", ["numpy==2.*", "numpy==2.*  # fast", "numpy==2.*  # (BSD-3)"])
def test_a_planted_dependency_without_reason_is_found(planted: str) -> None:
    assert list(unreasoned(planted))
    assert not list(unreasoned("numpy==2.*  # one matrix product per message (BSD-3)"))


@pytest.mark.parametrize(
    "planted", ["numpy @ https://example.org/numpy.whl", "--index-url x", "a @ file:/opt/a.whl"]
)
def test_a_planted_address_in_a_lock_is_found(planted: str) -> None:
    assert list(addresses(planted, ADDRESS))


@pytest.mark.parametrize("planted", ["cd /root/janji", "see /home/budi/janji/README.md"])
def test_a_planted_machine_is_found(planted: str) -> None:
    assert list(addresses(planted, MACHINE))
    assert not list(addresses("/var/lib/janji and /homes/ and ./work", MACHINE))
