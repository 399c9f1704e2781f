"""kill -9 at every step of a deletion: nothing is half done for ever, nothing comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fakes.erase_child import POINTS
from fakes.mail_house import START, Story
from janji.rights import duties
from janji.rights.desk import Opened
from janji.vault import erasure

SARI = "+6281200000011"
TESTS = Path(__file__).resolve().parents[2]


def worker_killed(story: Story, point: str) -> int:
    """Run a worker of its own until it is killed at *point*; how it ended."""
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    child = subprocess.run(
        [
            sys.executable, "-m", "fakes.erase_child",
            story.house.database.url, str(story.house.settings.home), point,
        ],
        env={**os.environ, "PYTHONPATH": paths},
        timeout=60,
        check=False,
    )  # fmt: skip
    return child.returncode


@pytest.mark.crash
@pytest.mark.parametrize("resume_first", [False, True], ids=["the duty", "resume, then the duty"])
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_leaves_a_deletion_that_ends_well(
    story: Story, point: str, *, resume_first: bool
) -> None:
    person = story.writes(SARI, "alergi kacang mete")
    with story.act() as db:
        found = story.desk.open(db, story.shop, person, "erasure", "whatsapp", "id", story.now)
        assert isinstance(found, Opened)
        assert story.desk.confirm(db, story.shop, person, "id", story.now)
    assert story.rows("record", person_id=person) == 1

    assert worker_killed(story, point) == -signal.SIGKILL
    story.clock.set(START + timedelta(hours=1))
    house = story.house
    if resume_first:
        erasure.resume(story.act, house.vault, story.shop, house.journal, story.now)
    duties.carry_out_deletions(house, story.shop, story.hands, story.now)

    row = story.request(found.ticket)
    assert row.state == "fulfilled"
    assert row.planned == row.affected == {"identifier": 1, "record.message_in": 1}
    assert not house.vault.keyring.exists(story.shop.id, person)
    for table in ("record", "message", "identifier", "conversation"):
        assert story.rows(table, person_id=person) == 0
    assert house.journal.open_intents(story.shop.id) == []
    contact = story.holder(SARI)
    assert contact is not None
    notices = [one for one in story.said_to(contact) if one.startswith("Selesai")]
    assert len(notices) == 1
