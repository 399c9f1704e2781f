from __future__ import annotations

import pytest

from janji.care.commands import command, words


def name_of(text: str, question_open: bool = False) -> str | None:
    found = command(text, question_open=question_open)
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HAPUS DATA", "erase"),
        ("hapus data saya", "erase"),
        ("hps data sy", "erase"),
        ("Hapus data saya dong kak", "erase"),
        ("lupakan saya", "erase"),
        ("DELETE MY DATA", "erase"),
        ("YA HAPUS", "confirm_erase"),
        ("ya, hapus", "confirm_erase"),
        ("Yes, delete!", "confirm_erase"),
        ("DATA SAYA", "my_data"),
        ("my data", "my_data"),
        ("UBAH DATA", "correct"),
        ("KEBERATAN", "object"),
        ("CABUT IZIN", "withdraw"),
        ("AGEN", "agent"),
        ("agent", "agent"),
        ("kebijakan privasi", "policy"),
        ("English", "language"),
        ("gak", "no"),
        ("iya", "yes"),
        ("kembali", "back"),
    ],
)
def test_a_command_is_known_by_its_words(text: str, name: str) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize("text", ["STOP", "stop.", "Stop ya kak", "BERHENTI", "unreg", "STOP!!!"])
def test_stop_always_means_stop_even_while_a_question_is_open(text: str) -> None:
    assert name_of(text) == "stop_marketing"
    assert name_of(text, question_open=True) == "stop_marketing"


@pytest.mark.parametrize("text", ["TIDAK", "BATAL", "KELUAR", "ga", "cancel"])
def test_a_refusal_answers_an_open_question_and_opts_out_of_nothing(text: str) -> None:
    assert name_of(text, question_open=True) != "stop_marketing"


def test_keluar_opts_out_only_when_nothing_was_asked() -> None:
    assert name_of("KELUAR") == "stop_marketing"
    assert name_of("KELUAR", question_open=True) is None


@pytest.mark.parametrize(
    "text",
    ["", "!!", "stop dulu ya lagi nyetir", "hapus daun bawangnya", "ga bisa", "saya mau data menu"],
)
def test_a_longer_message_is_no_command(text: str) -> None:
    assert name_of(text) is None


def test_a_language_command_says_which() -> None:
    assert (found := command("english", question_open=False)) is not None
    assert found.value == "en"
    assert (found := command("bahasa", question_open=False)) is not None
    assert found.value == "id"


def test_rights_are_marked_so_that_no_limit_stops_them() -> None:
    marked = {meaning.name for meaning in words().always.values() if meaning.is_right}
    assert {"my_data", "erase", "confirm_erase", "stop_marketing", "withdraw"} <= marked
    assert "menu" not in marked
