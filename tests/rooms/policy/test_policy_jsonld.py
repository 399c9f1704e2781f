"""The policy for machines: only terms that exist, every reference leads somewhere, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from janji.policy.business import Business, load_business
from janji.policy.jsonld import document
from janji.policy.jsonld_words import BASES, PREFIXES, known, own, vocabulary

ROOT = Path(__file__).resolve().parents[3]
SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
SITE = "https://janji.example"
OTHERS = {  # of Dublin Core, SKOS, RDF and XML Schema we use these alone
    "dct:title", "dct:isVersionOf", "dct:identifier", "dct:valid", "dct:language",
    "dct:hasVersion", "rdf:value", "rdf:Property", "skos:prefLabel", "skos:note", "skos:broader",
    "skos:Concept", "xsd:duration", "xsd:date",
}  # fmt: skip


def read(slug: str, number: int | None = 1) -> tuple[Business, dict[str, Any]]:
    """A business and its document as a reader without a network parses it."""
    business = load_business(ROOT / "businesses" / slug)
    text = document(business, SITE, f"{SITE}/{slug}/privacy/v/1", number)
    parsed: dict[str, Any] = json.loads(text)
    return business, parsed


def terms(part: Any, context: dict[str, Any]) -> Iterator[str]:
    """Every name of a vocabulary in a document: properties, types, ids with a prefix."""
    if isinstance(part, list):
        for one in part:
            yield from terms(one, context)
    for key, value in part.items() if isinstance(part, dict) else ():
        place = context.get(key, key)
        if key == "@type":
            yield from [value] if isinstance(value, str) else value
        elif key == "@id":
            yield from [value] if value.partition(":")[0] in context else []
        elif not key.startswith("@"):
            yield str(place["@id"] if isinstance(place, dict) else place)
            if not isinstance(place, dict):  # a map of languages holds words, no terms
                yield from terms(value, context)


def ids(part: Any) -> Iterator[tuple[str, bool]]:
    """Every id in a document, and whether it is described there (not only referred to)."""
    if isinstance(part, list):
        for one in part:
            yield from ids(one)
    elif isinstance(part, dict):
        if "@id" in part:
            yield part["@id"], len(part) > 1
        for key, value in part.items():
            if key != "@context":
                yield from ids(value)


def strange(found: dict[str, Any]) -> set[str]:
    """Terms of a document that stand on no list."""
    allowed = known() | OTHERS | {f"janji-id:{name}" for name in own()}
    return set(terms(found, found["@context"])) - allowed


@pytest.mark.parametrize("slug", SLUGS)
def test_every_term_is_on_the_closed_list_and_every_reference_leads_somewhere(slug: str) -> None:
    _, found = read(slug)
    used = set(terms(found, found["@context"]))
    assert len(used) > 40
    assert strange(found) == set()
    assert set(found["@context"]) - {"label", "note"} == {*PREFIXES, "janji-id"}
    told = list(ids(found))
    described = [name for name, whole in told if whole]
    assert len(described) == len(set(described))
    assert {name for name, _ in told if name.startswith("#")} <= set(described)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_policys_own_terms_all_exist_in_the_vocabulary(slug: str) -> None:
    file = load_business(ROOT / "businesses" / slug).policy.file
    data = {one.dpv for one in file.data.values() if one.dpv}
    uses = {f"dpv:{one.dpv}" for one in file.purposes.values() if one.dpv}
    assert data
    assert uses
    assert (data | uses) - known() == set()


def test_a_term_that_does_not_exist_is_published_as_its_wider_one_and_a_planted_one_is_found() -> (
    None
):
    business, found = read("ramen-master")
    data = dict(business.policy.file.data)
    assert data["message_text"].dpv == "pd:Communication"
    data["message_text"] = data["message_text"].model_copy(update={"dpv": "pd:Telepathy"})
    file = business.policy.file.model_copy(update={"data": data})
    other = replace(business, policy=replace(business.policy, file=file))
    text = document(other, SITE, SITE, 1)
    assert "Telepathy" not in text
    assert strange(json.loads(text)) == set()
    found["dpv:hasPersonalData"][0]["@type"] = "pd:Telepathy"
    assert strange(found) == {"pd:Telepathy"}


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_policy_says_comes_back_out_of_the_document(slug: str) -> None:
    business, found = read(slug)
    file = business.policy.file
    bases = {
        one["dpv:hasPurpose"]["@id"].removeprefix("#purpose-"): one["dpv:hasLegalBasis"]["@id"]
        for one in found["dpv:hasProcess"]
    }
    assert bases == {
        name: f"janji-id:{BASES[one.legal_basis]}" for name, one in file.purposes.items()
    }
    words = {
        one["@id"].removeprefix("#data-"): one["label"] for one in found["dpv:hasPersonalData"]
    }
    assert words == {name: one.label.model_dump() for name, one in file.data.items()}
    waiting = {one["@id"].removeprefix("#recipient-") for one in found["dpv:hasRecipient"]
               if "janji-id:waits" in one}  # fmt: skip
    assert waiting == {name for name, one in file.recipients.items() if one.waits}
    answers = {
        one["@id"].removeprefix("#right-"): one.get("janji-id:answeredWithin", {}).get("@value")
        for one in found["dpv:hasRight"]
    }
    for name in file.rights:
        hours = business.policy.answer_within(name).hours
        assert answers[name] == (None if hours is None else f"PT{hours}H")
    assert found["dct:identifier"] == business.policy.hash
    lengths = {one["@id"].removeprefix("#retention-"): one["dpv:hasDuration"]
               for one in found["dpv:hasStorageCondition"]}  # fmt: skip
    assert set(lengths) == set(file.retention)


def test_the_week_of_ramen_is_spelt_as_a_duration_and_other_countries_have_their_ground() -> None:
    _, found = read("ramen-master", None)
    (kept,) = found["dpv:hasStorageCondition"]
    assert kept["dpv:hasDuration"]["rdf:value"] == {"@value": "P7D", "@type": "xsd:duration"}
    assert "dct:hasVersion" not in found
    abroad = [one for one in found["dpv:hasRecipient"] if one["janji-id:countryCode"] == "US"]
    assert abroad
    assert all(one["dpv:hasProcessing"]["@type"] == "dpv:Transfer" for one in abroad)


def test_our_own_terms_are_described_with_the_wider_one_and_the_article() -> None:
    found = vocabulary(SITE)
    described = {one["@id"] for one in found["@graph"]}
    assert described == {f"janji-id:{name}" for name in own()}
    assert strange(found) == set()
    for one in found["@graph"]:
        assert set(one["label"]) == {"id", "en"}
        assert one["@type"] == "rdf:Property" or one["janji-id:articles"].startswith("UU PDP")
