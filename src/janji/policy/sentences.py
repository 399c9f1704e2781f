"""Published sentences that rest on a value of the policy, and their words changed in both files.

A sentence rests on a value that its rule names, or when it names the same length of time itself:
"1 (satu) minggu" says seven days, whatever rule it is bound to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from janji.policy.base import Span
from janji.policy.edits import offset, word_at
from janji.policy.lengths_said import OWN_CLOCKS, says_length
from janji.policy.nodes import Path, Tree, parse


@dataclass(frozen=True)
class Sentence:
    """One published sentence. ids: the promises it holds; paths: where policy.yaml quotes it."""

    ids: tuple[str, ...]
    language: str
    words: str
    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Its first place as one word of a form."""
        return ".".join(str(step) for step in self.paths[0])


def speaks_of(rule: str | None, place: str) -> bool:
    """Whether a promise bound to *rule* rests on the value at *place*, at, above or below it."""
    return rule is not None and (
        f"{place}.".startswith(f"{rule}.") or f"{rule}.".startswith(f"{place}.")
    )


def has_own_clock(rule: str | None) -> bool:
    """Whether the length a sentence names is surely that of another rule."""
    return (rule or "").partition(".")[0] in OWN_CLOCKS


def resting_on(tree: Tree, place: str, span: Span | None) -> list[Sentence]:
    """The sentences that policy.yaml quotes and that rest on the value at *place*, each once."""
    found: dict[tuple[str, str], tuple[list[str], list[Path]]] = {}
    for index, promise in enumerate(promises(tree)):
        for language, words in quotes(promise):
            if rests(promise, words, place, span):
                ids, paths = found.setdefault((language, words), ([], []))
                ids.append(str(promise.get("id", "")))
                paths.append(("promises", index, "says", language))
    everywhere = [
        (index, language, words)
        for index, promise in enumerate(promises(tree)) for language, words in quotes(promise)
    ]  # fmt: skip
    for (language, words), (_, paths) in found.items():
        others = [("promises", at, "says", its) for at, its, said in everywhere
                  if (its, said) == (language, words)]  # fmt: skip
        paths += [one for one in others if one not in paths]
    return [
        Sentence(tuple(ids), language, words, tuple(paths))
        for (language, words), (ids, paths) in found.items()
    ]


def promises(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every entry under promises that has a shape."""
    listed = tree.get("promises") if isinstance(tree, dict) else None
    for one in listed if isinstance(listed, list) else ():
        yield one if isinstance(one, dict) else {}


def quotes(promise: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The languages and words in which a promise is published."""
    says = promise.get("says")
    for language, words in says.items() if isinstance(says, dict) else ():
        if isinstance(words, str):
            yield str(language), words


def rests(promise: Mapping[str, Any], words: str, place: str, span: Span | None) -> bool:
    """Whether one sentence rests on the value at *place*."""
    bound = promise.get("rule")
    rule = str(bound["path"]) if isinstance(bound, dict) and "path" in bound else None
    if speaks_of(rule, place):
        return True
    return span is not None and not has_own_clock(rule) and says_length(words, span)


def reworded(source: str, published: str, sentence: Sentence, words: str) -> tuple[str, str]:
    """policy.yaml and the published text with one sentence written anew in every place.

    Raises: LookupError when it cannot be found in one of them, or *words* are none.
    """
    new = " ".join(words.split())
    if not new:
        raise LookupError(sentence.name)
    for path in sentence.paths:
        source = with_quote(source, path, new)
    old = re.compile(r"\s+".join(map(re.escape, sentence.words.split())))
    published, times = old.subn(lambda _: new, published)
    if not times:
        raise LookupError(sentence.name)
    return source, published


def with_quote(text: str, path: Path, words: str) -> str:
    """*text* with the quote at *path* written anew, in quotation marks. Raises: LookupError."""
    document = parse(text)
    old, start = word_at(document.tree, path), offset(text, document, path)
    spelled = (
        f'"{old}"', json.dumps(old, ensure_ascii=False), f"'{old}'",
        "'" + old.replace("'", "''") + "'", old,
    )  # fmt: skip
    before = next((one for one in spelled if text.startswith(one, start)), None)
    if before is None:
        raise LookupError(path)
    return text[:start] + json.dumps(words, ensure_ascii=False) + text[start + len(before) :]
