"""Why something is so, found by id, by name and by a word of the sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from janji.policy.business import Business
from janji.policy.explain import explain

ROOT = Path(__file__).resolve().parents[3]


def ids(found: Any) -> list[str]:
    return [one.promise.id for one in found[1]]


def test_a_promise_is_found_by_its_number_with_what_its_rule_says(ramen: Business) -> None:
    (only,) = explain(ramen, "r-24")[1]
    assert only.promise.id == "R-24"
    assert only.promise.rule == "retention.conversation.keep"
    assert only.value == "7 days"


def test_a_name_of_the_policy_leads_to_every_promise_about_it(ramen: Business) -> None:
    entries, _ = found = explain(ramen, "twilio")
    assert "recipients.twilio" in [one.path for one in entries]
    assert {"R-29", "R-31", "R-08"} <= set(ids(found))
    assert "R-24" not in ids(found)


@pytest.mark.parametrize("word", ["alamat IP", "  ALAMAT   ip ", "IP addresses"])
def test_a_word_of_the_sentence_is_enough_in_either_language(ramen: Business, word: str) -> None:
    assert "R-14" in ids(explain(ramen, word))


@pytest.mark.parametrize("word", ["", "   ", "kuda nil", "R-99", "\0", "x" * 100_000])
def test_what_is_nowhere_is_found_nowhere(ramen: Business, word: str) -> None:
    assert explain(ramen, word) == ([], [])


def test_the_command_tells_the_sentence_the_rule_the_actor_and_the_proof(tmp_path: Path) -> None:
    said = command(tmp_path, "ramen-master", "R-26")
    assert said.returncode == 0, said.stderr
    for words in ("data is automatically deleted", "retention.conversation", "vault.retention",
                  "expiry_not_automatic: never asked here"):  # fmt: skip
        assert words in said.stdout
    told = json.loads(command(tmp_path, "ramen-master", "retention.conversation", "--json").stdout)
    assert told["entries"][0]["value"]["keep"] == "7 days"
    assert {one["id"] for one in told["promises"]} >= {"R-24", "R-25", "R-26", "R-27", "R-28"}
    lost = command(tmp_path, "ramen-master", "kuda nil")
    assert lost.returncode == 2
    assert 'no promise or name "kuda nil"' in lost.stderr


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as a person at a terminal gives it, before any database was made."""
    environ = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "JANJI_HOME": str(home),
        "JANJI_LANGUAGE": "en",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "janji", "explain", *words],
        env=environ, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
