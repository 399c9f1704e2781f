from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.care.answers import COMPUTED, AnswersRefused, load_answers
from janji.care.answers_file import KINDS, read
from janji.care.ask import Assistant, ask
from janji.care.assistant import prepare
from janji.care.example import NONE
from janji.kit import hours, pii
from janji.kit.errors import JanjiError, Problem
from janji.policy.business import load_business
from rooms.care.heldout import RAMEN

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
GOOD = """\
facts:
  address: {id: "Jl. Contoh", en: "Example Street"}
entries:
  - intent: lokasi
    kind: text
    approved_by: owner
    valid_from: 2026-01-01
    valid_until: 2026-12-31
    answer: {id: "Di {address}.", en: "At {address}."}
    phrasings: {id: [di mana], en: [where]}
"""


def problems_of(tmp_path: Path, text: str) -> list[Problem]:
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnswersRefused) as refused:
        load_answers(path)
    return refused.value.problems


def test_an_answer_is_found_filled_and_spoken_in_the_language_asked(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(GOOD, encoding="utf-8")
    answers = load_answers(path)
    assert (said := answers.lookup("lokasi", "en", NOW)) is not None
    assert said.filled({}) == "At Example Street."
    assert answers.lookup("menu", "id", NOW) is None


def test_an_answer_is_not_given_outside_its_dates(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(GOOD, encoding="utf-8")
    answers = load_answers(path)
    last_evening = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    assert answers.lookup("lokasi", "id", last_evening) is not None
    assert answers.lookup("lokasi", "id", last_evening.replace(hour=17, minute=0)) is None


def test_a_gap_is_never_sent(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(GOOD.replace("Di {address}", "Simpan {keep}"), encoding="utf-8")
    answer = load_answers(path).lookup("lokasi", "id", NOW)
    assert answer is not None
    assert answer.slots == {"keep"}
    with pytest.raises(JanjiError, match="answer_gap"):
        answer.filled({})
    assert answer.filled({"keep": "seminggu"}) == "Simpan seminggu."


@pytest.mark.parametrize(
    ("change", "into", "code", "line"),
    [
        ("{address}.\", en", "{adress}.\", en", "slot_unknown", 9),
        ("{address}.\", en", "{address.\", en", "brace", 9),
        ("kind: text", "kind: song", "kind_unknown", 5),
        ("    approved_by: owner\n", "", "field_missing", 4),
        ("approved_by", "aproved_by", "field_unknown", 6),
        ("2026-12-31", "tomorrow", "not_a_date", 8),
        ("[di mana]", "[hubungi 0812 0000 0001]", "personal", 10),
        ("[di mana]", "di mana", "not_a_list", 10),
        (", en: [where]", ", en: ['']", "not_text", 10),
        (", en: \"At {address}.\"", "", "language_missing", 9),
        ("facts:\n", "facts: [\n", "yaml", 3),
        ("    kind: text\n", "    kind: text\n    kind: text\n", "twice", 6),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_line_in_both_languages(
    tmp_path: Path, change: str, into: str, code: str, line: int
) -> None:
    assert change in GOOD
    found = problems_of(tmp_path, GOOD.replace(change, into, 1))
    hit = next(problem for problem in found if problem.code == f"answers.{code}")
    assert hit.line == line
    assert hit.column >= 1
    assert hit.indonesian != hit.english


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("kind: text", "kind: song").replace("2026-12-31", "x")
    assert {p.code for p in problems_of(tmp_path, text)} == {
        "answers.kind_unknown",
        "answers.not_a_date",
    }


def test_one_phrasing_cannot_ask_for_two_things(tmp_path: Path) -> None:
    entry = GOOD[GOOD.index("  - intent") :]
    text = GOOD + entry.replace("intent: lokasi", "intent: menu")
    found = problems_of(tmp_path, text)
    assert [p.code for p in found] == ["answers.two_intents"] * 2


@pytest.mark.parametrize(
    "text", ["", "7", "- a", "facts: {}\n", "entries: 3", "\t", "entries: [1]", "entries: []"]
)
def test_a_file_of_another_shape_is_refused_without_a_fault(tmp_path: Path, text: str) -> None:
    assert problems_of(tmp_path, text)


def test_a_file_that_is_not_text_is_refused_without_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    for content in (b"\xff\xfe\x00", b"a: \x07", b"? [a]\n: b\n", b"&a [*a]"):
        path.write_bytes(content)
        with pytest.raises(AnswersRefused):
            load_answers(path)


@given(st.data())
def test_any_damage_to_a_file_is_said_or_harmless_and_never_a_fault(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD)))
    length = data.draw(st.integers(0, 12))
    put = data.draw(st.text(st.sampled_from(" \n\t-:{}[]&*!|>'\"%@`?,#a0"), max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.yaml"
        path.write_text(GOOD[:at] + put + GOOD[at + length :], encoding="utf-8")
        entries, _, problems = read(path, COMPUTED)
    assert all(problem.indonesian and problem.english for problem in problems)
    assert problems or all(entry.kind in KINDS for entry in entries)


def test_ramen_master_has_twenty_phrasings_in_each_language_and_no_personal_data() -> None:
    answers = load_answers(RAMEN / "answers.yaml")
    assert len(answers.entries) == 25
    for entry in answers.entries:
        assert len(entry.phrasings["id"]) >= 20, entry.intent
        assert len(entry.phrasings["en"]) >= 20, entry.intent
    assert [e.text for e in answers.examples() if pii.find(e.text)] == []


def test_every_answer_of_ramen_master_can_be_said_and_fits_a_message() -> None:
    answers = load_answers(RAMEN / "answers.yaml")
    slots = dict.fromkeys(COMPUTED, "…")
    for entry in answers.entries:
        for language in ("id", "en"):
            answer = answers.lookup(entry.intent, language, NOW)
            assert (answer is None) == (entry.intent == NONE)
            if answer is not None:
                assert 10 < len(answer.filled(slots)) <= 600
                assert len(answers.title(entry.intent, language)) <= 20


@pytest.mark.parametrize("intent", ["lama_simpan", "dibagikan", "akses_data"])
def test_privacy_answers_take_their_facts_from_the_policy(intent: str) -> None:
    answer = load_answers(RAMEN / "answers.yaml").lookup(intent, "id", NOW)
    assert answer is not None
    assert answer.kind == "policy"
    assert answer.slots & {"keep", "recipients"}


def test_asking_shows_intent_band_score_and_answer(ramen: Assistant) -> None:
    heard = ask(ramen, "is the ramen halal?", NOW)
    assert heard["intent"] == "halal"
    assert heard["band"] == "answer"
    assert heard["language"] == "en"
    assert heard["score"] > 0.9
    assert heard["answer"].startswith("Yes, our products are halal.")
    assert len(heard["top3"]) == 3
    assert heard["nearest"]["intent"] == "halal"


def test_asking_fills_the_slots_given_and_shows_the_others(ramen: Assistant) -> None:
    assert "{hours_today}" in ask(ramen, "buka jam berapa", NOW)["answer"]
    business = load_business(RAMEN)
    words = hours.state_words(business.hours.weekly("id"), NOW, "id")
    slots = prepare(business, "https://janji.example").slots
    assert words in ask(ramen, "buka jam berapa", NOW, slots)["answer"]


@pytest.mark.parametrize(
    ("asked", "language"), [("buka jam berapa", "id"), ("what time do you open", "en")]
)
def test_computed_words_are_in_the_language_of_the_answer_not_of_the_asker(
    ramen: Assistant, asked: str, language: str
) -> None:
    told_in: list[str] = []

    def slots(tongue: str, now: datetime) -> dict[str, str]:
        told_in.append(tongue)
        return computed(tongue, now)

    computed = prepare(load_business(RAMEN), "https://janji.example").slots
    heard = ask(ramen, asked, NOW, slots)
    other = "en" if language == "id" else "id"
    assert heard["language"] == language
    assert set(told_in) == {language}
    assert computed(language, NOW)["hours_today"] in heard["answer"]
    assert computed(other, NOW)["hours_today"] not in heard["answer"]


def test_asking_about_nothing_of_ours_hands_over_in_the_same_language(ramen: Assistant) -> None:
    heard = ask(ramen, "what's the weather like tomorrow", NOW)
    assert heard["band"] == "hand_over"
    assert "our staff" in heard["answer"]


def test_asking_names_commands_and_rights(ramen: Assistant) -> None:
    heard = ask(ramen, "HAPUS DATA", NOW)
    assert heard["command"] == "erase"
    assert heard["rights"] == "hapus_data"


def test_what_an_answer_says_of_deletion_by_mail_is_what_the_business_accepts() -> None:
    accepted = load_business(RAMEN).contacts.deletion_subjects
    facts = load_answers(RAMEN / "answers.yaml").facts
    assert facts["deletion_subject"]["id"] in accepted
    assert facts["deletion_subject"]["en"] in accepted
    assert not {"phone", "email"} & set(facts), "they stand in business.yaml alone"
