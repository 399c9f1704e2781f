"""A new business is complete from its first minute, whatever was answered."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from janji.audit.proof_names import known_proofs
from janji.care.answers import load_answers
from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy import start_hours
from janji.policy.business import Business, load_business
from janji.policy.lint_report import policy_report
from janji.policy.start import FILES, WEEK, Start, files_of
from janji.policy.start_answers import READERS, slug_from
from janji.policy.start_folder import placed
from janji.policy.start_neighbours import Neighbour, free_number, free_prefix, neighbours

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 22)
CALM = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
USUAL = {
    "name": "Kopi Tepi", "legal_form": "perorangan", "legal_name": "Kopi Tepi",
    "languages": "id,en", "zone": "WIB", "channels": "whatsapp,email",
    "email": "privasi@kopitepi.example", "phone": "0812 0000 0001", "whatsapp": "+62 812 0000 0006",
    "hours": "mon-fri 09:00-17:00", "holidays": "no", "does": "care", "keep": "30 days",
    "notice": "14 days", "marketing": "no",
}  # fmt: skip


def read(key: str, typed: str) -> Any:
    """One answer as a fact."""
    return READERS[key](typed)


def start(**typed: str) -> Start:
    """A business of the usual answers, some given otherwise."""
    facts = {key: read(key, text) for key, text in (USUAL | typed).items()}
    by_mail, controller = facts.pop("channels"), facts.pop("legal_name")
    holidays = facts.pop("holidays")
    return Start(
        slug=slug_from(facts["name"]), number=6, prefix="K", controller=controller,
        by_mail=by_mail, open_on_holidays=holidays, today=TODAY, spoken="id", **facts,
    )  # fmt: skip


def clean(one: Start, room: Path) -> Business:
    """The business as loaded from its folder, with nothing against it by form, meaning or law."""
    shutil.rmtree(room / one.slug, ignore_errors=True)
    folder = placed(room, one.slug, files_of(one), lambda made: load_business(made, known_proofs()))
    business = load_business(folder, known_proofs())
    load_answers(folder / "answers.yaml", business.zone)
    errors = policy_report(folder, TODAY).of("error")
    assert not errors, [row.id for row in errors]
    return business


OPTIONAL = {
    "about": st.sampled_from(
        ["Kami menjual kopi {susu}", 'Tas "kulit": asli #1', "We fix things."]
    ),
    "address": st.sampled_from(["Jl. Contoh No. 1, Depok.", "Ruko 'Indah' \\ 3: Bogor"]),
    "officer": st.sampled_from(["Ibu Sari, dpo@contoh.example", "[email]"]),
    "registration": st.sampled_from(["1234567890123", "PSE: 01/2026 #9"]),
    "twilio_since": st.just("2026-01-02"),
}
CHOSEN = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Kopi Tepi", 'Bersih "Kilat" & {Co}: #1', "Ñandú – 7", "- no"]),
        "legal_form": st.sampled_from(["PT", "cv", "firma", "person"]),
        "legal_name": st.sampled_from(["PT Maju Tbk.", "* &anchor !tag | >", "'"]),
        "languages": st.sampled_from(["id", "id,en", "en id", "Indonesia + Inggris"]),
        "zone": st.sampled_from(["WIB", "wita", "WIT", "Asia/Pontianak"]),
        "channels": st.sampled_from(["whatsapp", "whatsapp,email", "wa, surel"]),
        "hours": st.sampled_from(
            ["mon-sun 00:00-24:00", "senin-jumat 8.00-17.00; sabtu tutup", "fri-mon 18:00-01:00",
             "jum'at 9:00-11:30, 13:00-20:00"]
        ),
        "holidays": st.sampled_from(["ya", "tidak"]),
        "does": st.sampled_from(["care", "orders", "jadwal", "care, pesanan, bookings"]),
        "keep": st.sampled_from(["1 day", "2 days", "7 hari", "3 minggu", "1 bulan", "5 years"]),
        "notice": st.sampled_from(["1 day", "1 minggu", "30 days"]),
        "marketing": st.sampled_from(["yes", "tidak"]),
    },
    optional=OPTIONAL,
)  # fmt: skip


@CALM
@given(typed=CHOSEN)
def test_whatever_is_answered_the_folder_is_clean(
    typed: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = start(**typed)
    business = clean(one, tmp_path_factory.mktemp("new"))
    assert business.name == read("name", typed["name"])
    assert business.policy.file.controller.name == read("legal_name", typed["legal_name"])
    assert str(business.policy.spans["conversation"]) == str(read("keep", typed["keep"]))
    assert business.policy.marketing_allowed() is read("marketing", typed["marketing"])
    assert all(promise.bound or promise.planned or promise.marks for promise in
               business.policy.promises)  # fmt: skip


@CALM
@given(name=st.text(max_size=70))
def test_any_name_makes_a_clean_folder_or_is_refused_in_words(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        one = start(name=name, legal_name=name)
    except JanjiError:  # in words: another test looks at them
        assert slug_from(name) == "" or len(name) > 60 or not name.isprintable() or "<<" in name
    else:
        assert clean(one, tmp_path_factory.mktemp("new")).name == " ".join(name.split())


@pytest.mark.parametrize("languages", ["id", "id,en"])
def test_every_published_sentence_is_quoted_and_every_promise_stands_in_print(
    languages: str, tmp_path: Path
) -> None:
    full = {"does": "orders,bookings", "marketing": "yes", "officer": "Ibu Sari, 0812 0000 0002"}
    business = clean(start(languages=languages, **full), tmp_path)
    printed = (business.folder / "published.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line.removeprefix("  • ") for line in printed if line.startswith("  • ")]
    quotes = [one for promise in business.policy.promises for one in promise.quotes.values()]
    assert len(sentences) > 40
    assert sorted(sentences) == sorted(quotes)
    if languages == "id":
        assert all("en" in promise.ours for promise in business.policy.promises)


def test_the_modules_that_a_promise_names_exist(tmp_path: Path) -> None:
    full = {"does": "orders,bookings", "marketing": "yes"}
    business = clean(start(**full), tmp_path)
    named = {name for promise in business.policy.promises for name in promise.by}
    assert len(named) > 15
    for name in named:
        assert find_spec(f"janji.{name}"), name


@pytest.mark.parametrize("spoken", ["id", "en"])
def test_the_comments_are_in_the_readers_language_and_no_gap_is_left(spoken: str) -> None:
    files = files_of(replace(start(marketing="yes"), spoken=spoken))
    assert set(files) == {*FILES, "published.txt"}
    told = {"id": "Berapa lama data hidup", "en": "How long data lives"}
    for code, words in told.items():
        assert (words in files["policy.yaml"]) is (code == spoken)
    assert not re.search(r"<<|^ *#(id|en|\?)|^#\.", "\n".join(files.values()), re.MULTILINE)


def test_a_stricter_answer_stands_in_every_place_that_says_it(tmp_path: Path) -> None:
    short = clean(start(keep="1 day"), tmp_path)
    policy, words = short.policy, (short.folder / "published.txt").read_text(encoding="utf-8")
    assert policy.keep_days("conversation") == 1
    assert policy.provider_deletion
    assert policy.provider_deletion.overdue_after.longest_days == 1
    assert "paling lama 1 hari sejak" in words
    assert "at most 1 day from" in words


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("name", "  ", "empty"),
        ("name", "12345", "no_letters"),
        ("name", "Toko 081200000001", "number_in_name"),
        ("name", "Kopi\u200bTepi", "strange_letters"),
        ("name", "x" * 61, "too_long"),
        ("slug", "../etc", "slug"),
        ("slug", "Kopi", "slug"),
        ("email", "kopi at tepi", "email"),
        ("phone", "12", "phone"),
        ("languages", "en", "english_alone"),
        ("languages", "jawa", "not_among"),
        ("channels", "email", "no_whatsapp"),
        ("zone", "Europe/Paris", "zone"),
        ("hours", "setiap saat", "hours"),
        ("hours", "mon 09:00-12:00, 11:00-14:00", "hours"),
        ("hours", "mon 09:00-12:00; senin 13:00-14:00", "day_twice"),
        ("keep", "selamanya", "span"),
        ("keep", "12 hours", "span"),
        ("keep", "0 days", "span_range"),
        ("keep", "99 years", "span_range"),
        ("twilio_since", "2026-02-30", "day"),
        ("does", "terbang", "not_among"),
        ("marketing", "mungkin", "not_among"),
    ],
)
def test_nonsense_is_refused_in_words_of_both_languages(key: str, typed: str, code: str) -> None:
    with pytest.raises(JanjiError) as refused:
        read(key, typed)
    assert refused.value.code == f"policy.start.{code}"
    for language in ("id", "en"):
        assert say(refused.value.code, language, **refused.value.values)


def test_a_folder_that_is_there_is_never_touched(tmp_path: Path) -> None:
    one = start()
    (tmp_path / one.slug).mkdir()
    (tmp_path / one.slug / "mine.txt").write_text("mine")
    with pytest.raises(JanjiError) as refused:
        placed(tmp_path, one.slug, files_of(one), lambda _: None)
    assert refused.value.code == "policy.start.taken"
    assert [path.name for path in tmp_path.rglob("*")] == [one.slug, "mine.txt"]


@pytest.mark.parametrize("fault", [JanjiError("policy.start.empty"), KeyboardInterrupt()])
def test_an_interruption_leaves_nothing_behind(fault: BaseException, tmp_path: Path) -> None:
    one, seen = start(), list[Path]()

    def halfway(folder: Path) -> None:
        seen.extend(folder.iterdir())
        raise fault

    with pytest.raises(type(fault)):
        placed(tmp_path, one.slug, files_of(one), halfway)
    assert len(seen) == len(FILES) + 1  # it was all written, aside
    assert not list(tmp_path.iterdir())


def test_what_is_being_made_is_no_business_yet(tmp_path: Path) -> None:
    one, during = start(), list[Neighbour]()
    placed(tmp_path, one.slug, files_of(one), lambda _: during.extend(neighbours(tmp_path)))
    assert during == []
    assert [found.slug for found in neighbours(tmp_path)] == [one.slug]


def test_a_number_and_a_letter_are_free_even_beside_a_broken_neighbour(tmp_path: Path) -> None:
    for name, text in (("a", "id: 41\nchannel: {sender: +62 812 0000 0001}"), ("b", "id: [")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "business.yaml").write_text(text)
    found = neighbours(tmp_path)
    assert found == [Neighbour("a", 41, "+6281200000001", ""), Neighbour("b", 0, "", "")]
    assert free_number(found) == 42
    assert free_number([]) == 1
    ramen = neighbours(ROOT / "businesses")
    assert free_prefix("fresh", ramen) == "E"  # F and R are taken
    assert free_prefix("ff", ramen) == "F"


@pytest.mark.parametrize(
    "typed", ["mon-sat 9-17", "Senin-Sabtu 09.00-17", "sen s/d sab 9:00 - 17.00"]
)
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    week = start_hours.hours(typed)
    assert list(week) == list(WEEK[:6])
    assert {f"{one.opens:%H:%M}-{one.closes:%H:%M}" for ones in week.values() for one in ones} == {
        "09:00-17:00"
    }


def test_what_may_be_chosen_is_said_in_words_that_are_taken() -> None:
    for key, wanted in (
        ("holidays", "ya / yes, tidak / no"),
        ("legal_form", "perorangan / person"),
    ):
        with pytest.raises(JanjiError) as refused:
            READERS[key]("apa saja")
        assert wanted in say(refused.value.code, "id", **refused.value.values)
    for word in ("ya", "yes", "tidak", "no"):
        READERS["holidays"](word)
    assert start_hours.spoken_days("mon-fri 09:00-17:00; sat 09:00-13:00", "id") == (
        "sen-jum 09:00-17:00; sab 09:00-13:00"
    )
