"""kill -9 at any line of a restamp: nothing is lost, nothing lives too long, it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fakes.promises import Promises
from fakes.shop import shop
from janji.kit.postgres import Server
from janji.kit.sql import prepared

TESTS = Path(__file__).resolve().parents[2]
TOKENS_BEYOND = prepared(
    "SELECT count(*) FROM token WHERE business_id = :business AND expires_on > :day"
)
BUDI = "+6281200000001"
FIRST_BLOW = 12
BLOWS = (23, 61, 90, 117, 149, 166, 178, 193, 211, 240, 280, 331)


def killed_at(kept: Promises, line: int) -> int:
    """Run a worker of its own until it is killed at *line*; how it ended."""
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    house = kept.shop.house
    child = subprocess.run(
        [sys.executable, "-m", "fakes.restamp_child", house.database.url,
         str(house.settings.home), str(line)],
        env={**os.environ, "PYTHONPATH": paths}, timeout=120, check=False,
    )  # fmt: skip
    return child.returncode


def words(kept: Promises, person: UUID) -> list[str]:
    """What can be read of a person now, oldest first."""
    with kept.shop.act() as db:
        rows = db.value("SELECT count(*) FROM record WHERE business_id = %(business)s")
    found = kept.shop.heard(person)
    assert len(found) == min(rows, 50)
    return sorted(one.content["text"] for one in found if one.content)


@pytest.mark.crash
def test_a_worker_killed_at_line_after_line_moves_everything_in_the_end(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as found:
        kept = Promises(found).first("30 days")
        budi, start = found.person(BUDI), kept.today
        for day in range(4):
            kept.goes_to(start + timedelta(days=day * 3))
            for n in range(10):
                kept.writes(budi, f"hari {day * 3} pesan {n}")
        everything = words(kept, budi)
        living = [text for text in everything if not text.startswith(("hari 0", "hari 3"))]
        assert (len(everything), len(living)) == (40, 20)
        kept.goes_to(start + timedelta(days=10))
        kept.change("7 days")

        assert killed_at(kept, FIRST_BLOW) == -signal.SIGKILL
        for line in BLOWS:
            assert killed_at(kept, line) in (-signal.SIGKILL, 0)
            assert set(living) <= set(words(kept, budi)) <= set(everything)
        assert killed_at(kept, 10**9) == 0

        assert words(kept, budi) == living
        kept.hear()
        assert kept.restamps() == 0
        with found.act() as db:
            rows = db.all(
                "SELECT DISTINCT expires_on - (made_at AT TIME ZONE 'Asia/Jakarta')::date AS days"
                " FROM record WHERE business_id = %(business)s"
            )
            ahead = db.value(TOKENS_BEYOND, day=start + timedelta(days=16))
        assert [row.days for row in rows] == [7]
        assert ahead == 0
        kept.goes_to(start + timedelta(days=16))
        kept.sweeps()
        assert words(kept, budi) == []
        for table in ("record", "message", "token", "turn"):
            with found.act() as db:
                assert (
                    db.value(f"SELECT count(*) FROM {table} WHERE business_id = %(business)s") == 0
                )
