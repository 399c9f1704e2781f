"""The promised subjects are recognised however mail programs dress them; codes are found alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.channels.mail.meaning import code_in, own_words, promised_subject

PROMISED = ("Permintaan Penghapusan Data WhatsApp", "WhatsApp Data Deletion Request")


@pytest.mark.parametrize(
    ("subject", "which"),
    [
        ("Permintaan Penghapusan Data WhatsApp", 0),
        ("WhatsApp Data Deletion Request", 1),
        ("RE: fwd:  permintaan  penghapusan data WHATSAPP", 0),
        ("Bls: Permintaan Penghapusan Data WhatsApp", 0),
        ("Re[2]: WhatsApp Data Deletion Request [RM-2603-ABCDEF]", 1),
        ("‘WhatsApp Data Deletion Request’ – +62 812 0000 0011", 1),
        ("WhatsApp\u00a0Data\u2011Deletion\u200b Request.", 1),
        ("ＷｈａｔｓＡｐｐ Data Deletion Request", 1),
        ("“Permintaan Penghapusan Data WhatsApp”", 0),
        ("Permintaan Data WhatsApp", None),
        ("WhatsApp Data Deletion Requests and other news", None),
        ("", None),
    ],
)
def test_a_subject_is_a_promised_one_or_not(subject: str, which: int | None) -> None:
    assert promised_subject(subject, PROMISED) == which


@given(st.text(max_size=200))
def test_no_subject_breaks_the_reading(subject: str) -> None:
    assert promised_subject(subject, PROMISED) in (None, 0, 1)
    assert promised_subject(f"Re: {PROMISED[0]} {subject}", PROMISED) in (None, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("kodenya 123 456 ya", "123456"),
        ("Kode: 123-456.", "123456"),
        ("nomor saya +62 812 0000 0011", None),
        ("081200000011", None),
        ("tiket RM-2603-234567", None),
        ("111111 atau 222222", None),
        ("123456\n\n> kode lama 654321", "123456"),
        ("On Wed, Ramen Master wrote:\n123456", None),
        ("Pada Rab, 11 Mar 2026, Ramen Master menulis:\n> 654321", None),
        ("", None),
    ],
)
def test_a_code_is_six_digits_in_the_senders_own_words(text: str, code: str | None) -> None:
    assert code_in(text) == code


def test_quoted_words_are_left_out() -> None:
    assert (
        own_words("baru\n> lama\nbaru juga\n-----Original Message-----\nlama") == "baru\nbaru juga"
    )
