"""Phone numbers and personal data in text; every number is invented or published."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.kit import phone, pii

PUBLISHED = "+6281333071930"
ROWS = [
    line.split("\t")
    for line in Path(__file__)
    .with_name("pii_adversarial.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    "written",
    [
        "0813 3307 1930",
        "081333071930",
        "6281333071930",
        "+62 813-3307-1930",
        "813-3307-1930",
        "+62 (0)813 3307 1930",
        "62 0813 3307 1930",
        "wa.me/6281333071930",
        "https://wa.me/6281333071930",
        "whatsapp:+6281333071930",
        "tel:+62-813-3307-1930",
        "0813.3307.1930 (WA)",
        "6281333071930@c.us",
        "6281333071930@s.whatsapp.net",
        "006281333071930",
        "007 6281333071930",
        "０８１３３３０７１９３０",
    ],
)
def test_one_number_in_every_spelling(written: str) -> None:
    assert phone.parse(written) == PUBLISHED


@pytest.mark.parametrize(
    "written",
    ["", "halo", "08123", "14045", "1500-888", "021 5551234", "3275011508900001", "+", "+0"],
)
def test_what_is_no_mobile_is_none(written: str) -> None:
    assert phone.parse(written) is None


def test_numbers_are_found_in_a_text_and_an_identity_number_is_not_one() -> None:
    text = (
        "hub 0813-3307-1930, wa.me/6281200000001, 0813 3307 1930, NIK 3275011508900001, Rp1.250.000"
    )
    assert phone.find(text) == [PUBLISHED, "+6281200000001"]


def test_a_number_is_written_as_people_read_it() -> None:
    assert phone.written("+6281200000001") == "+62 812-0000-0001"
    assert phone.written("halo") == "halo"


def test_a_masked_number_shows_country_and_last_four() -> None:
    assert phone.masked("+6281200000001") == "+62 ••• •••• 0001"


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    number = phone.parse(text)
    assert number is None or number[0] == "+"
    for found in pii.find(text):
        assert 0 <= found.begins < found.ends <= len(text)


@pytest.mark.parametrize(("kind", "expected", "text"), ROWS)
def test_each_adversarial_spelling_does_what_the_list_says(
    kind: str, expected: str, text: str
) -> None:
    kinds = [found.kind for found in pii.find(text)]
    if expected == "found":
        assert kinds == ([] if kind == "none" else [kind])
    else:
        assert kinds == [], "better than the list says: correct the list"
        assert ("[number]" in pii.closed(text)) == (expected == "closed")


def test_masking_keeps_the_words_and_takes_the_numbers() -> None:
    text = "wa 0812-0000-0001 atau budi@example.com ya"
    assert pii.mask(text) == "wa [phone] atau [email] ya"


def test_masking_finds_full_width_and_hidden_signs_at_their_place() -> None:
    assert (
        pii.mask(
            "wa ０８１２\u200b００００００００１ ya".replace(
                "００００００００１", "００００００００１"[-8:]
            )
        )
        == "wa [phone] ya"
    )


def test_what_leaves_the_house_has_no_long_run_of_digits() -> None:
    assert pii.mask("nomor 99 88 77 66 55") == "nomor 99 88 77 66 55"
    assert pii.closed("nomor 99 88 77 66 55") == "nomor [number]"


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("3275011508900001", True),
        ("3275015508900001", True),
        ("3275011513900001", False),
        ("3275010008900001", False),
        ("0075011508900001", False),
        ("3275011508900000", False),
        ("327501150890001", False),
    ],
)
def test_a_citizen_number_is_checked_by_place_birth_and_serial(number: str, good: bool) -> None:
    assert pii.is_nik(number) is good


def test_a_card_is_known_by_its_last_digit() -> None:
    assert pii.is_card("4111111111111111")
    assert not pii.is_card("4111111111111112")


def test_a_number_for_staff_shows_its_last_four() -> None:
    assert pii.masked_number("3275 0115 0890 0001") == "••••••••••••0001"


def test_a_message_is_searched_in_well_under_a_millisecond() -> None:
    message = "tolong kirim ke 0812-0000-0001 atau rekening bca 1234567890 besok jam 19.00 ya kak"
    begun = time.process_time()
    for _ in range(200):
        pii.find(message)
    assert (time.process_time() - begun) / 200 < 0.001, "measured 0.07 ms"


@pytest.mark.parametrize(
    "hostile",
    ["a" * 4000 + "1", "otp" + " " * 4000 + "1", "1" * 4000, "a." * 2000 + "@", "-" * 4000 + "1"],
)
def test_a_hostile_message_costs_little_more_than_a_long_one(hostile: str) -> None:
    begun = time.process_time()
    pii.closed(hostile)
    assert time.process_time() - begun < 0.1, "measured below 10 ms; it was 250 before"
