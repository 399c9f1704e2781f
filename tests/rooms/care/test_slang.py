from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.care import slang
from janji.care.slang import canonical, normalise, pairs
from janji.care.slang_recipe import aligned, lexicon


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("brp hrgnya kak??", "berapa harganya"),
        ("bk jm brp", "buka jam berapa"),
        ("dmn sih lokasinya", "dimana lokasinya"),
        ("resv bwt 4 org", "reservasi untuk 4 orang"),
        ("ongkir brp min", "ongkos kirim berapa"),
        ("tf kmn", "transfer kemana"),
        ("macam2 menu", "macam macam menu"),
        ("kirimin menunya dong", "kirimkan menunya"),
        ("Ｈａｌｏｏｏ\u200b", "halo"),
        ("mksh ya kak", "terima kasih"),
    ],
)
def test_shop_chat_is_read_as_plain_words(written: str, meant: str) -> None:
    assert normalise(written) == meant


def test_a_full_word_is_not_peeled_into_another() -> None:
    assert "adm" in slang.lexicon()
    assert normalise("admin") == "admin"


def test_numbers_keep_their_zeros() -> None:
    assert canonical("10000   RAMEN") == "10000 ramen"


def test_a_message_of_particles_alone_is_kept() -> None:
    assert normalise("ya") == "ya"
    assert normalise("kak") == "kak"


def test_english_words_stay_english() -> None:
    sentence = "do you have free time this week or not"
    assert normalise(sentence) == sentence


@given(st.text(max_size=200))
def test_any_text_can_be_normalised_without_a_fault(text: str) -> None:
    plain = normalise(text)
    assert plain == plain.lower()
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Halo kak, mau tanya dong buka sampai jam berapa ya", "buka sampai jam berapa"),
        ("pagi min mau nanya ramennya halal?", "ramen halal"),
        ("Selamat siang, bisa delivery? terima kasih", "bisa delivery"),
        ("Hi! Good evening, could you tell me what time you close", "what time you close"),
        ("malam minggu buka?", "malam minggu buka"),
        ("halo", "halo"),
        ("permisi mau tanya", "permisi mau tanya"),
        ("terima kasih kak", "terima kasih"),
        ("hitungan hari ini", "hitungan hari ini"),
    ],
)
def test_courtesy_is_put_aside_unless_it_is_all_there_is(message: str, question: str) -> None:
    assert slang.question_of(normalise(message)) == question


def test_anger_is_heard_and_plain_disappointment_is_not_called_anger() -> None:
    assert slang.is_angry("PARAAAAH bgt sih")
    assert slang.is_angry("this is fucking useless")
    assert not slang.is_angry("ramennya kurang panas kak")


def test_our_own_list_is_large_and_wins() -> None:
    ours = pairs(slang.HERE / "slang_shop.tsv")
    derived = pairs(slang.HERE / "slang.tsv")
    assert len(ours) >= 150
    assert derived["time"] != "time"
    assert slang.lexicon()["time"] == "time"


def test_the_derived_list_names_its_source() -> None:
    first = (slang.HERE / "slang.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert "STIF-Indonesia" in first
    assert "MIT" in first
    assert "Haryo AW" in (slang.HERE.parents[2] / "NOTICE").read_text(encoding="utf-8")


def test_words_are_paired_by_place_and_kept_by_majority() -> None:
    assert ("gak", "tidak") in aligned(["saya", "gak"], ["saya", "tidak"])
    lines = [("gak ada", "tidak ada"), ("gak mau", "tidak mau"), ("tidak gak", "tidak gak")]
    assert lexicon(lines) == {"gak": "tidak"}


def test_masked_names_never_enter_the_list() -> None:
    assert lexicon([("xxxuserxxx a", "budi a")]) == {}


@pytest.mark.peer
def test_the_shipped_list_can_be_made_again_from_its_source() -> None:
    folder = Path(os.environ.get("JANJI_PEERS", "absent")) / "indonesian" / "stif"
    if not folder.exists():
        pytest.skip("STIF is not here; set JANJI_PEERS to the folder of peers")
    informal, formal = (
        (folder / name).read_text(encoding="utf-8").split("\n")
        for name in ("train.inf", "train.for")
    )
    assert lexicon(zip(informal, formal, strict=True)) == pairs(slang.HERE / "slang.tsv")
