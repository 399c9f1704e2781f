"""messages.yaml: ready-made words without people, gaps that can be filled, templates that fit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from janji.policy.business import load_business
from janji.policy.reader import PolicyRefused

RAMEN = Path(__file__).resolve().parents[3] / "businesses" / "ramen-master"


def with_words(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the business whose messages.yaml says *new* instead of *old*."""
    folder = tmp_path / "ramen-master"
    shutil.copytree(RAMEN, folder)
    path = folder / "messages.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_business_without_the_file_has_nothing_ready_made(tmp_path: Path) -> None:
    assert load_business(RAMEN).messages.canned
    folder = tmp_path / "ramen-master"
    shutil.copytree(RAMEN, folder)
    (folder / "messages.yaml").unlink()
    assert load_business(folder).messages.canned == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Kami tunggu kedatangannya, Kak.", "WA 0812 0000 0001 ya", "policy.personal_in_words"),
        ("Mohon tunggu sebentar.", "{nomor_pelanggan}", "policy.strange_slot"),
        ("Mohon tunggu sebentar.", "{", "policy.strange_slot"),
        ('variables: {"1": business}', 'variables: {"2": business}', "policy.template_gaps"),
        ("Halo, {{1}} ingin", "{{1}} ingin", "policy.template_gaps"),
        ("id: checking", "id: greeting", "policy.twice_in_list"),
        ("ask_satisfaction: true", "ask_satisfaction: maybe", "policy.not_yes_no"),
        ('variables: {"1": business}', 'variables: {"1": name}', "policy.literal_error"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        load_business(with_words(tmp_path, old, new))
    assert code in {one.code for one in refused.value.problems}
    assert all(one.file.endswith("messages.yaml") and one.line for one in refused.value.problems)
