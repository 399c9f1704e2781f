"""The part of policy.yaml about data: what is collected, why, how long, and who else sees it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from janji.policy.base import (
    Both,
    Country,
    Day,
    Grounded,
    Host,
    Id,
    Part,
    SpanText,
    Text,
    Whole,
    YesNo,
)
from janji.policy.model_compliance import Waiting

LegalBasis = Literal[
    "consent", "contract", "legal_duty", "vital_interest", "public_interest", "legitimate_interest"
]


class Category(Grounded):
    """One kind of personal data, named as a person would name it (law: UU PDP 21(1)c).

    specific: data that UU PDP 4(2) protects more (health, child, personal finance…).
    source: where it comes from; told: how a person learns of data that others gave.
    dpv and fideslang: the same thing in public vocabularies.
    """

    label: Both
    personal: YesNo
    specific: YesNo = False
    optional: YesNo = False
    source: Literal["person", "provider", "device", "third_party", "derived"] = "person"
    told: Both | None = None
    dpv: Text | None = None
    fideslang: Text | None = None


class Never(Part):
    """Something promised never to be collected, and the field names that would carry it."""

    label: Both
    fields: tuple[Text, ...] = Field(min_length=1)


class Kind(Part):
    """One kind of record in the vault: the categories it may hold and how long it may live."""

    label: Both
    data: tuple[Id, ...] = Field(min_length=1)
    retention: Id


class Purpose(Grounded):
    """Why data may be used (UU PDP 20, 28): a reader names it, or gets nothing.

    kinds: the record kinds it may open; data: what else it needs, in no record yet.
    objection: a person may say no to it. profiling: it judges or predicts a person (UU PDP 10);
    logic: how. assessment: why a legitimate interest harms nobody (PP 33/2026 53).
    """

    label: Both
    legal_basis: LegalBasis
    kinds: tuple[Id, ...] = ()
    data: tuple[Id, ...] = ()
    marketing: YesNo = False
    objection: YesNo = False
    profiling: YesNo = False
    logic: Both | None = None
    assessment: Both | None = None
    consent: Id | None = None
    dpv: Text | None = None
    fideslang: Text | None = None


class Case(Part):
    """How long a holder keeps a copy in a named case (a setting left alone, say)."""

    when: Both
    keep: SpanText


class ClockOf(Grounded):
    """How long one holder keeps a copy, and who can change that.

    at_most: the longest time as things are set; cases: other times the holder names.
    starts: what the time counts from. source: where the holder says so.
    promised_words_cover: whether the published sentence speaks of this copy too.
    """

    holder: Id
    copy_: Id = Field(alias="copy")
    label: Both
    at_most: SpanText
    cases: tuple[Case, ...] = ()
    starts: Literal["message", "deletion_at_holder", "delivery"]
    controlled_by: Literal["us", "holder", "us_and_holder"]
    promised_words_cover: YesNo
    source: Text


class LegalFloor(Part):
    """The shortest time a law demands, and which."""

    keep: SpanText
    law: Text


class RetentionClass(Grounded):
    """How long a class of records lives; exactly one of keep and ends_when.

    counted_from: the day that counts as day 0. scope: which of our systems it reaches.
    """

    label: Both
    keep: SpanText | None = None
    ends_when: Both | None = None
    counted_from: Literal[
        "conversation_date",
        "record_date",
        "last_contact",
        "transaction_date",
        "contract_end",
        "consent_end",
        "request_closed",
    ]
    scope: tuple[Id, ...] = Field(min_length=1)
    legal_floor: LegalFloor | None = None
    clocks: tuple[ClockOf, ...] = ()

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.keep is None) == (self.ends_when is None):
            raise PydanticCustomError("one_end", "keep or ends_when, not both")
        if self.keep is not None and self.keep.unit in ("second", "minute", "hour"):
            raise PydanticCustomError("whole_days", "records live whole days")
        return self


class LegalHold(Grounded):
    """A ground in law on which records may outlive their day, for one matter, under review.

    kinds: what it may keep. purpose: the only one these may then be opened for. law: which law.
    review_within: how long a hold stands before somebody must look at it again.
    """

    label: Both
    law: Text
    kinds: tuple[Id, ...] = Field(min_length=1)
    purpose: Id
    review_within: SpanText


class Agreement(Part):
    """A contract with a recipient: its state, and where the paper is."""

    status: Literal["signed", "pending", "unknown"]
    since: Day | None = None
    evidence: Text | None = None

    @model_validator(mode="after")
    def _signed_needs_evidence(self) -> Self:
        if self.status == "signed" and (self.since is None or self.evidence is None):
            raise PydanticCustomError("signed_without_evidence", "signed without evidence")
        return self


class Agreements(Part):
    """The two contracts a processor needs (UU PDP 51; PP 33/2026 14)."""

    data_processing: Agreement
    confidentiality: Agreement


class Transfer(Part):
    """On what ground data goes abroad (UU PDP 56)."""

    basis: Literal["adequate_country", "safeguards", "consent", "pending", "none"]
    note: Both


class Recipient(Grounded):
    """Someone else who sees data. hosts: the only names our own requests may reach there.

    called: what it is called in both languages, where its name is a description and no company's.
    legal_duty_only: data goes there only when a law demands it (authorities).
    waits: it gets nothing yet, and why.
    """

    name: Text
    called: Both | None = None
    label: Both
    role: Literal[
        "processor", "sub_processor", "third_party", "joint_controller", "authority", "adviser"
    ]
    country: Country | None = None
    transfer: Transfer | None = None
    hosts: tuple[Host, ...] = ()
    data: tuple[Id, ...]
    purposes: tuple[Id, ...]
    agreements: Agreements | None = None
    requires_consent: YesNo = False
    anonymised: YesNo = False
    legal_duty_only: YesNo = False
    waits: Waiting | None = None

    def named(self, language: str) -> str:
        """Its name, in a language where it has none of its own."""
        return self.called.said(language) if self.called else self.name


class ProviderDeletion(Grounded):
    """When we ask the channel's provider to delete its copies, and how we make sure.

    start_after: counted from the message. first_retry doubles up to longest_retry; we ask until
    the provider says the copy is not there (HTTP 404), never giving up.
    """

    recipient: Id
    start_after: SpanText
    overdue_after: SpanText
    first_retry: SpanText
    longest_retry: SpanText
    give_up: Literal["never"]
    verify: Literal["get_says_404"]


class Insight(Grounded):
    """Counts that outlive the records: no text, no ids, no cell about fewer than *k* people."""

    k: Whole = Field(ge=2)
    period: Literal["week", "month"]
    most_per_person: Whole = Field(ge=1)
    counters: tuple[Id, ...] = Field(min_length=1)
    keep: SpanText
