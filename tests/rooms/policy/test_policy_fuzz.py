"""Whatever is fed to the reader, the answer is a policy or PolicyRefused, and it comes soon."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_texts import POLICY_TEXT, PUBLISHED

from janji.policy.check import check
from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.reader import PolicyRefused, decode, understand

CALM = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def read_or_refuse(data: bytes) -> list[str] | None:
    """The codes of a refusal; None when the bytes are a policy. Anything else is a failure."""
    try:
        reading = understand(decode(data, "policy.yaml"), PolicyFile, "policy.yaml")
        check(reading, PUBLISHED)
    except PolicyRefused as refused:
        problems = refused.problems
    else:
        return None
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.indonesian
        assert problem.english
        assert "\n" not in problem.english
    return [problem.code for problem in problems]


@CALM
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert read_or_refuse(data)


@CALM
@given(st.text(alphabet="abc:-?[]{}&*!|>'\"%@`#,\n \t~<1\u00e9\U0001f35c\ud800", max_size=80))
def test_any_scrap_of_yaml_is_refused_in_words(text: str) -> None:
    assert read_or_refuse(text.encode("utf-8", "surrogatepass"))


@CALM
@given(st.data())
def test_the_real_policy_with_a_piece_moved_is_a_policy_or_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(POLICY_TEXT)))
    cut = data.draw(st.integers(0, 60))
    filling = data.draw(st.text(max_size=12) | st.sampled_from(["[", "{", "- ", ": ", "&a ", "*a"]))
    text = POLICY_TEXT[:at] + filling + POLICY_TEXT[at + cut :]
    read_or_refuse(text.encode("utf-8", "surrogatepass"))


scalars = st.none() | st.text(max_size=10) | st.sampled_from(["7 days", "true", "0", "99999999999"])
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*PolicyFile.model_fields, "id", "en", "says", "x"]), inner, max_size=5
        )
    ),
    max_leaves=25,
)


@CALM
@given(st.dictionaries(st.sampled_from(list(PolicyFile.model_fields)), trees, max_size=8))
def test_any_tree_under_known_names_is_refused_in_words(tree: dict[str, Any]) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    assert read_or_refuse(text.encode("utf-8", "surrogatepass"))


@CALM
@given(st.dictionaries(st.sampled_from(list(BusinessFile.model_fields)), trees, max_size=8))
def test_any_tree_is_refused_as_a_business_in_words(tree: dict[str, Any]) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    with pytest.raises(PolicyRefused):
        understand(decode(text.encode(), "business.yaml"), BusinessFile, "business.yaml")


MEGABYTE = 999_000
HEAVY = {
    "open brackets": "[" * MEGABYTE,
    "open braces": "{" * MEGABYTE,
    "nested lists": "- " * (MEGABYTE // 2),
    "nested keys": "? " * (MEGABYTE // 2),
    "anchors": "&a " * (MEGABYTE // 3),
    "one list of many": "[" + "a," * (MEGABYTE // 2) + "]",
    "many keys": "".join(f"k{n}: v\n" for n in range(80_000)),
    "the same key": "a: b\n" * (MEGABYTE // 5),
    "one long word": "a: " + "x" * MEGABYTE,
    "one long key": "a" * MEGABYTE + ": b",
    "an open quote": '"' + "a\n" * (MEGABYTE // 2),
    "remarks": "#\n" * (MEGABYTE // 2),
    "many promises": "promises:\n" + "  - {id: R-01}\n" * 60_000,
    "many unknown purposes": "purposes:\n" + "".join(f"  p{n}: {{}}\n" for n in range(6_000)),
    "a long folded text": "a: >\n" + "  b\n" * (MEGABYTE // 4),
    "bytes of no language": "\u00ff" * (MEGABYTE // 2),
}


@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_file_is_refused_within_a_second(name: str) -> None:
    data = HEAVY[name].encode()
    assert len(data) <= 1_000_000
    began = time.process_time()
    assert read_or_refuse(data)
    assert time.process_time() - began < 1.0
