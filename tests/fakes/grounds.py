"""A business whose policy names a ground in law on which it may hold things."""

from __future__ import annotations

from dataclasses import replace

from janji.policy.business import Business
from janji.policy.model import PolicyFile
from janji.policy.model_data import LegalHold, Purpose
from janji.policy.questions import compile_policy

GROUND = "dispute"
EXTRA = {
    "label": {"id": "Sengketa di pengadilan", "en": "A dispute in court"},
    "basis": "decided",
    "reason": {"id": "Bukti di pengadilan", "en": "Evidence in court"},
}


def with_a_ground(file: PolicyFile) -> PolicyFile:
    """The same policy, with one ground on which it may hold things."""
    kinds = ["message_in", "media", "identifier_whatsapp"]
    purpose = Purpose.model_validate({**EXTRA, "legal_basis": "legal_duty", "kinds": kinds})
    ground = LegalHold.model_validate(
        {
            **EXTRA,
            "law": "UU PDP 15",
            "kinds": kinds,
            "purpose": "claims",
            "review_within": "30 days",
        }
    )
    return file.model_copy(
        update={"purposes": {**file.purposes, "claims": purpose}, "holds": {GROUND: ground}}
    )


def grounded(business: Business) -> Business:
    """*business* with that ground in its policy."""
    policy = compile_policy(with_a_ground(business.policy.file), business.policy.hash)
    return replace(business, policy=policy)
