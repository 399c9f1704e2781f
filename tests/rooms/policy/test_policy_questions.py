"""What the first business's policy answers; whatever it does not name is answered with no."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from janji.kit.errors import JanjiError
from janji.policy.base import Span
from janji.policy.business import Business, load_business

WEEK = 7  # the published words: "MAKSIMAL 1 (satu) minggu"
KINDS = {
    "message_in", "message_out", "media", "identifier_whatsapp", "identifier_wa_user",
    "profile_name", "note", "draft", "quarantine", "identifier_email", "request_email",
    "request_detail",
}  # fmt: skip


def test_messages_may_be_read_to_answer_and_to_improve_but_names_only_to_answer(
    ramen: Business,
) -> None:
    policy = ramen.policy
    assert policy.may_use("message_in", "answer_questions")
    assert policy.may_use("message_in", "improve_service")
    assert policy.may_use("profile_name", "answer_questions")
    assert not policy.may_use("profile_name", "improve_service")


@pytest.mark.parametrize("purpose", ["marketing", "profiling", "", "answer", "ANSWER_QUESTIONS"])
def test_no_kind_may_be_read_for_a_purpose_that_is_not_promised(
    ramen: Business, purpose: str
) -> None:
    assert ramen.policy.kinds() == KINDS
    assert not any(ramen.policy.may_use(kind, purpose) for kind in KINDS)


def test_a_rights_request_may_open_everything_about_a_person(ramen: Business) -> None:
    opened = {kind for kind in KINDS if ramen.policy.may_use(kind, "rights_requests")}
    assert opened == KINDS - {"quarantine"}


def test_the_closed_list_is_collected_and_nothing_else(ramen: Business) -> None:
    published = [
        "whatsapp_name",
        "whatsapp_number",
        "message_text",
        "message_media",
        "message_time",
    ]
    assert all(ramen.policy.collects(field) for field in published)
    for field in ["ip_address", "device_information", "technical_data", "location", "Body", ""]:
        assert not ramen.policy.collects(field)


@pytest.mark.parametrize(
    "name", ["ip", "X-Forwarded-For", "User-Agent", "user_agent", "ChannelMetadata", "FromCity"]
)
def test_names_that_carry_technical_data_are_never_collected(ramen: Business, name: str) -> None:
    assert ramen.policy.never_collects(name)
    assert not ramen.policy.never_collects("Body")


def test_every_kind_is_kept_for_the_promised_week(ramen: Business) -> None:
    for kind in KINDS:
        assert ramen.policy.retention_class(kind) == "conversation"
    assert ramen.policy.keep_days("conversation") == WEEK


def test_what_the_policy_does_not_name_is_a_fault_and_never_a_default(ramen: Business) -> None:
    policy, at = ramen.policy, datetime(2026, 1, 1, tzinfo=UTC)
    for ask in (
        lambda: policy.retention_class("diary"),
        lambda: policy.keep_days("forever"),
        lambda: policy.keep_until("forever", at, ramen.zone),
        lambda: policy.answer_within("resale"),
        lambda: policy.right("resale"),
    ):
        with pytest.raises(JanjiError):
            ask()


def test_only_the_provider_and_its_carrier_receive_data(ramen: Business) -> None:
    assert ramen.policy.recipients() == {"twilio", "meta"}
    assert ramen.policy.recipient_hosts() == {"*.twilio.com", "*.twiliocdn.com"}


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("api.twilio.com", True),
        ("media.eu.twilio.com", True),
        ("mms.twiliocdn.com", True),
        ("twilio.com", False),
        ("api.twilio.com.example", False),
        ("eviltwilio.com", False),
        ("", False),
        ("127.0.0.1", False),
    ],
)
def test_our_requests_reach_declared_hosts_only(ramen: Business, host: str, allowed: bool) -> None:
    assert ramen.policy.may_reach(host) is allowed


def test_access_and_correction_are_answered_within_the_hours_of_the_law(ramen: Business) -> None:
    received = datetime(2026, 3, 18, 9, tzinfo=UTC)  # the eve of four days off
    for right in ("access", "correction", "restriction"):
        deadline = ramen.policy.answer_within(right)
        assert deadline.law_hours == 72
        assert deadline.due(received) == received + timedelta(hours=72)


def test_deletion_is_answered_in_the_published_words_and_in_hours_we_count(
    ramen: Business,
) -> None:
    deadline = ramen.policy.answer_within("deletion")
    assert deadline.law_hours is None
    assert deadline.words == {"id": "waktu yang wajar", "en": "a reasonable timeframe"}
    assert deadline.hours == deadline.within_hours == 72
    subjects = ramen.policy.right("deletion").subjects
    assert subjects is not None
    assert tuple(subjects.languages().values()) == ramen.contacts.deletion_subjects


def test_four_holders_clocks_are_known_and_only_ours_is_in_the_promised_words(
    ramen: Business,
) -> None:
    clocks = {(c.holder, c.copy_): c for c in ramen.policy.provider_clocks()}
    assert [clock.at_most.longest_days for clock in clocks.values()] == [7, 7, 30, 30]
    assert [key for key, clock in clocks.items() if clock.promised_words_cover] == [
        ("us", "our_systems")
    ]
    assert clocks["meta", "cloud_api"].cases[0].keep == Span(1, "hour")


def test_numbers_of_the_bot_and_of_deletion_come_from_the_file(folder: Path) -> None:
    before = load_business(folder).policy
    assert before.abuse_limits is not None
    assert before.provider_deletion is not None
    assert (before.abuse_limits.replies.per_day, before.provider_deletion.start_after.hours) == (
        200,
        24,
    )
    path = folder / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("per_day: 200", "per_day: 20"), encoding="utf-8")
    after = load_business(folder).policy
    assert after.abuse_limits is not None
    assert after.abuse_limits.replies.per_day == 20
    assert after.hash != before.hash


def test_the_hash_names_the_facts_and_the_published_words_not_the_remarks(folder: Path) -> None:
    before = load_business(folder).policy.hash
    policy, words = folder / "policy.yaml", folder / "published.txt"
    policy.write_text("# a remark\n" + policy.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_business(folder).policy.hash == before
    words.write_text(words.read_text(encoding="utf-8") + "\nP.S.", encoding="utf-8")
    assert load_business(folder).policy.hash != before


def test_a_policy_cannot_be_changed_after_loading(ramen: Business) -> None:
    assert ramen.policy.effective == date(2025, 8, 16)
    with pytest.raises(FrozenInstanceError):
        ramen.policy.version = "2"  # type: ignore[misc]  # the fault is the point
