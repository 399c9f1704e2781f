"""Every command explains itself, and every mistake in typing it, in the reader's language alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from janji.cli import trouble
from janji.cli.main import COMMANDS, Lazy, janji
from janji.cli.main import language as tongue
from janji.kit.text import catalogue

LANGUAGES = ("id", "en")
CLICKS_OWN = re.compile(
    r"Usage:|Options:|Commands:|arguments:|\[OPTIONS\]|COMMAND|Show this|Try '|No such|Missing|"
    r"Invalid|Got unexpected|requires an argument|TEXT|PATH|DIRECTORY|Error"
)


def everything(
    command: click.Command, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, those of groups too."""
    if words:
        yield words, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            assert below is not None
            yield from everything(below, (*words, name))


def calls() -> list[tuple[str, ...]]:
    """How each command is called."""
    return [words for words, _ in everything(janji)]


def shown(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """What a person sees who types *words*."""
    try:
        janji(list(words), prog_name="./janji", standalone_mode=False)
    except click.ClickException as fault:
        trouble.tell(fault, tongue())
    seen = capsys.readouterr()
    return seen.out + seen.err


def test_the_walk_reaches_groups_and_hidden_commands() -> None:
    found = calls()
    assert {words[0] for words in found} == set(COMMANDS)
    assert {("staff", "add"), ("staff", "list"), ("staff", "end")} <= set(found)
    assert isinstance(janji, Lazy)


@pytest.mark.parametrize("words", calls(), ids=" ".join)
def test_help_is_in_the_readers_language(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {}
    for language in LANGUAGES:
        monkeypatch.setenv("JANJI_LANGUAGE", language)
        pages[language] = shown((*words, "--help"), capsys)
        assert catalogue()["cli.usage.usage"][language] in pages[language]
        assert catalogue()["cli.param.help"][language] in pages[language]
        purpose = catalogue()["cli.help." + "_".join(words).replace("-", "_")][language]
        assert purpose in " ".join(pages[language].split())
    assert not CLICKS_OWN.search(pages["id"])
    assert pages["id"] == told_again(words, monkeypatch, capsys), "the last language sticks to none"


def told_again(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """The Indonesian page after the English one."""
    monkeypatch.setenv("JANJI_LANGUAGE", "id")
    return shown((*words, "-h"), capsys)


@pytest.mark.parametrize("words", calls(), ids=" ".join)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_and_argument_says_what_it_is_for(
    words: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JANJI_LANGUAGE", language)
    command = dict(everything(janji))[words]
    texts = [one[language] for key, one in catalogue().items() if key.startswith("cli.param.")]
    known = [text.split("{")[0] for text in texts]
    for one in command.params:
        assert isinstance(one, click.Option | click.Argument)
        assert one.help, f"{one.name} of {words}"
        assert any(one.help.startswith(text) for text in known), f"{one.help!r} stands in no text"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("staff",), "Cara pakai: ./janji staff"),
        (("staff", "nobody"), "add, end, list"),
        (("staff", "add"), "NAMA belum disebut"),
        (
            ("staff", "add", "x", "--role", "king"),
            "--role tidak cocok (bukan salah satu",
        ),
        (("restore", "nowhere.zip"), "CADANGAN tidak cocok (tidak ada berkas"),
        (("check", "a", "b"), "Terlalu banyak yang disebut"),
        (("doctor", "--proxy"), "Pilihan --proxy perlu sebuah nilai"),
        (("prove", "--json=yes"), "Pilihan --json perlu sebuah nilai, atau tidak boleh"),
        (("ask", "--jsno"), "Pilihan --jsno tidak dikenal"),
    ],
)
def test_a_mistake_in_typing_is_told_without_clicks_english(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("JANJI_LANGUAGE", "id")
    told = shown(words, capsys)
    assert said in told
    assert not CLICKS_OWN.search(told)
