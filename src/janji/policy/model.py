"""The shape of policy.yaml: one file that can hold the whole privacy policy of a business."""

from __future__ import annotations

from pydantic import Field

from janji.policy.base import Day, Id, Language, Part, Slug, Text, Whole
from janji.policy.model_bot import AbuseLimits, Assistant, CareTimes
from janji.policy.model_compliance import Breach, Children, Compliance, Merger
from janji.policy.model_conduct import (
    Changes,
    Channel,
    Consent,
    Controller,
    Cookie,
    Marketing,
    Measure,
    PromiseEntry,
    Published,
    Right,
    Section,
)
from janji.policy.model_data import (
    Category,
    Insight,
    Kind,
    LegalHold,
    Never,
    ProviderDeletion,
    Purpose,
    Recipient,
    RetentionClass,
)


class PolicyFile(Part):
    """Everything a business promises about personal data, and every number of it."""

    business: Slug
    version: Text
    effective: Day
    languages: tuple[Language, ...] = Field(min_length=1)
    prevailing_language: Language | None = None
    promise_prefix: Text
    promise_count: Whole
    published: Published
    controller: Controller
    sections: dict[Id, Section]
    channels: dict[Id, Channel]
    data: dict[Id, Category]
    never_collected: dict[Id, Never] = {}
    kinds: dict[Id, Kind]
    purposes: dict[Id, Purpose]
    retention: dict[Id, RetentionClass]
    holds: dict[Id, LegalHold] = {}
    recipients: dict[Id, Recipient]
    provider_deletion: ProviderDeletion | None = None
    rights: dict[Id, Right]
    consents: dict[Id, Consent] = {}
    cookies: dict[Id, Cookie] = {}
    marketing: Marketing
    changes: Changes
    security: dict[Id, Measure] = {}
    breach: Breach
    children: Children
    merger: Merger | None = None
    compliance: Compliance | None = None
    abuse_limits: AbuseLimits | None = None
    assistant: Assistant | None = None
    care: CareTimes | None = None
    insight: Insight | None = None
    promises: tuple[PromiseEntry, ...] = Field(min_length=1)
