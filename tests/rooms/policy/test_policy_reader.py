"""A policy file with faults: each is said at its line and column, in both languages, at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from janji.kit.errors import Problem
from janji.policy.business import load_business
from janji.policy.model import PolicyFile
from janji.policy.reader import MOST_BYTES, PolicyRefused, read, understand

Spoil = Callable[[str, str, str], tuple[int, int]]
Refusals = Callable[[], list[Problem]]

# what is wrong, words that stand once, their replacement, steps from there to the fault, code
SHAPE = [
    ("an unknown key", "precision: 0.90", "precission: 0.90", 0, "extra_forbidden"),
    ("a number that is none", "per_day: 200", "per_day: many", 9, "not_whole"),
    ("a negative number", "per_day: 200", "per_day: -200", 9, "not_whole"),
    ("a share above one", "precision: 0.90", "precision: 90", 11, "not_a_fraction"),
    ("an impossible date", "effective: 2025-08-16", "effective: 2025-02-30", 11, "impossible_day"),
    (
        "a date as a person says it",
        "effective: 2025-08-16",
        "effective: 16/8/2025",
        11,
        "not_a_day",
    ),
    ("a span without a unit", "agent_idle: 30 minutes", "agent_idle: 30", 12, "not_a_span"),
    ("a list where a span belongs", "agent_idle: 30 minutes", "agent_idle: [30]", 12, "not_a_span"),
    ("a maybe", "allowed: false", "allowed: maybe", 9, "not_yes_no"),
    ("a word of another list", "give_up: never", "give_up: sometimes", 9, "literal_error"),
    ("an empty value", "agent_idle: 30 minutes", "agent_idle:", 11, "no_value"),
    ("text where keys belong", "breach:\n", "breach: soon\nbreach_old:\n", 8, "model_type"),
    ("a strange name", "  basic_security:\n", "  Basic Security:\n", 2, "strange_name"),
    ("a key that stands twice", "give_up: never", "verify: never", 39, "duplicate_key"),
    ("an anchor", "give_up: never", "give_up: &n never", 9, "alias"),
    ("a type tag", "give_up: never", "give_up: !!bool never", 9, "tag"),
    ("a tab", "give_up: never", "give_up:\tnever", 8, "tab"),
    ("a NUL byte", "give_up: never", "give_up: ne\0ver", 11, "control_character"),
    ("an open quote", 'version: "1"', 'version: "1', None, "syntax"),
]


@pytest.mark.parametrize(("what", "old", "new", "steps", "code"), SHAPE, ids=[r[0] for r in SHAPE])
def test_a_fault_of_form_is_said_where_it_stands(
    what: str, old: str, new: str, steps: int | None, code: str, spoil: Spoil, refusals: Refusals
) -> None:
    line, column = spoil("policy.yaml", old, new)
    found = [problem for problem in refusals() if problem.code == f"policy.{code}"]
    assert found, what
    if code == "duplicate_key":
        line, column = line + 1, column  # the second of the two is the one to remove
    elif steps is not None:
        column += steps
    if steps is not None:
        assert (found[0].line, found[0].column) == (line, column)


def test_each_fault_is_said_in_indonesian_and_in_english(spoil: Spoil, refusals: Refusals) -> None:
    line, _ = spoil("policy.yaml", "agent_idle: 30 minutes", "agent_idle: 30")
    (problem,) = refusals()
    assert problem.said("id").endswith(
        f'policy.yaml:{line}:15: assistant.agent_idle harus berupa lama waktu seperti "7 days", '
        '"72 hours", atau "10 years" [policy.not_a_span]'
    )
    assert problem.said("en").endswith(
        f'policy.yaml:{line}:15: assistant.agent_idle must be a length of time such as "7 days", '
        '"72 hours" or "10 years" [policy.not_a_span]'
    )


def test_all_faults_of_all_files_are_said_at_once_and_in_order(
    spoil: Spoil, refusals: Refusals
) -> None:
    places = {
        "policy.impossible_day": spoil(
            "policy.yaml", "effective: 2025-08-16", "effective: 2025-13-01"
        ),
        "policy.extra_forbidden": spoil("policy.yaml", "per_day: 200", "per_dya: 200"),
        "policy.duplicate_key": spoil(
            "policy.yaml", "burst_wait: 2", "choices: 3\n  burst_wait: 2"
        ),
        "policy.not_a_span": spoil("policy.yaml", "longest_retry: 6 hours", "longest_retry: 6 h"),
        "policy.alias": spoil("policy.yaml", "k: 5", "k: &five 5"),
        "policy.unknown_zone": spoil("business.yaml", "zone: Asia/Jakarta", "zone: Asia/Tokyo"),
    }
    problems = refusals()
    assert {problem.code for problem in problems} == {*places, "policy.missing"}
    assert problems == sorted(problems)
    for problem in problems:
        if problem.code in places and problem.code != "policy.duplicate_key":
            assert problem.line == places[problem.code][0]


def test_a_missing_part_is_said_at_the_part_that_lacks_it(spoil: Spoil, refusals: Refusals) -> None:
    line, column = spoil("policy.yaml", "abuse_limits:\n  replies: {", "abuse_limits:\n  old: {")
    found = {problem.code: problem for problem in refusals()}
    missing = found["policy.missing"]
    assert (missing.line, missing.column) == (line, column)
    assert missing.english == "abuse_limits.replies is missing"


def test_a_country_called_no_stays_a_country(folder: Path, spoil: Spoil) -> None:
    spoil("policy.yaml", "role: processor\n    country: US", "role: processor\n    country: NO")
    twilio = load_business(folder).policy.recipient("twilio")
    assert twilio is not None
    assert twilio.country == "NO"


@pytest.mark.parametrize(
    ("data", "line", "column", "code"),
    [
        (b"", 1, 1, "empty_file"),
        (b"# nothing but a remark\n", 1, 1, "empty_file"),
        (b"~\n", 1, 1, "empty_file"),
        (b"a: 1\nb: \xff\n", 2, 4, "not_utf8"),
        ("a: \u00e9\u00e9\nb: ".encode() + b"\xe9\n", 2, 4, "not_utf8"),
        (b"a: 1\n\tb: 2\n", 2, 1, "tab"),
        (b"a: 1\nb: \0\n", 2, 4, "control_character"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "second_document"),
        (b"? [a]\n: 1\n", 1, 3, "strange_key"),
        (b"a: [1\nb: 2\n", 2, 2, "syntax"),
        (b"[" * 100_000, 1, 26, "too_deep"),
        (b"- " * 100_000, 1, 51, "too_deep"),
    ],
)
def test_bytes_that_are_no_policy_are_refused_where_they_break(
    tmp_path: Path, data: bytes, line: int, column: int, code: str
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(data)
    with pytest.raises(PolicyRefused) as refused:
        read(path, PolicyFile)
    first = next(p for p in refused.value.problems if p.code == f"policy.{code}")
    assert (first.line, first.column) == (line, column)


def test_a_small_file_that_would_grow_into_a_large_one_is_refused() -> None:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(PolicyRefused) as refused:
        understand("\n".join(lines), PolicyFile, "policy.yaml")
    assert "policy.alias" in {problem.code for problem in refused.value.problems}


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"#" * MOST_BYTES)
    with pytest.raises(PolicyRefused) as at_limit:
        read(path, PolicyFile)
    assert [problem.code for problem in at_limit.value.problems] == ["policy.empty_file"]
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(PolicyRefused) as over:
        read(path, PolicyFile)
    assert [problem.code for problem in over.value.problems] == ["policy.too_large"]


@pytest.mark.parametrize("name", ["not-there.yaml", "", "a-folder", "nul\0name"])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-folder").mkdir()
    with pytest.raises(PolicyRefused) as refused:
        read(tmp_path / name, PolicyFile)
    assert [problem.code for problem in refused.value.problems] == ["policy.unreadable_file"]


def test_a_refusal_says_that_the_policy_in_force_is_safe(spoil: Spoil, folder: Path) -> None:
    spoil("policy.yaml", "agent_idle: 30 minutes", "agent_idle: 30")
    with pytest.raises(PolicyRefused) as refused:
        load_business(folder)
    assert "The policy in force is unchanged" in str(refused.value)
    assert "Kebijakan yang sedang berlaku tidak berubah" in refused.value.said("id")
