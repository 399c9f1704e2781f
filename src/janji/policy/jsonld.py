"""A policy for machines: JSON-LD in the W3C's Data Privacy Vocabulary, its context inside.

Nothing has to be fetched to read it. What the law of Indonesia names and the W3C lacks stands under
janji-id:, which every installation describes at /vocabulary.jsonld.
"""

from __future__ import annotations

import json
from typing import Any

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.jsonld_people import controller, recipient, right
from janji.policy.jsonld_words import BASES, context, named, refer, span, term
from janji.policy.model import PolicyFile
from janji.policy.model_data import Category, Purpose, RetentionClass

SOURCES = {"person": "dpv:DataSubjectDataSource", "third_party": "dpv:ThirdPartyDataSource"}


def document(business: Business, site: str, address: str, number: int | None) -> str:
    """The policy of *business* as JSON-LD text.

    site: the installation's public address; address: the page of this version, the document's id;
    number: of the version, None when none was recorded.
    """
    policy, file = business.policy, business.policy.file
    found: dict[str, Any] = {
        "@context": context(site),
        "@id": address,
        "@type": "dpv:PrivacyNotice",
        "dct:title": {"@value": say("policy.page.title", "en"), "@language": "en"},
        "dct:isVersionOf": {"@id": f"{site}/{business.slug}/privacy"},
        "dct:identifier": policy.hash,
        "dct:valid": {"@value": policy.effective.isoformat(), "@type": "xsd:date"},
        "dct:language": list(file.languages),
        "dpv:hasDataController": controller(business),
        "dpv:hasDataSubject": {"@type": "dpv:Customer"},
        "dpv:hasPersonalData": [data(file, name, one) for name, one in file.data.items()],
        "dpv:hasProcess": [process(file, name, one) for name, one in file.purposes.items()],
        "dpv:hasStorageCondition": [kept(name, one) for name, one in file.retention.items()],
        "dpv:hasRecipient": [recipient(file, *one) for one in file.recipients.items()],
        "dpv:hasRight": [right(business, *one) for one in file.rights.items()],
        "dpv:hasTechnicalMeasure": measures(business, site),
        "janji-id:noticeBeforeChange": span(file.changes.notice_before),
    }
    if number is not None:
        found["dct:hasVersion"] = str(number)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def data(file: PolicyFile, name: str, one: Category) -> dict[str, Any]:
    """One kind of data."""
    wide = "dpv:SensitivePersonalData" if one.specific else "dpv:PersonalData"
    needed = "dpv:Optional" if one.optional else "dpv:Required"
    classes = {kind.retention for kind in file.kinds.values() if name in kind.data}
    found: dict[str, Any] = {
        "@id": f"#data-{name}",
        "@type": term(one.dpv, "pd", wide),
        "label": named(one.label),
        "dpv:hasNecessity": {"@id": needed},
        "dpv:hasDataSource": {"@id": SOURCES.get(one.source, "dpv:DataSource")},
        "dpv:hasStorageCondition": refer("retention", *sorted(classes)),
    }
    if one.told:
        found["note"] = named(one.told)
    return found


def process(file: PolicyFile, name: str, one: Purpose) -> dict[str, Any]:
    """One purpose with its basis, its data and who receives it for that."""
    through = [category for kind in one.kinds for category in file.kinds[kind].data]
    others = [
        other for other, who in file.recipients.items() if name in who.purposes and not who.waits
    ]
    found: dict[str, Any] = {
        "@id": f"#process-{name}",
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": f"#purpose-{name}",
            "@type": term(one.dpv, "dpv", "dpv:Purpose"),
            "label": named(one.label),
        },
        "dpv:hasLegalBasis": {"@id": f"janji-id:{BASES[one.legal_basis]}"},
        "dpv:hasPersonalData": refer("data", *dict.fromkeys((*through, *one.data))),
        "dpv:hasRecipient": refer("recipient", *others),
    }
    if one.logic:
        found["dpv:hasAlgorithmicLogic"] = {"note": named(one.logic)}
    if one.assessment:
        found["dpv:hasAssessment"] = {"note": named(one.assessment)}
    if one.consent:
        found["janji-id:stopsWithin"] = span(file.consents[one.consent].stop_within)
    return found


def kept(name: str, one: RetentionClass) -> dict[str, Any]:
    """One period: a length, or the event that ends it."""
    if one.keep:
        length: dict[str, Any] = {"@type": "dpv:TemporalDuration", "rdf:value": span(one.keep)}
    else:
        length = {"@type": "dpv:UntilEventDuration"}
        length |= {"label": named(one.ends_when)} if one.ends_when else {}
    found: dict[str, Any] = {
        "@id": f"#retention-{name}",
        "@type": "dpv:StorageCondition",
        "label": named(one.label),
        "dpv:hasDuration": length,
        "janji-id:countedFrom": one.counted_from,
    }
    if one.legal_floor:
        found["janji-id:legalFloor"] = span(one.legal_floor.keep)
        found["janji-id:articles"] = one.legal_floor.law
    return found


def measures(business: Business, site: str) -> list[dict[str, Any]]:
    """The security measures, each with the place of the proof that looks."""
    found = []
    for name, one in business.policy.file.security.items():
        measure: dict[str, Any] = {
            "@id": f"#measure-{name}",
            "@type": "dpv:TechnicalMeasure",
            "label": named(one.label),
        }
        if one.proof:
            place = f"{site}/{business.slug}/proof#{one.proof}"
            measure["janji-id:provenBy"] = {"@id": place}
        found.append(measure)
    return found
