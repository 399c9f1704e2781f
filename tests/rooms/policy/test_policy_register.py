"""The record of processing: thirteen fields for every purpose, and nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from janji.policy.business import all_businesses, load_business
from janji.policy.promises import root
from janji.policy.register import Register, register
from janji.policy.register_fields import FIELDS

HOMES = root() / "businesses"
DAY = date(2026, 11, 22)
SLUGS = ["ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya"]


def of(slug: str, language: str = "en") -> Register:
    return register(load_business(HOMES / slug), DAY, language)


def field(found: Register, purpose: str, name: str):
    entry = next(one for one in found.entries if one.purpose == purpose)
    return next(one for one in entry.fields if one.name == name)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_purpose_has_the_thirteen_fields_and_each_says_something(slug, language):
    found = of(slug, language)
    purposes = load_business(HOMES / slug).policy.file.purposes
    assert [one.purpose for one in found.entries] == list(purposes)
    assert len(FIELDS) == 13
    for entry in found.entries:
        assert [one.name for one in entry.fields] == list(FIELDS)
        for one in entry.fields:
            assert one.words or one.missing, (entry.purpose, one.name)
            assert not any("policy.register" in words for words in (*one.words, *one.missing))


def test_what_nobody_settled_is_said_with_the_place_to_write_it():
    found = of("virtus")
    assert field(found, "answer_questions", "flow").missing == (
        "not settled; write it in policy.yaml: controller.systems_in",
    )
    assert "recipients.meta.transfer" in field(found, "answer_questions", "transfers").missing[0]
    papers = {one.name: one.papers for one in found.processors}
    assert {paper.state for paper in papers["Kouventa"]} == {"pending"}
    assert all(paper.missing for paper in papers["Kouventa"])
    assert found.gaps > 0


def test_once_it_is_written_the_gap_is_gone():
    business = load_business(HOMES / "ramen-master")
    before = register(business, DAY, "en").gaps
    file = business.policy.file
    who = file.controller.model_copy(update={"systems_in": "ID", "address": "Jl. Contoh 1"})
    policy = replace(business.policy, file=file.model_copy(update={"controller": who}))
    after = register(replace(business, policy=policy), DAY, "en")
    assert field(after, "answer_questions", "flow").missing == ()
    assert "(ID)" in field(after, "answer_questions", "flow").words[0]
    assert after.gaps == before - 2 * len(after.entries)


def test_a_signed_paper_carries_its_day_and_where_it_lies():
    twilio = of("ramen-master").processors[0]
    assert [(one.state, one.missing) for one in twilio.papers] == [("signed", None)] * 2
    assert all(one.since and one.evidence for one in twilio.papers)


def test_a_processor_without_any_paper_is_unknown_never_silent():
    business = load_business(HOMES / "ramen-master")
    file = business.policy.file
    bare = {**file.recipients, "twilio": file.recipients["twilio"].model_copy(
        update={"agreements": None})}  # fmt: skip
    policy = replace(business.policy, file=file.model_copy(update={"recipients": bare}))
    found = register(replace(business, policy=policy), DAY, "en")
    twilio = next(one for one in found.parties if one.id == "twilio")
    assert {one.state for one in twilio.papers} == {"unknown"}
    assert all(one.missing for one in twilio.papers)


def test_who_waits_is_named_with_the_reason_and_counts_as_nobody_s_transfer():
    found = of("jova-pos")
    assert {"partners", "accountants", "it_providers"} <= {one.id for one in found.waiting}
    assert all(one.waits for one in found.waiting)
    assert not {one.id for one in found.processors} & {one.id for one in found.waiting}
    words = field(found, "joint_promotions", "access").words
    assert any("waits, has received no data" in one for one in words)


def test_a_purpose_without_records_says_that_nothing_is_kept():
    found = of("virtus")
    assert field(found, "site_function", "data").words == ("needs no personal data",)
    assert field(found, "site_function", "retention").words == (
        "No data is kept for this purpose yet.",
    )


def test_the_same_policy_and_day_give_the_same_register():
    one, other = (
        register(business, DAY, "id")
        for business in [*all_businesses(HOMES), *all_businesses(HOMES)]
        if business.slug == "fineclean"
    )
    assert one == other
