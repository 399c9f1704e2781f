"""janji provider: copies nobody can ask for any more, in plain words, and a person's word."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from janji.channels.provider_lost import Lost
from janji.cli.main import janji
from janji.cli.provider import told
from janji.kit.errors import JanjiError
from janji.kit.ids import moment_of, new_id
from janji.policy.business import load_business

RAMEN = load_business(Path(__file__).parents[3] / "businesses" / "ramen-master")
LATE = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)  # after midnight in Jakarta
NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
EARLIER = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)


def lost(*moments: datetime) -> list[Lost]:
    """Copies made at these moments."""
    return [Lost(one, moment_of(one)) for one in map(new_id, moments)]


@pytest.mark.parametrize(
    ("language", "days", "times"),
    [
        (
            "id",
            ["Minggu, 8 Maret 2026: 1 ", "Selasa, 10 Maret 2026: 2 "],
            ["01.30 WIB", "12.00 WIB"],
        ),
        (
            "en",
            ["Sunday, 8 March 2026: copies: 1", "Tuesday, 10 March 2026: copies: 2"],
            ["01:30 WIB", "12:00 WIB"],
        ),
    ],
)
def test_the_list_says_when_which_day_how_many_and_what_to_do(
    language: str, days: list[str], times: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JANJI_LANGUAGE", language)
    copies = lost(EARLIER, LATE, NOON)
    words = "\n".join(told(RAMEN, copies))
    for piece in (*days, *times, "console.twilio.com", "--seen-gone", *(str(c.id) for c in copies)):
        assert piece in words
    assert words.index(days[0]) < words.index(days[1])


def test_nothing_lost_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JANJI_LANGUAGE", "id")
    assert told(RAMEN, []) == [f"{RAMEN.name}: tidak ada salinan di Twilio yang menunggu Anda."]


def test_nothing_is_settled_before_somebody_says_that_they_looked() -> None:
    with pytest.raises(JanjiError) as refused:
        janji(["provider", "settle", RAMEN.slug, str(new_id(NOON))], standalone_mode=False)
    assert refused.value.code == "cli.provider.not_seen"
    with pytest.raises(click.BadParameter):
        janji(["provider", "settle", RAMEN.slug, "1", "--seen-gone"], standalone_mode=False)
