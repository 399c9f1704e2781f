"""The parties and rights of a policy as JSON-LD."""

from __future__ import annotations

from typing import Any

from janji.policy.base import Span
from janji.policy.business import Business
from janji.policy.jsonld_words import named, refer, span
from janji.policy.model import PolicyFile
from janji.policy.model_conduct import Right
from janji.policy.model_data import Recipient

ROLES = {
    "processor": "dpv:DataProcessor",
    "sub_processor": "dpv:DataSubProcessor",
    "third_party": "dpv:ThirdParty",
    "joint_controller": "dpv:JointDataControllers",
    "authority": "dpv:Authority",
    "adviser": "dpv:ThirdParty",
}
RIGHTS = {
    "access": "RightOfAccess",
    "correction": "RightToCorrection",
    "deletion": "RightToDeletion",
    "withdrawal": "RightToWithdraw",
    "objection": "RightToObject",
    "restriction": "RightToRestriction",
    "portability": "RightToPortability",
}
GROUNDS = {
    "adequate_country": "AdequateCountry",
    "safeguards": "Safeguards",
    "consent": "TransferConsent",
    "pending": "TransferNotSettled",
    "none": "TransferNotSettled",
}


def controller(business: Business) -> dict[str, Any]:
    """The business itself."""
    one = business.policy.file.controller
    found: dict[str, Any] = {
        "@id": "#controller",
        "@type": "dpv:DataController",
        "dpv:hasName": one.name,
        "janji-id:countryCode": one.country,
        "dpv:hasContact": [contact.value for contact in one.contacts if contact.value]
        or [business.contacts.email],
    }
    if one.address:
        found["dpv:hasAddress"] = one.address
    return found


def recipient(file: PolicyFile, name: str, one: Recipient) -> dict[str, Any]:
    """Somebody who gets data: role, which data, where, on what ground; or why nothing yet."""
    found: dict[str, Any] = {
        "@id": f"#recipient-{name}",
        "@type": ROLES[one.role],
        "dpv:hasName": [
            {"@value": words, "@language": language}
            for language, words in named(one.called).items()
        ]
        if one.called
        else one.name,
        "label": named(one.label),
        "dpv:hasPersonalData": refer("data", *one.data),
        "dpv:hasPurpose": refer("purpose", *one.purposes),
    }
    if one.waits:
        found["janji-id:waits"] = [{"@value": words, "@language": language}
                                   for language, words in named(one.waits.why).items()]  # fmt: skip
    if one.country:
        found["janji-id:countryCode"] = one.country
    if one.transfer and one.country != file.controller.country:
        found["dpv:hasProcessing"] = {
            "@type": "dpv:Transfer",
            "dpv:hasLegalBasis": {"@id": f"janji-id:{GROUNDS[one.transfer.basis]}"},
            "note": named(one.transfer.note),
        }
    return found


def right(business: Business, name: str, one: Right) -> dict[str, Any]:
    """A right: which of the law's, where it is used, by when it is answered."""
    deadline = business.policy.answer_within(name)
    own = f"janji-id:{RIGHTS[name]}" if name in RIGHTS else "dpv:DataSubjectRight"
    found: dict[str, Any] = {
        "@id": f"#right-{name}",
        "@type": list(dict.fromkeys(("dpv:DataSubjectRight", own))),
        "label": named(one.label),
        "dpv:isExercisedAt": [
            business.policy.file.channels[channel].label.en for channel in one.channels
        ],
    }
    if deadline.hours is not None:
        found["janji-id:answeredWithin"] = span(Span(deadline.hours, "hour"))
    if deadline.working_days is not None:
        found["janji-id:answeredWithinWorkingDays"] = deadline.working_days
    if one.answer.law:
        found["janji-id:articles"] = one.answer.law
    return found
