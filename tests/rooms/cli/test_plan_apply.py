"""janji plan, janji apply: from an edited file to the next version, and what refuses it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from fakes.folders import copied, edited, line_after, line_of
from fakes.shop import MONDAY, Shop, environment, shop
from janji.cli import opening
from janji.cli.apply import apply
from janji.cli.check import check
from janji.cli.doctor import sentence
from janji.cli.doctor_policies import policies
from janji.cli.main import janji
from janji.cli.plan import plan
from janji.kit.postgres import Server
from janji.vault import restamp

AT = "ramen-master"
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"


@pytest.fixture
def ramen(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    chosen = {"JANJI_BUSINESSES": str(copied(tmp_path, AT))}
    with shop(server, tmp_path / "home", settings=chosen) as found:
        for name, value in {
            **environment(found.home, **chosen), "JANJI_DATABASE_URL": found.owner_url,
            "JANJI_DATABASE_APP_URL": found.app_url,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield found


def folder(ramen: Shop) -> Path:
    return ramen.house.settings.businesses / AT


def keep(ramen: Shop, days: int, before: int = 7) -> None:
    edited(folder(ramen), KEEP.format(n=before), KEEP.format(n=days))
    edited(folder(ramen), OURS.format(n=before), OURS.format(n=days))


def planned(*words: str) -> Result:
    return CliRunner().invoke(plan, [AT, *words])


def facts(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(planned("--json", *words).stdout)
    return found


def read_again(told: dict[str, Any]) -> list[str]:
    """What says of each sentence that stays that it is still true."""
    return [word for one in told["sentences_left"] for word in ("--still-true", one)]


def taken(name: str, *words: str) -> Result:
    return CliRunner().invoke(apply, [AT, "--plan", name, *words])


def test_a_longer_promise_is_planned_refused_too_early_and_taken(ramen: Shop) -> None:
    ramen.says(ramen.person("+6281200000001"), "halo")
    keep(ramen, 30)
    shown = planned()
    assert shown.exit_code == 0, shown.output
    assert "looser" in shown.stdout
    line = line_of(folder(ramen) / "policy.yaml", KEEP.format(n=30))
    assert f"policy.yaml:{line}:11" in shown.stdout
    assert "7 days becomes 30 days" in shown.stdout
    assert "for new data only" in shown.stdout
    assert "Published sentences stay as they are: R-19, R-20, R-24" in shown.stdout
    assert "1 person is told through WhatsApp, at the latest on 9 March 2026" in shown.stdout
    assert "UU PDP 21(2)" in shown.stdout
    told = facts()
    assert "R-24" in told["sentences_left"]
    assert (told["class"], told["earliest"]) == ("prospective", "2026-03-16")
    assert f"./janji apply {AT} --plan {told['plan']}" in shown.stdout
    early = taken(told["plan"], "--effective", "2026-03-10")
    assert early.exit_code == 1
    assert "The earliest is 16 March 2026" in early.stderr
    unread = taken(told["plan"], "--author", "bima")
    assert unread.exit_code == 1
    assert "say of each that it is still true" in unread.stderr
    done = taken(told["plan"], "--author", "bima", *read_again(told))
    assert done.exit_code == 0, done.output
    assert "version 2 is applied by bima and binds from 16 March 2026" in done.stdout
    again = taken(told["plan"])
    assert again.exit_code == 1
    assert "applied by bima" in again.stderr
    assert "binds from 16 March 2026" in planned().stdout
    keep(ramen, 20, before=30)
    assert "from version 2 (applied already, binds from 16 March 2026)" in planned().stdout


def test_a_shorter_promise_names_the_days_and_the_records(ramen: Shop) -> None:
    for day in range(4):
        ramen.clock(MONDAY + timedelta(days=day))
        ramen.says(ramen.person("+6281200000001"), f"hari {day}")
    keep(ramen, 2)
    told = facts()
    (ending,) = told["endings"]
    assert (ending["records"], ending["people"], ending["at_once"]) == (4, 1, 2)
    assert ending["by_day"] == {"2026-03-12": 2, "2026-03-13": 1, "2026-03-14": 1}
    shown = planned().stdout
    assert "4 records of 1 person end earlier, from 12 March 2026 on" in shown
    assert "stricter" in shown
    held = facts("--on", "2026-03-14")["endings"][0]
    assert (held["at_once"], held["first"]) == (4, "2026-03-14")


def test_the_plan_of_the_day_before_is_not_taken_for_another_file(ramen: Shop) -> None:
    keep(ramen, 5)
    old = facts()["plan"]
    keep(ramen, 4, before=5)
    refused = taken(old)
    assert refused.exit_code == 1
    assert facts()["plan"] in refused.stderr


def test_the_same_file_is_no_change_and_a_day_that_is_none_is_said(ramen: Shop) -> None:
    same = planned()
    assert same.exit_code == 0
    assert "nothing changes" in same.stdout
    assert facts()["changes"] == []
    wrong = planned("--on", "31 March")
    assert wrong.exit_code == 1
    assert "31 March is no date" in str(wrong.exception) or wrong.exception is not None


def test_everything_says_that_a_file_waits_or_is_broken(
    ramen: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = opening.settings()
    assert [one.name for one in policies(chosen)[0]] == ["policy"]
    keep(ramen, 30)
    (changed,) = policies(chosen)[0]
    assert (changed.name, changed.state) == ("policy_changed", "needs")
    with opening.house(connections=1) as house:
        assert house.businesses[0].policy.keep_days("conversation") == 7
    assert f"./janji plan {AT}" in capsys.readouterr().err
    path = edited(folder(ramen), KEEP.format(n=30), "    keep: [30 days\n")
    place = f"policy.yaml:{line_after(path, 'keep: [30 days')}:"
    found, businesses = policies(chosen)
    assert [one.name for one in found] == ["policy_broken"]
    assert place in str(found[0].values["first"])
    assert [one.policy.keep_days("conversation") for one in businesses] == [7]
    with opening.house(connections=1) as house:
        assert house.businesses[0].policy.keep_days("conversation") == 7
    told = capsys.readouterr().err
    assert place in told
    assert "Version 1 goes on running" in told
    refused = CliRunner().invoke(check, [AT])
    assert refused.exit_code == 1
    assert place in str(refused.exception)
    assert place in str(planned().exception)


def test_how_far_a_shorter_promise_has_reached_is_told_until_it_is_done(ramen: Shop) -> None:
    for day in range(3):
        ramen.clock(MONDAY + timedelta(days=day))
        ramen.says(ramen.person("+6281200000001"), f"hari {day}")
    assert facts()["restamping"] is None
    keep(ramen, 4)
    done = taken(facts()["plan"], "--author", "bima")
    assert done.exit_code == 0, done.output
    assert "3 records end earlier" in done.stdout
    assert f"./janji plan {AT}" in done.stdout
    assert facts()["restamping"] == {"state": "waits", "waiting": 3}
    assert "3 end dates are still to be brought forward" in planned().stdout
    ramen.house.begin(ramen.business)
    act = functools.partial(ramen.house.act, ramen.business)
    step = functools.partial(
        restamp.step, act, ramen.house.vault, ramen.business, ramen.house.clock.now()
    )
    step()
    half = facts()["restamping"]
    assert (half["state"], half["days"], half["version"]) == ("runs", 3, 2)
    assert half["days_moved"] < 3
    assert "of 3 end dates are brought forward" in planned().stdout
    assert "of 3 end dates are brought forward" in reached_by_doctor()
    while step():
        pass
    whole = facts()["restamping"]
    assert (whole["state"], whole["days_moved"], whole["records_moved"]) == ("done", 3, 3)
    assert "reached everything that was held: 3 end dates were" in planned().stdout
    assert "3 records moved" in reached_by_doctor()


def reached_by_doctor() -> str:
    """What the doctor says about a shorter promise."""
    (found,) = [one for one in policies(opening.settings())[0] if one.name == "policy_reach"]
    assert found.state == "ok"
    return sentence(found, "en")


def test_a_plan_by_a_wrong_name_is_told_apart_from_one_taken_and_from_nothing_to_take(
    ramen: Shop,
) -> None:
    nothing = taken("9-000000000000")
    assert nothing.exit_code == 1
    assert "no plan called 9-000000000000, and nothing to apply" in nothing.stderr
    assert "the same as version 1" in nothing.stderr
    keep(ramen, 5)
    name = facts()["plan"]
    wrong = taken("1-000000000000")
    assert name in wrong.stderr
    assert taken(name, "--author", "bima").exit_code == 0
    again = taken(name)
    assert again.exit_code == 1
    assert "taken already: version 2, applied by bima" in again.stderr


def test_every_looking_command_answers_under_a_broken_folder_and_says_so(ramen: Shop) -> None:
    with ramen.act() as db:  # whoever restarts has no running process to ask
        assert db.value("SELECT count(*) FROM policy_version WHERE business_id = 1") == 1
    path = edited(folder(ramen), KEEP.format(n=7), "    keep: [7 days\n")
    place = f"policy.yaml:{line_after(path, 'keep: [7 days')}:"
    for words in (
        ["promises", AT], ["promises"], ["promises", AT, "--json"], ["explain", AT, "R-24"],
        ["explain", AT, "retention.conversation", "--json"], ["register", AT],
        ["prove", AT, "--json"], ["ask", AT, "jam buka?"], ["answers", "export", AT],
        ["answers", "check", AT],
    ):  # fmt: skip
        told = CliRunner().invoke(janji, words)
        assert told.exit_code == 0, (words, told.output, told.exception)
        assert len(told.stdout) > 30, words
        assert place in told.stderr, words
        assert "Version 1 goes on running" in told.stderr, words
        assert told.stderr.count("Version 1 goes on running") == 1, words


def test_the_line_and_the_law_stand_behind_what_is_explained(ramen: Shop) -> None:
    path = folder(ramen) / "policy.yaml"
    text = path.read_text(encoding="utf-8").splitlines()
    told = json.loads(CliRunner().invoke(janji, ["explain", AT, "R-24", "--json"]).stdout)
    (promise,) = told["promises"]
    assert "R-24" in text[promise["line"] - 1]
    assert promise["rule"].split(".")[-1] in text[promise["rule_line"] - 1]
    assert {one["id"] for one in promise["law"]} >= {"RET-01", "RET-02"}
    right = json.loads(CliRunner().invoke(janji, ["explain", AT, "rights.access", "--json"]).stdout)
    (entry,) = right["entries"]
    assert text[entry["line"] - 1] == "  access:"
    assert (entry["law"][0]["law"], entry["law"][0]["id"]) == ("UU PDP 32(2)", None)
    words = CliRunner().invoke(janji, ["explain", AT, "rights.access"]).stdout
    assert f"policy.yaml, line {entry['line']}" in words
    assert "UU PDP 32(2)  Access is answered within 72 hours. (RGT-02)" in words


def test_a_database_that_forgot_a_version_is_told_by_the_doctor(ramen: Shop) -> None:
    keep(ramen, 5)
    assert taken(facts()["plan"]).exit_code == 0
    assert "policy_forgotten" not in [one.name for one in policies(opening.settings())[0]]
    with psycopg.connect(ramen.owner_url) as owner:  # as a copy of the disk would bring it back
        owner.execute("DELETE FROM policy_version WHERE number = 2")
    (found,) = [one for one in policies(opening.settings())[0] if one.name == "policy_forgotten"]
    assert (found.state, found.values["number"], found.values["newest"]) == ("needs", 1, 2)
