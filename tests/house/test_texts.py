"""Words for people: both languages, the same gaps, each asked for, none missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

import pytest

from house.tree import SOURCE, calls, dotted, files, judge, python_files, texts, tree_of
from janji.kit.text import LANGUAGES, catalogue, say

SPEAKERS = {"say", "JanjiError", "Refused"}
IN_TEMPLATE = re.compile(r"""\{%\s*t\s+["']([a-z_0-9.]+)["']""")
WHO = (None, "staff")  # who did it stands in a column of its own
COUNTED = re.compile(
    r"\{(n|m|count|left|rows|files|lines|days|hours|minutes|faults|total)\} "
    r"(?!is |was |has )[a-z]+s\b"
)
QUOTED = re.compile(r"""["']([a-z]+(?:\.[a-z_0-9]+)+)["']""")


def gaps(words: str) -> set[str]:
    """The {names} of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def uneven(sentences: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Keys without one of the languages, with an empty one, or with different gaps."""
    for key, words in sentences.items():
        if set(words) != set(LANGUAGES) or not all(one.strip() for one in words.values()):
            yield f"{key}: a language is missing"
        elif gaps(words["id"]) != gaps(words["en"]):
            yield f"{key}: the gaps differ"


def only_for_many(sentences: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """English sentences that count things and are wrong for one of them.

    A key with a twin for one ("policy.unit.day.one" beside ".many") says both already.
    """
    for key, words in sentences.items():
        twin = key.removesuffix(".many") + ".one"
        if COUNTED.search(words["en"]) and twin not in sentences:
            yield f"{key}: wrong for one; write {{n:# thing|# things}}"


def pattern(node: ast.JoinedStr) -> str | None:
    """A key with gaps as a pattern: f"site.span.{unit}" is site\\.span\\.[^.]+."""
    parts = [
        re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"[^.]+"
        for one in node.values
    ]
    return "".join(parts) if re.match(r"[a-z]+\\\.", parts[0]) else None


def asked_in(tree: ast.Module) -> Iterator[str]:
    """Patterns of keys that a module asks for by words it has, whole or with gaps."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and (found := pattern(node)):
            yield found
    for text in texts(tree):
        if re.fullmatch(r"[a-z]+(\.[a-z_0-9]+)+", str(text.value)):
            yield re.escape(str(text.value))


def must_be_there(tree: ast.Module) -> Iterator[str]:
    """Patterns of keys that a module says to people."""
    for call in calls(tree):
        first = call.args[0] if call.args else None
        if dotted(call.func).rpartition(".")[2] not in SPEAKERS:
            continue
        if isinstance(first, ast.JoinedStr) and (found := pattern(first)):
            yield found
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield re.escape(first.value)


def lacking(patterns: Iterable[str], keys: Iterable[str]) -> list[str]:
    """Patterns that no key fits."""
    known = list(keys)
    return sorted({p for p in patterns if not any(re.fullmatch(p, key) for key in known)})


def idle(keys: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Keys that no pattern asks for."""
    together = re.compile("|".join(sorted(set(patterns))) or "nothing")
    return sorted(key for key in keys if not together.fullmatch(key))


def templates() -> str:
    """All templates and data files in which keys stand."""
    paths = [one for one in files(".html", ".js", ".toml") if not one.name.startswith("text")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_sentence_has_both_languages_and_the_same_gaps() -> None:
    assert len(catalogue()) > 300
    judge("sentences", uneven(catalogue()))


def test_every_sentence_that_counts_is_right_for_one_thing_too() -> None:
    judge("counted sentences", only_for_many(catalogue()))


def test_a_planted_count_that_is_wrong_for_one_is_found() -> None:
    wrong, right = {"id": "{n} hal", "en": "{n} things"}, {"id": "{n}", "en": "{n:# a|# b}"}
    assert list(only_for_many({"care.x": wrong}))
    assert not list(only_for_many({"care.x": right}))
    assert not list(only_for_many({"care.day.many": wrong, "care.day.one": right}))
    assert say("desk.inbox.told.close", "en", n=1) == "1 conversation was closed."
    assert say("desk.inbox.told.close", "en", n=2) == "2 conversations were closed."


def test_every_sentence_is_asked_for() -> None:
    patterns = [one for path in python_files() for one in asked_in(tree_of(path))]
    patterns += [re.escape(one) for one in QUOTED.findall(templates())]
    judge("idle sentences", idle(catalogue(), patterns))


def test_every_sentence_that_is_asked_for_is_there() -> None:
    patterns = [one for path in python_files() for one in must_be_there(tree_of(path))]
    patterns += [re.escape(one) for one in IN_TEMPLATE.findall(templates())]
    judge("missing sentences", lacking(patterns, catalogue()))


def test_every_duty_and_every_line_of_the_ledger_is_called_something_at_the_desk() -> None:
    named = [one for path in python_files() for one in named_in(tree_of(path))]
    assert len(named) > 100
    judge("names at the desk", lacking(map(re.escape, named), catalogue()))


def named_in(tree: ast.Module) -> Iterator[str]:
    """Keys of the words for what a module notes in the ledger and for the duties it has."""
    groups = {"note": "desk.did", "Note": "desk.did", "Duty": "desk.duty"}
    for call in calls(tree):
        group = groups.get(dotted(call.func).rpartition(".")[2])
        name = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if group and isinstance(name, str):
            yield f"{group}.{re.sub('[ .]', '_', name)}"
        if group == "desk.did":
            yield from (f"desk.fact.{one.arg}" for one in call.keywords if one.arg not in WHO)


@pytest.mark.parametrize(
    "words",
    [
        {"id": "Halo"},
        {"id": "Halo", "en": " "},
        {"id": "Halo {name}", "en": "Hello"},
        {"id": "Halo", "en": "Hello", "de": "Hallo"},
    ],
)
def test_a_planted_uneven_sentence_is_found(words: dict[str, str]) -> None:
    assert list(uneven({"care.hello": words}))
    assert not list(uneven({"care.hello": {"id": "Halo {name}", "en": "Hello {name}"}}))


def test_a_planted_missing_or_idle_sentence_is_found() -> None:
    tree = ast.parse('say("care.hello", "id"); raise JanjiError(f"care.fault.{kind}")')
    assert lacking(must_be_there(tree), {"care.hello"}) == [r"care\.fault\.[^.]+"]
    assert lacking(must_be_there(tree), {"care.fault.x"}) == [r"care\.hello"]
    assert idle({"care.hello", "care.fault.x", "care.bye"}, asked_in(tree)) == ["care.bye"]


def test_templates_are_read() -> None:
    assert "site" in {path.relative_to(SOURCE).parts[0] for path in files(".html")}
    assert len(IN_TEMPLATE.findall(templates())) > 100
