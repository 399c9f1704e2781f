"""A business's own file: identity, contacts, channel, opening hours, and its faults."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from policy_texts import RAMEN, ROOT

from janji.kit.errors import Problem
from janji.kit.hours import Closed, Open, open_state
from janji.policy.business import Business, all_businesses, load_business
from janji.policy.model_business import Interval
from janji.policy.reader import PolicyRefused

Spoil = Callable[[str, str, str], tuple[int, int]]
Refusals = Callable[[], list[Problem]]


def test_the_first_business_is_known_by_its_number_name_and_zone(ramen: Business) -> None:
    assert (ramen.id, ramen.slug, ramen.zone) == (1, "ramen-master", "Asia/Jakarta")
    assert ramen.languages == ("id", "en")
    assert ramen.folder == RAMEN


def test_its_channel_names_the_provider_and_where_secrets_are_never_the_secrets(
    ramen: Business,
) -> None:
    channel = ramen.channel
    assert (channel.provider, channel.sender) == ("twilio", "whatsapp:+6281200000001")
    assert channel.account_env == "JANJI_TWILIO_ACCOUNT_SID"
    assert channel.token_env == "JANJI_TWILIO_AUTH_TOKEN"
    assert ramen.policy.may_reach(channel.api_base.removeprefix("https://"))


def test_both_promised_subject_lines_open_a_deletion_request(ramen: Business) -> None:
    assert ramen.contacts.deletion_subjects == (
        "Permintaan Penghapusan Data WhatsApp",
        "WhatsApp Data Deletion Request",
    )
    assert ramen.contacts.phone == "+6281333071930"


def test_the_week_begins_on_monday_and_a_day_may_have_two_intervals(ramen: Business) -> None:
    assert len(ramen.hours.week) == 7
    assert ramen.hours.week[0] == (Interval(time(10), time(22)),)
    assert ramen.hours.week[4] == (
        Interval(time(10), time(11, 30)),
        Interval(time(13), time(22, 30)),
    )
    assert ramen.hours.closed_dates[date(2026, 3, 21)].id == "Lebaran"


def test_a_day_off_and_a_night_past_twelve_can_be_said(folder: Path, spoil: Spoil) -> None:
    spoil("business.yaml", 'monday: ["10:00-22:00"]', "monday: []")
    spoil("business.yaml", 'saturday: ["10:00-22:30"]', 'saturday: ["18:00-24:00", "10:00-14:00"]')
    spoil("business.yaml", 'sunday: ["10:00-22:00"]', 'sunday: ["18:00-01:00"]')
    week = load_business(folder).hours.week
    assert week[0] == ()
    assert week[5] == (Interval(time(10), time(14)), Interval(time(18), time(0)))
    assert week[6] == (Interval(time(18), time(1)),)


def test_the_hours_of_the_file_are_the_hours_that_are_counted(ramen: Business) -> None:
    weekly = ramen.hours.weekly("id")
    friday_noon = datetime(2026, 1, 2, 5, tzinfo=UTC)  # 12.00 in Jakarta, between two intervals
    closed = open_state(weekly, friday_noon)
    assert isinstance(closed, Closed)
    assert closed.opens_at == friday_noon + timedelta(hours=1)
    assert isinstance(open_state(weekly, friday_noon + timedelta(hours=1)), Open)


def test_a_day_closed_for_a_reason_says_the_reason_in_the_language_asked(ramen: Business) -> None:
    eid = datetime(2026, 3, 21, 5, tzinfo=UTC)
    for language, why in (("id", "Lebaran"), ("en", "Eid")):
        closed = open_state(ramen.hours.weekly(language), eid)
        assert isinstance(closed, Closed)
        assert closed.why == why


@pytest.mark.parametrize(("holidays", "is_open"), [("open", True), ("closed", False)])
def test_a_business_says_itself_whether_it_opens_on_holidays(
    folder: Path, spoil: Spoil, holidays: str, is_open: bool
) -> None:
    spoil("business.yaml", "holidays: open ", f"holidays: {holidays} ")
    new_year = datetime(2026, 1, 1, 5, tzinfo=UTC)
    state = open_state(load_business(folder).hours.weekly("en"), new_year)
    assert isinstance(state, Open if is_open else Closed)


def test_a_special_day_wins_over_a_holiday(folder: Path, spoil: Spoil) -> None:
    spoil("business.yaml", "holidays: open ", "holidays: closed ")
    spoil(
        "business.yaml",
        "  closed_dates:",
        '  special_dates:\n    - {day: 2026-01-01, hours: ["11:00-15:00"]}\n  closed_dates:',
    )
    weekly = load_business(folder).hours.weekly("en")
    assert isinstance(open_state(weekly, datetime(2026, 1, 1, 5, tzinfo=UTC)), Open)
    assert isinstance(open_state(weekly, datetime(2026, 1, 1, 9, tzinfo=UTC)), Closed)


FAULTS = [
    ("hours without an end", 'monday: ["10:00-22:00"]', 'monday: ["10:00"]', 9, "not_an_interval"),
    ("an hour that is none", 'monday: ["10:00-', 'monday: ["25:00-', 9, "not_an_interval"),
    ("hours that overlap", '"13:00-22:30"', '"11:00-22:30"', -16, "overlap"),
    ("a zone abroad", "zone: Asia/Jakarta", "zone: Europe/Berlin", 6, "unknown_zone"),
    ("no e-mail address", "privasi@ramenmaster.example", "privasi at home", 0, "not_an_address"),
    ("a local number", "sender: +62 812 0000 0001", "sender: 0812", 8, "not_a_number_to_call"),
    ("an open address", "https://api.twilio.com", "http://api.twilio.com", 0, "not_https"),
    (
        "a secret's name that is no name",
        "JANJI_TWILIO_AUTH_TOKEN",
        "my token",
        0,
        "string_pattern_mismatch",
    ),
    ("number zero", "id: 1\n", "id: 0\n", 4, "greater_than_equal"),
    ("a day that is none", "day: 2026-03-20", "day: 2026-02-30", 5, "impossible_day"),
    ("a promise in the wrong file", "zone: Asia", "keep: 7 days\nzone: Asia", 0, "extra_forbidden"),
    (
        "a subject nobody promised",
        "- WhatsApp Data Deletion Request",
        "- Delete it",
        2,
        "subject_not_promised",
    ),
    (
        "a provider nobody declared",
        "provider: twilio",
        "provider: kouventa",
        10,
        "provider_undeclared",
    ),
]


@pytest.mark.parametrize(
    ("what", "old", "new", "steps", "code"), FAULTS, ids=[f[0] for f in FAULTS]
)
def test_a_fault_in_the_business_file_is_said_where_it_stands(
    what: str, old: str, new: str, steps: int, code: str, spoil: Spoil, refusals: Refusals
) -> None:
    line, column = spoil("business.yaml", old, new)
    problems = refusals()
    assert [problem.code for problem in problems] == [f"policy.{code}"], what
    assert (problems[0].line, problems[0].column) == (line, column + steps)
    assert problems[0].file.endswith("business.yaml")


def test_a_folder_with_nothing_in_it_is_refused_for_both_files(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused) as refused:
        load_business(tmp_path / "soto-master")
    assert [Path(problem.file).name for problem in refused.value.problems] == [
        "business.yaml",
        "policy.yaml",
    ]


def test_published_words_that_are_missing_are_asked_for(folder: Path) -> None:
    assert load_business(folder)
    (folder / "published.txt").unlink()
    with pytest.raises(PolicyRefused) as refused:
        load_business(folder)
    assert [Path(problem.file).name for problem in refused.value.problems] == ["published.txt"]


def test_all_businesses_are_read_and_the_faults_of_all_are_said(tmp_path: Path) -> None:
    assert all_businesses(ROOT / "businesses")[0].id == 1
    for name in ("first", "second"):
        shutil.copytree(RAMEN, tmp_path / name)
    with pytest.raises(PolicyRefused) as refused:
        all_businesses(tmp_path)
    spoiled = {Path(problem.file).parent.name for problem in refused.value.problems}
    assert spoiled == {"first", "second"}
    assert all_businesses(tmp_path / "nothing-here") == []


def test_two_businesses_may_not_share_a_number(tmp_path: Path) -> None:
    for slug in ("ramen-master", "soto-master"):
        copy = Path(shutil.copytree(RAMEN, tmp_path / slug))
        for name in ("business.yaml", "policy.yaml"):
            text = (copy / name).read_text(encoding="utf-8")
            for key in ("slug", "business"):
                text = text.replace(f"{key}: ramen-master", f"{key}: {slug}")
            (copy / name).write_text(text, encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        all_businesses(tmp_path)
    (problem,) = refused.value.problems
    assert problem.code == "policy.number_taken"
    assert Path(problem.file).parent.name == "soto-master"
