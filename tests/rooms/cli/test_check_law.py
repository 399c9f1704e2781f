"""janji check as a person and as a program see it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).resolve().parents[3]


def check(
    tmp_path: Path, *arguments: str, language: str = "en", **more: str
) -> subprocess.CompletedProcess[str]:
    """The command as typed."""
    told = {**os.environ, "JANJI_HOME": str(tmp_path / "home"), "JANJI_LANGUAGE": language,
            "PYTHONPATH": str(ROOT / "src"), **more}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "janji", "check", *arguments],
        env=told, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_complete_policy_is_told_with_its_warnings_and_what_is_good(
    tmp_path: Path, language: str
) -> None:
    told = check(tmp_path, "ramen-master", "--on", "2026-11-22", language=language)
    assert told.returncode == 0, told.stderr
    assert "XB-01" in told.stdout
    assert "policy.yaml:" in told.stdout
    assert {"id": "tidak dinilai", "en": "not assessed"}[language] in told.stdout
    assert {"id": "Yang baik", "en": "What is good"}[language] in told.stdout
    assert "compliant" not in told.stdout.lower()


def test_the_same_policy_has_an_error_once_the_second_regime_is_in_force(tmp_path: Path) -> None:
    told = check(tmp_path, "ramen-master", "--json", "--on", "2027-01-16")
    assert told.returncode == 1
    data = json.loads(told.stdout)
    errors = [one["id"] for one in data["answers"] if one["severity"] == "error"]
    assert errors == ["XB-01"]
    assert data["counts"]["errors"] == 1


def test_the_published_text_is_asked_as_it_stands(tmp_path: Path) -> None:
    told = check(tmp_path, "jova-pos", "--published", "--json", "--on", "2026-11-22")
    assert told.returncode == 1
    data = json.loads(told.stdout)
    assert data["text"] == "policy.published.yaml"
    assert data["counts"] == {
        "passed": 11, "failed": 55, "errors": 20, "warnings": 32, "infos": 3,
        "not_applicable": 6, "not_assessed": 3,
    }  # fmt: skip
    assert len(data["answers"]) == 75
    hedge = next(one for one in data["answers"] if one["id"] == "RGT-06")
    assert hedge["published_line"] == 92
    assert (hedge["line"] > 1, set(hedge["fix"])) == (True, {"id", "en"})


def test_problems_of_form_come_first_all_at_once_and_the_law_is_not_asked(tmp_path: Path) -> None:
    there = tmp_path / "businesses"
    folder = copytree(ROOT / "businesses" / "ramen-master", there / "ramen-master")
    path = folder / "policy.yaml"
    text = path.read_text("utf-8")
    text = text.replace("operator: meta", "operator: nobody").replace(
        "effective: 2025-08-16", "effective: 2025-02-30"
    )
    path.write_text(text.replace("keep: 7 days", "keep: forever"), "utf-8")
    told = check(tmp_path, "ramen-master", JANJI_BUSINESSES=str(there))
    assert told.returncode == 2
    assert "policy.yaml:" in told.stderr
    assert "XB-01" not in told.stdout
    assert told.stderr.count("[policy.") >= 2


def test_a_day_that_is_none_is_refused_in_plain_words(tmp_path: Path) -> None:
    told = check(tmp_path, "ramen-master", "--on", "2026-02-30")
    assert told.returncode == 2
    assert "2026-02-30 is no date" in told.stderr
    assert "Traceback" not in told.stderr
