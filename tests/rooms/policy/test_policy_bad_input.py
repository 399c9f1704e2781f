"""Files made to harm: each is refused in words, at its place, soon, and all files at once."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_texts import POLICY_TEXT, PUBLISHED, ROOT

from janji.cli.check import well_formed
from janji.kit.errors import Problem
from janji.policy.check import check
from janji.policy.lint_report import policy_report
from janji.policy.model import PolicyFile
from janji.policy.reader import MOST_WORDS, PolicyRefused, understand

BUSINESSES = sorted(path.name for path in (ROOT / "businesses").iterdir())
HANGS = 20.0  # seconds of CPU: a file that never ends; how fast it is stands in bench/policy.py
FILES = ("policy.yaml", "business.yaml", "messages.yaml", "answers.yaml", "published.txt",
         "policy.published.yaml")  # fmt: skip
CALM = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
PIECES = st.text(max_size=12) | st.sampled_from(
    ["\0", "\t", "\ufeff", "\r", "&a ", "*a", "!!python/object:os.system ", "<<: *a\n", "---\n",
     "0o17", "1:30", "no", "- - - -", "9" * 400, "[" * 40, "\u2028", "é" * 90, "{", "%YAML 1.1\n"]
)  # fmt: skip
COUNT = 650
HEAD = POLICY_TEXT[: POLICY_TEXT.index("\npromises:")].replace(
    "promise_count: 42", f"promise_count: {COUNT}"
)


def many_promises(quote: str) -> str:
    """A policy of as many promises as fit, each quoting the same words."""
    rows = (
        f"  - {{id: R-{n:02d}, section: front, about: {{id: a, en: b}}, marks: [c], "
        f'says: {{id: "{quote}", en: "{quote}"}}, statement: true}}\n'
        for n in range(1, COUNT + 1)
    )
    return f"{HEAD}\npromises:\n{''.join(rows)}"


def wrong_with(text: str, words: str) -> list[Problem]:
    """The problems of a policy beside published words."""
    try:
        return check(understand(text, PolicyFile, "policy.yaml"), words)
    except PolicyRefused as refused:
        return refused.problems


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("a " * 50 + "b", "a " * (MOST_WORDS // 2)),
        ("aa" * 50 + "b", "a" * MOST_WORDS),
        ("- - ", "- " * (MOST_WORDS // 2)),
        ("kata lain", "kata " * (MOST_WORDS // 5)),
        (".", "a.b" * (MOST_WORDS // 3)),
    ],
    ids=["nearly there", "one long word", "signs", "never there", "a full stop"],
)
def test_hundreds_of_quotes_are_looked_for_in_a_long_text_within_a_second(
    quote: str, words: str
) -> None:
    text = many_promises(quote)
    began = time.process_time()
    wrong_with(text, words)
    assert time.process_time() - began < HANGS


def test_a_thousand_faults_of_one_sort_are_told_as_far_as_anybody_reads() -> None:
    text = many_promises("kata lain")
    problems = wrong_with(text, PUBLISHED)
    assert {problem.code for problem in problems} >= {"policy.quote_not_published"}
    assert 100 < len(problems) <= 400


def test_hidden_characters_in_the_published_words_are_refused_where_they_stand(
    folder: Path,
) -> None:
    path = folder / "published.txt"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("Semua data")].count("\n") + 1
    path.write_text(text.replace("Semua data", "Semua\0data", 1), encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        well_formed(folder)
    places = {(Path(one.file).name, one.line, one.code) for one in refused.value.problems}
    assert ("published.txt", line, "policy.control_character") in places


def test_published_words_longer_than_any_policy_are_refused(folder: Path) -> None:
    path = folder / "published.txt"
    path.write_text(path.read_text(encoding="utf-8") + "kata " * MOST_WORDS, encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        well_formed(folder)
    assert "policy.too_large" in {problem.code for problem in refused.value.problems}


def test_a_mark_at_the_front_and_the_line_ends_of_windows_are_read(folder: Path) -> None:
    for name in FILES:
        path = folder / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert well_formed(folder) == 42


def test_what_is_wrong_in_every_file_is_said_at_once(folder: Path) -> None:
    for name in FILES:
        path = folder / name
        path.write_bytes(path.read_bytes() + b"\nx\0y\n")
    with pytest.raises(PolicyRefused) as refused:
        well_formed(folder)
    told = {Path(problem.file).name for problem in refused.value.problems}
    assert told >= {"business.yaml", "policy.yaml", "messages.yaml", "answers.yaml"}
    assert "policy.published.yaml" in told


@pytest.mark.parametrize("name", FILES)
def test_ten_megabytes_are_refused_at_once(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"a: b\n" * 2_000_000)
    began = time.process_time()
    with pytest.raises(PolicyRefused) as refused:
        well_formed(folder)
    assert time.process_time() - began < HANGS
    assert name in {Path(problem.file).name for problem in refused.value.problems}


@CALM
@given(data=st.data())
def test_any_real_file_with_a_piece_replaced_is_read_or_refused_in_words(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    business, name = data.draw(st.sampled_from(BUSINESSES)), data.draw(st.sampled_from(FILES))
    folder = tmp_path_factory.mktemp("spoilt") / business
    shutil.copytree(ROOT / "businesses" / business, folder)
    path = folder / name
    raw = path.read_bytes()
    at, cut = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 80))
    filling = data.draw(PIECES).encode("utf-8", "surrogatepass")
    path.write_bytes(raw[:at] + filling + raw[at + cut :])
    began = time.process_time()
    try:
        well_formed(folder)
        policy_report(folder, EFFECTIVE)
    except PolicyRefused as refused:
        for problem in refused.problems:
            assert problem.indonesian
            assert problem.english
            assert problem.line >= 0
    assert time.process_time() - began < HANGS


EFFECTIVE = understand(POLICY_TEXT, PolicyFile, "policy.yaml").facts.effective


LISTED = {
    "an unknown key": ("per_day: 200", "per_day: 200, per_dya: 1"),
    "a wrong type": ("longest_retry: 6 hours", "longest_retry: soon"),
    "an impossible date": ("since: 2025-08-16", "since: 2025-02-30"),
    "a word of another list": ("give_up: never", "give_up: sometimes"),
    "a key twice": ("agent_idle: 30 minutes", "agent_idle: 30 minutes\n  agent_idle: 1 hour"),
    "an id twice": ("  - id: R-25\n", "  - id: R-24\n"),
    "a quote that nobody published": ("1 (satu) minggu sejak", "2 (dua) minggu sejak"),
    "an undeclared recipient of a channel": ("through: twilio", "through: carrier_pigeon"),
    "a proof that does not exist": ("proof: messages_outside_provider", "proof: never_heard_of"),
}  # fmt: skip


def test_all_the_listed_faults_in_one_file_are_said_at_once_each_at_its_place(
    folder: Path,
) -> None:
    text, lines = (folder / "policy.yaml").read_text(encoding="utf-8"), {}
    for what, (old, new) in LISTED.items():
        assert old in text, what
        text = text.replace(old, new, 1)
    for what, (_, new) in LISTED.items():
        lines[what] = text[: text.index(new)].count("\n") + 1 + new.count("\n") * ("twice" in what)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(PolicyRefused) as refused:
        well_formed(folder)
    assert time.process_time() - began < HANGS
    found = {one.line: one for one in refused.value.problems}
    for what, line in lines.items():
        near = [found[n] for n in (line - 1, line) if n in found]
        assert near, (what, line, sorted(found))
        assert all(one.column > 0 and one.indonesian and one.english for one in near)
        assert near[0].indonesian != near[0].english
    codes = [one.code for one in refused.value.problems]
    assert {"policy.extra_forbidden", "policy.not_a_span", "policy.impossible_day",
            "policy.literal_error", "policy.duplicate_key", "policy.quote_not_published",
            "policy.unknown_proof"} <= set(codes)  # fmt: skip
    assert len(codes) < 2 * len(LISTED), codes
