"""A number is changed in the text of a policy; everything else stays letter for letter."""

from __future__ import annotations

import difflib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_texts import POLICY_TEXT, PUBLISHED, ROOT

from janji.policy.base import span_of
from janji.policy.check import check
from janji.policy.edits import easy_values, replaced
from janji.policy.lengths_said import says_length
from janji.policy.model import PolicyFile
from janji.policy.nodes import parse
from janji.policy.reader import understand
from janji.policy.sentences import resting_on, reworded

CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, old and new."""
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return [row for row in rows if row[0] in "+-"]


def test_a_shorter_retention_changes_two_lines_and_no_comment() -> None:
    after = replaced(POLICY_TEXT, ("retention", "conversation", "keep"), "5 days")
    assert changed(POLICY_TEXT, after) == [
        "-     keep: 7 days", "+     keep: 5 days",
        "-         at_most: 7 days", "+         at_most: 5 days",
    ]  # fmt: skip
    facts = understand(after, PolicyFile, "policy.yaml")
    assert not check(facts, PUBLISHED)
    assert facts.facts.retention["conversation"].keep is not None
    assert str(facts.facts.retention["conversation"].keep) == "5 days"


def test_the_form_offers_what_people_change_most() -> None:
    sanita = (ROOT / "businesses" / "sanita-jaya" / "policy.yaml").read_text(encoding="utf-8")
    offered = {one.name: one.value for one in easy_values(sanita)}
    assert offered["retention.conversation.keep"] == "30 days"
    assert offered["changes.notice_before"] == "14 days"
    assert offered["marketing.per_week"] == "1"
    assert offered["marketing.quiet_hours"] == "20:00-08:00"
    after = replaced(sanita, ("marketing", "quiet_hours"), "19:00-09:00")
    assert changed(sanita, after) == [
        '-   quiet_hours: "20:00-08:00"', '+   quiet_hours: "19:00-09:00"'
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["7 days\nallowed: true", 'x" y', "# z"])
def test_no_value_grows_into_more_than_a_value(value: str) -> None:
    with pytest.raises(LookupError):
        replaced(POLICY_TEXT, ("changes", "notice_before"), value)


@CALM
@given(cut=st.integers(0, len(POLICY_TEXT)), filling=st.text(max_size=8))
def test_a_half_typed_file_offers_what_it_can_and_breaks_nothing(cut: int, filling: str) -> None:
    text = POLICY_TEXT[:cut] + filling
    for one in easy_values(text):
        try:
            after = replaced(text, one.path, one.value)
        except LookupError:
            continue
        assert after == text


RETENTION = "retention.conversation.keep"


def test_the_sentences_behind_a_number_stand_beside_it_also_by_the_length_they_name() -> None:
    (keep, *_) = easy_values(POLICY_TEXT)
    found = resting_on(parse(POLICY_TEXT).tree, keep.name, keep.span)
    ids = {one for sentence in found for one in sentence.ids}
    assert {"R-24", "R-26", "R-28"} <= ids, "bound to the number"
    assert {"R-19", "R-20"} <= ids, "named in its words"
    assert {one.language for one in found} == {"id", "en"}
    bound = {
        one for each in resting_on(parse(POLICY_TEXT).tree, keep.name, None) for one in each.ids
    }
    assert "R-20" not in bound


@pytest.mark.parametrize(
    ("words", "span", "says"),
    [
        ("paling lama 1 (satu) minggu", "7 days", True), ("our 1‑week retention", "7 days", True),
        ("selama 30 hari", "1 month", True), ("within 24 hours", "1 day", True),
        ("within 24 hours", "7 days", False), ("versi 7", "7 days", False),
        ("7 harian", "7 days", False), ("1 tahun", "12 months", True), ("", "7 days", False),
    ],
)  # fmt: skip
def test_a_length_is_known_in_words(words: str, span: str, says: bool) -> None:
    assert says_length(words, span_of(span)) is says


def test_a_sentence_is_written_anew_in_both_files_and_nothing_else() -> None:
    (keep, *_) = easy_values(POLICY_TEXT)
    found = resting_on(parse(POLICY_TEXT).tree, keep.name, keep.span)
    (one,) = [each for each in found if "R-24" in each.ids and each.language == "id"]
    new = 'Semua data disimpan MAKSIMAL "5" hari: sejak tanggal percakapan. #1'
    source, published = reworded(POLICY_TEXT, PUBLISHED, one, f"  {new}\n")
    spelled = json.dumps(new, ensure_ascii=False)
    assert [row for row in changed(POLICY_TEXT, source) if row[0] == "+"] == [
        f"+       id: {spelled}" for _ in one.paths
    ]
    assert new in published
    assert one.words not in published
    assert not check(understand(source, PolicyFile, "policy.yaml"), published)
    for words in ("", "  \n"):
        with pytest.raises(LookupError):
            reworded(POLICY_TEXT, PUBLISHED, one, words)
    with pytest.raises(LookupError):
        reworded(POLICY_TEXT, "nothing of it", one, new)
