"""The meaning of a difference: every leaf of a policy counts, and each kind of change is named."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fakes.folders import BUSINESSES
from janji.policy.base import Both
from janji.policy.business import policy_hash
from janji.policy.meaning import Change, difference, heaviest, rule_for
from janji.policy.meaning_leaves import patterns
from janji.policy.meaning_senses import only_spelling
from janji.policy.meaning_words import before_after, said
from janji.policy.model import PolicyFile
from janji.policy.reader import Reading, read, understand

EVERYTHING = Path(__file__).parent / "everything"
FILES = [EVERYTHING, *(BUSINESSES / name for name in ("ramen-master", "virtus", "jova-pos"))]
TRIES = (
    "true", "false", "0 days", "9 days", "26 hours", "3", "41", "0.31", "2031-05-17", "AQ", "id",
    "en", "consent", "contract", "signed", "pending", "document", "officer", "decided", "promised",
    "other_id", "Z-99", "XX-99", "other.path", "other.example", "every", "month", "done",
)  # fmt: skip


@cache
def reading_of(folder: Path) -> Reading[PolicyFile]:
    return read(folder / "policy.yaml", PolicyFile)


def steps(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a tree, branches and leaves."""
    if path:
        yield path
    for key, value in (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    ):
        yield from steps(value, (*path, key))


@cache
def places(folder: Path) -> list[tuple[Any, ...]]:
    return list(steps(reading_of(folder).document.tree))


def rewritten(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of *tree* with another value at *path*; None: without it."""
    whole = deepcopy(tree)
    part = whole
    for step in path[:-1]:
        part = part[step]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return whole


def shaped(tree: Any) -> PolicyFile | None:
    try:
        return PolicyFile.model_validate(tree)
    except ValidationError:
        return None


def mutated(folder: Path, path: tuple[Any, ...], start: int) -> PolicyFile | None:
    """The policy with another value at *path* that its shape allows; None: it allows none."""
    old = reading_of(folder)
    value: Any = old.document.tree
    for step in path:
        value = value[step]
    tries: list[Any] = [None]
    if isinstance(value, str):
        tries = [*TRIES[start:], *TRIES[:start], value + " lagi", value + "x"]
    for one in tries:
        facts = shaped(rewritten(old.document.tree, path, one))
        if facts is not None and facts != old.facts:
            return facts
    return None


@settings(deadline=None)
@given(folder=st.sampled_from(FILES), data=st.data())
def test_no_difference_of_facts_is_ever_silent(folder: Path, data: st.DataObject) -> None:
    old = reading_of(folder)
    path = data.draw(st.sampled_from(places(folder)))
    facts = mutated(folder, path, data.draw(st.integers(0, len(TRIES) - 1)))
    assume(facts is not None)
    assert facts is not None
    assert policy_hash(old.facts, "") != policy_hash(facts, "")
    new = Reading("new", facts, old.document)
    there, back = difference(old, new), difference(new, old)
    assert there, path
    assert back, path
    for change in (*there, *back):
        assert change.at.line >= 1
        for language in ("id", "en"):
            assert said(change, language)
            assert len(before_after(change, language)) == 2
    assert difference(old, old) == []


def test_every_field_of_the_model_has_a_meaning_of_its_own() -> None:
    """A field somebody adds must be judged, or a change of it counts as one that matters."""
    known = set(patterns(PolicyFile))
    assert "retention.*.keep" in known
    assert "purposes.*.kinds.[]" in known
    assert "rights.*.answer.law_hours" in known
    assert sorted(one for one in known if rule_for(one) is None) == []


def changed(*swaps: tuple[str, str]) -> list[Change]:
    """The changes that edits of Ramen's file mean."""
    path = BUSINESSES / "ramen-master" / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    old = understand(text, PolicyFile, "policy.yaml")
    for before, after in swaps:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return difference(old, understand(text, PolicyFile, "policy.yaml"))


KEEP = "    keep: 7 days\n    counted_from: conversation_date"
PURPOSE = """  newsletter:
    label: {id: Kabar bulanan, en: Monthly news}
    legal_basis: BASIS
    kinds: [identifier_whatsapp]
    basis: decided
    reason: {id: Uji, en: Test}
  answer_questions:
    label"""
CASES = [
    ((KEEP, KEEP.replace("7", "3")), "retention_shorter", "stricter", "favourable"),
    ((KEEP, KEEP.replace("7 d", "30 d")), "retention_longer", "looser", "prospective"),
    ((KEEP, KEEP.replace("7 days", "1 week")), "words", "wording", "editorial"),
    (("  answer_questions:\n    label", PURPOSE.replace("BASIS", "consent")),
     "purpose_asked", "looser", "reconsent"),
    (("  answer_questions:\n    label", PURPOSE.replace("BASIS", "contract")),
     "purpose_added", "looser", "material"),
    (("    kinds: [message_in, message_out]\n", "    kinds: [message_in]\n"),
     "purpose_narrower", "stricter", "favourable"),
    (("    kinds: [message_in, message_out]\n", "    kinds: [message_in, message_out, media]\n"),
     "purpose_wider", "looser", "prospective"),
    (("  notice_before: 7 days", "  notice_before: 14 days"),
     "notice_longer", "stricter", "favourable"),
    (("  notify: [person, agency]", "  notify: [agency]"),
     "breach_fewer", "looser", "prospective"),
    (("    label: {id: Keamanan dasar, en: Basic security}",
      "    label: {id: Keamanan, en: Basic security}"), "words", "wording", "editorial"),
]  # fmt: skip


@pytest.mark.parametrize(("swap", "what", "direction", "cls"), CASES)
def test_each_change_says_what_it_is_and_which_way_it_goes(
    swap: tuple[str, str], what: str, direction: str, cls: str
) -> None:
    (change,) = changed(swap)
    assert (change.what, change.direction, change.cls) == (what, direction, cls)


def test_a_change_stands_at_its_line_in_the_new_file_and_a_loss_in_the_old_one() -> None:
    (longer,) = changed((KEEP, KEEP.replace("7 d", "30 d")))
    path = BUSINESSES / "ramen-master" / "policy.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "keep: 7 days" in lines[longer.at.line - 1]
    assert longer.at.column == lines[longer.at.line - 1].index("7 days") + 1
    assert longer.place == "retention.conversation.keep"
    assert not longer.in_old
    (fewer,) = changed(("    kinds: [message_in, message_out]\n", "    kinds: [message_in]\n"))
    assert fewer.in_old
    assert "message_in, message_out" in lines[fewer.at.line - 1]


def test_the_words_name_the_thing_and_both_values() -> None:
    (longer,) = changed((KEEP, KEEP.replace("7 d", "30 d")))
    assert said(longer, "id").startswith("Percakapan dan semua yang menyertainya: disimpan lebih")
    assert "7 hari menjadi 30 hari" in said(longer, "id")
    assert "7 days becomes 30 days" in said(longer, "en")
    (wider,) = changed(
        ("    kinds: [message_in, message_out]\n", "    kinds: [message_in, message_out, media]\n")
    )
    kinds = reading_of(BUSINESSES / "ramen-master").facts.kinds
    assert isinstance(kinds["media"].label, Both)
    assert kinds["media"].label.en in said(wider, "en")
    assert "Service quality improvement" in said(wider, "en")


def test_the_heaviest_class_decides() -> None:
    both = changed(
        (KEEP, KEEP.replace("7 d", "3 d")),
        ("  answer_questions:\n    label", PURPOSE.replace("BASIS", "consent")),
    )
    assert {one.cls for one in both} == {"favourable", "reconsent"}
    assert heaviest(both) == "reconsent"
    assert heaviest([]) == "editorial"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Kami mengizinkan penghapusan.", "kami  mengijinkan penghapusan", True),
        ("kebijakan ini", "kebjiakan ini", True),
        ("Kami tidak menjual", "Kami menjual", False),
        ("data terenkripsi", "data tak terenkripsi", False),
        ("we hold nothing", "we sold nothing", False),
        ("we include all", "we exclude all", False),
        ("7 hari", "70 hari", False),
        ("kami diberi", "kami dibeli", False),
        ("yang disimpan", "yang disimpannya", False),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_sentence(old: str, new: str, same: bool) -> None:
    assert only_spelling(old, new) is same


def test_published_words_that_change_alone_are_a_change() -> None:
    old = reading_of(BUSINESSES / "ramen-master")
    assert difference(old, old, ("satu dua", "satu  dua")) == []
    (one,) = difference(old, old, ("satu dua", "satu tiga"))
    assert (one.what, one.cls) == ("published_text", "editorial")


def reworded(*pairs: tuple[str, str]) -> list[Change]:
    """What it means when Ramen Master's words change so, in both of its files."""
    folder = BUSINESSES / "ramen-master"
    texts = [
        (folder / name).read_text(encoding="utf-8") for name in ("policy.yaml", "published.txt")
    ]
    after = list(texts)
    for old, new in pairs:
        assert old in after[0]
        after = [text.replace(old, new) for text in after]
    file = understand(after[0], PolicyFile, "policy.yaml")
    return difference(reading_of(folder), file, (texts[1], after[1]))


WEEK = ("MAKSIMAL 1 (satu) minggu", "MAXIMUM of 1 (one) week")


def test_a_sentence_that_names_a_shorter_time_is_stricter_and_a_longer_one_looser() -> None:
    shorter = reworded((WEEK[0], "MAKSIMAL 5 (lima) hari"), (WEEK[1], "MAXIMUM of 5 (five) days"))
    assert {(one.what, one.direction, one.cls) for one in shorter} == {
        ("promise_shorter", "stricter", "favourable")
    }, "and nothing is told outside of the sentences"
    longer = reworded((WEEK[0], "MAKSIMAL 30 (tiga puluh) hari"))
    assert {(one.what, one.cls) for one in longer} == {("promise_longer", "prospective")}
    for new in ("MAKSIMAL 5 (lima) hari kerja", "sekitar 5 (lima) hari", "MAKSIMAL beberapa hari"):
        found = reworded((WEEK[0], new))
        assert {(one.what, one.cls) for one in found} == {("promise_words", "prospective")}, new


def test_a_shorter_notice_before_a_change_is_never_called_stricter() -> None:
    sanita = BUSINESSES / "sanita-jaya" / "policy.yaml"
    text = sanita.read_text(encoding="utf-8")
    one = next(p for p in read(sanita, PolicyFile).facts.promises if p.rule
               and p.rule.path.startswith("changes"))  # fmt: skip
    old = one.says.languages()["id"]
    told = [text.replace(old, f"{old} Kami beri tahu {n} hari sebelumnya.") for n in (14, 3)]
    before, after = (understand(each, PolicyFile, "policy.yaml") for each in told)
    found = [each.what for each in difference(before, after) if each.place.startswith("promises")]
    assert set(found) == {"promise_words"}


def test_the_published_text_beside_the_sentences_is_told_apart() -> None:
    both = reworded((WEEK[0], "MAKSIMAL 5 (lima) hari"), ("Chatbot layanan", "Bot layanan"))
    assert {one.what for one in both} >= {"promise_shorter"}
    folder = BUSINESSES / "ramen-master"
    words = (folder / "published.txt").read_text(encoding="utf-8")
    beside = difference(reading_of(folder), reading_of(folder), (words, f"{words}\nSatu lagi.\n"))
    assert [one.what for one in beside] == ["published_text"]
