"""The public page and the bot's answers say what the policy says, in both languages, honestly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from janji.policy.business import Business, all_businesses, load_business
from janji.policy.page import PolicyPage
from janji.policy.promises import root
from janji.policy.render import (
    answer_access,
    answer_retention,
    answer_sharing,
    gone_by,
    page,
)

LANGUAGES = ["id", "en"]


def bindings(made: PolicyPage) -> list[str]:
    """The ids of all promises on a page, in order."""
    return [b.id for s in made.sections for clause in s.clauses for b in clause.bindings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_promise_stands_on_the_page_exactly_once(ramen: Business, language: str) -> None:
    made = page(ramen, language)
    assert sorted(bindings(made)) == [promise.id for promise in ramen.policy.promises]
    assert (made.total, made.enforced, made.proven, made.statements) == (42, 37, 37, 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_carries_both_languages_and_its_own_anchor(
    ramen: Business, language: str
) -> None:
    made = page(ramen, language)
    anchors = [c.anchor for s in made.sections for c in s.clauses]
    anchors += [b.anchor for s in made.sections for c in s.clauses for b in c.bindings]
    anchors += [s.anchor for s in made.sections] + [r.anchor for r in made.rights]
    anchors += [c.anchor for r in made.retention for c in r.clocks]
    assert len(anchors) == len(set(anchors))
    for section in made.sections:
        for clause in section.clauses:
            assert clause.quote
            assert clause.other_quote
            assert clause.other_language == ("en" if language == "id" else "id")


def test_a_sentence_that_holds_three_promises_stands_once_with_all_three(ramen: Business) -> None:
    (clause,) = [
        clause
        for section in page(ramen, "en").sections
        for clause in section.clauses
        if clause.quote.startswith("We do NOT collect")
    ]
    assert [binding.id for binding in clause.bindings] == ["R-14", "R-15", "R-16"]
    assert {binding.proof for binding in clause.bindings} == {"technical_data_stored"}


def test_statements_are_marked_and_have_nothing_that_keeps_them(ramen: Business) -> None:
    made = page(ramen, "en")
    marked = [b for s in made.sections for c in s.clauses for b in c.bindings if b.statement]
    assert [b.id for b in marked] == ["R-01", "R-02", "R-03", "R-06", "R-36"]
    assert all(b.rule is None and b.proof is None and b.by == () for b in marked)


@pytest.mark.parametrize(
    ("language", "spans"),
    [
        ("id", ["paling lama 7 hari", "paling lama 7 hari", "paling lama 30 hari"]),
        ("en", ["at most 7 days", "at most 7 days", "at most 30 days"]),
    ],
)
def test_the_clocks_of_all_holders_are_said_with_who_controls_them(
    ramen: Business, language: str, spans: list[str]
) -> None:
    (retention,) = page(ramen, language).retention
    assert [clock.at_most for clock in retention.clocks] == [*spans, spans[-1]]
    assert [clock.holder for clock in retention.clocks] == [
        "PT. Ramen Master Indonesia",
        "Twilio Inc.",
        "Twilio Inc.",
        "WhatsApp LLC (Meta)",
    ]
    assert [clock.covered for clock in retention.clocks] == [True, False, False, False]
    assert all(clock.why for clock in retention.clocks if not clock.covered)
    assert [words for _, words in retention.clocks[1].cases] == (
        ["14 hari", "400 hari"] if language == "id" else ["14 days", "400 days"]
    )


def test_the_page_says_where_the_published_words_are_wider_than_what_is_done(
    ramen: Business,
) -> None:
    wider = dict(page(ramen, "en").wider)
    assert "Twilio's backups" in wider["R-24"]
    assert "Meta" in wider["R-30"]
    meta = page(ramen, "en").recipients[1]
    assert (meta.name, meta.named) == ("WhatsApp LLC (Meta)", False)
    assert meta.why


def test_the_deletion_right_is_told_with_the_promised_subject_of_the_language(
    ramen: Business,
) -> None:
    for language, subject in (
        ("id", "'Permintaan Penghapusan Data WhatsApp'"),
        ("en", "'WhatsApp Data Deletion Request'"),
    ):
        rights = {right.anchor: right for right in page(ramen, language).rights}
        assert subject in rights["right-deletion"].how[0]
        assert ramen.contacts.email in rights["right-deletion"].how[0]
        assert "72" in rights["right-access"].within


def test_the_page_carries_its_version_and_day(ramen: Business) -> None:
    assert page(ramen, "id").effective_words == "16 Agustus 2025"
    assert page(ramen, "en").effective_words == "16 August 2025"
    assert page(ramen, "en").hash == ramen.policy.hash
    assert ("Phone", "+62 813 3307 1930") in page(ramen, "en").contacts


def test_a_changed_number_changes_the_page_and_the_answer(folder: Path) -> None:
    assert "at most 7 days" in answer_retention(load_business(folder), "en")
    path = folder / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    for old in (
        "    keep: 7 days\n    counted",
        "at_most: 7 days\n        starts: message\n        controlled_by: us\n",
    ):
        assert text.count(old) == 1
        text = text.replace(old, old.replace("7 days", "5 days"))
    path.write_text(text, encoding="utf-8")
    shorter = load_business(folder)
    assert "at most 5 days" in answer_retention(shorter, "en")
    assert "paling lama 5 hari" in answer_retention(shorter, "id")
    assert page(shorter, "en").retention[0].keep == "at most 5 days"


def test_the_bot_answers_about_keeping_sharing_and_rights_from_the_policy(ramen: Business) -> None:
    kept = answer_retention(ramen, "id")
    assert "paling lama 7 hari" in kept
    assert "paling lama 30 hari" in kept
    shared = answer_sharing(ramen, "en")
    assert "Twilio Inc." in shared
    assert "Meta" in shared
    access = answer_access(ramen, "id")
    for word in ("DATA SAYA", "UBAH DATA", "HAPUS DATA", "72 jam"):
        assert word in access


def test_the_bot_can_say_until_when_a_chat_is_kept(ramen: Business) -> None:
    at = datetime(2025, 12, 31, 17, tzinfo=UTC)  # midnight of New Year in Jakarta
    assert gone_by(ramen, at, "id") == "8 Januari 2026"
    assert gone_by(ramen, at, "en") == "8 January 2026"


def test_who_is_called_by_a_description_is_called_so_in_both_languages() -> None:
    for business in all_businesses(root() / "businesses"):
        pages = [page(business, language) for language in LANGUAGES]
        for other in business.policy.file.recipients.values():
            described = other.name.split()[0] in ("Penyedia", "Otoritas", "Penerus", "Perusahaan")
            assert not described or other.called is not None, (business.slug, other.name)
            for made, language in zip(pages, LANGUAGES, strict=True):
                assert other.named(language) in {one.name for one in made.recipients}
                if other.called:
                    assert other.named(language) == getattr(other.called, language)
