"""The file can say what other policies promise: marketing, working days, groups, cookies, books."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from janji.policy.business import Business, load_business
from janji.policy.reader import PolicyRefused
from janji.policy.render import answer_retention, answer_sharing, page


@pytest.fixture(scope="module")
def everything() -> Business:
    """An invented business that promises what the first one does not."""
    return load_business(Path(__file__).parent / "everything")


def test_marketing_rests_on_a_consent_with_its_own_words(everything: Business) -> None:
    policy = everything.policy
    assert policy.marketing_allowed()
    purpose = policy.file.purposes["promotions"]
    assert purpose.consent == "offers"
    assert policy.file.consents["offers"].words.id == "Saya mau menerima penawaran."
    assert policy.may_use("account", "promotions")
    assert not policy.may_use("sale", "promotions")


def test_promised_working_days_stand_beside_the_hours_of_the_law(everything: Business) -> None:
    deletion = everything.policy.answer_within("deletion")
    assert (deletion.working_days, deletion.hours) == (30, None)
    assert deletion.due(datetime(2026, 1, 1, tzinfo=UTC)) is None
    access = everything.policy.answer_within("access")
    assert (access.working_days, access.law_hours, access.hours) == (30, 72, 72)


def test_a_class_may_end_by_a_day_by_the_calendar_or_by_an_event(everything: Business) -> None:
    policy, at = everything.policy, datetime(2024, 2, 29, 1, tzinfo=UTC)
    assert policy.keep_until("books", at, everything.zone) == date(2034, 2, 28)
    assert policy.keep_until("visits", at, everything.zone) == date(2024, 5, 29)
    assert policy.keep_until("account", at, everything.zone) is None
    assert policy.keep_days("account") is None
    assert policy.keep_days("evidence") == 1


def test_a_deletion_names_what_it_leaves_and_by_which_law(everything: Business) -> None:
    right = everything.policy.right("deletion")
    assert [(kept.kinds, kept.law) for kept in right.keeps] == [(("sale",), "UU KUP 28(11)")]
    assert (right.verify, right.approval) == ("document", "officer")


def test_recipients_differ_in_role_consent_and_legal_duty(everything: Business) -> None:
    others = everything.policy.file.recipients
    assert others["partners"].requires_consent
    assert others["authorities"].legal_duty_only
    assert others["analysts"].anonymised
    assert others["group"].role == "joint_controller"
    assert everything.policy.recipient_hosts() == {"*.kouventa.example"}


def test_what_one_business_never_collects_another_may(everything: Business) -> None:
    assert everything.policy.collects("ip_address")
    assert not everything.policy.never_collects("ip_address")


def test_a_policy_without_bot_provider_or_counts_has_none(everything: Business) -> None:
    policy = everything.policy
    assert policy.assistant is None
    assert policy.abuse_limits is None
    assert policy.insight is None
    assert policy.provider_deletion is None
    assert policy.provider_clocks("account") == ()


@pytest.mark.parametrize("language", ["id", "en"])
def test_its_page_and_answers_can_be_said_though_it_was_published_in_one_language(
    everything: Business, language: str
) -> None:
    made = page(everything, language)
    quotes = [clause.quote for section in made.sections for clause in section.clauses]
    assert len(quotes) == made.total == 6
    assert quotes[1] == "Promosi hanya dikirim jika Anda memberi izin."
    twins = [clause for s in made.sections for clause in s.clauses if clause.other_quote]
    assert [(one.other_quote, one.ours) for one in twins] == [
        ("Visits are arranged on the website.", True)
    ]
    assert made.planned == 1
    visits = twins[0].bindings[0]
    words = {"id": "pemesanan di situs", "en": "booking on the website"}
    assert (visits.planned, visits.statement) == (words[language], False)
    assert "30" in {r.anchor: r for r in made.rights}["right-deletion"].within
    kept = answer_retention(everything, language)
    assert (
        "Akun: selama masih diperlukan." if language == "id" else "Account: as long as needed."
    ) in kept
    assert ("10 tahun" if language == "id" else "10 years") in kept
    assert "Kouventa" in answer_sharing(everything, language)


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("rule: {path: marketing.consent, by: [channels.outbox]}\n    planned:", "planned:"),
        ("statement: true\n    planned:", "planned:"),
        ("implied: true\n    #", "planned:"),
    ],
)
def test_a_promise_is_kept_or_said_or_planned_and_never_two_of_them(
    tmp_path: Path, bound: str, said: str
) -> None:
    here = copied(tmp_path)
    load_business(here)
    words = (here / "policy.yaml").read_text("utf-8")
    assert words.count(said) == 1
    (here / "policy.yaml").write_text(words.replace(said, bound), "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        load_business(here)
    assert [one.code for one in refused.value.problems] == ["policy.bound_or_statement"]


def copied(folder: Path) -> Path:
    """The invented business in a folder of its own name."""
    return Path(copytree(Path(__file__).parent / "everything", folder / "everything"))
