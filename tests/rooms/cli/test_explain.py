"""janji explain in the words and hours of its reader."""

from __future__ import annotations

import pytest

from janji.cli.explain import proof_words


@pytest.mark.parametrize(
    ("language", "written"),
    [("id", "22 November 2026 pukul 14.05 WIB"), ("en", "22 November 2026 at 14:05 WIB")],
)
def test_the_last_result_of_a_proof_is_told_in_the_hours_of_the_business(
    monkeypatch: pytest.MonkeyPatch, language: str, written: str
) -> None:
    monkeypatch.setenv("JANJI_LANGUAGE", language)
    result = {"verdict": "kept", "at": "2026-11-22T07:05:00+00:00"}
    words = proof_words("conversations_kept_too_long", result, "Asia/Jakarta")
    assert words.endswith(f"({written})")
