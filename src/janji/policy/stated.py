"""What a privacy policy states, fact by fact, with its words: what the law's questions are put to.

`policy.published.yaml` holds it for a text as it stands, nothing decided by us; `stated_from`
makes it of a complete policy.yaml. Every fact may be missing.
"""

from __future__ import annotations

from typing import Literal

from janji.policy.base import Country, Id, Language, Part, Slug, Text, Whole, YesNo
from janji.policy.stated_parts import (
    Claim,
    ConsentStated,
    DataStated,
    Impact,
    MarketingStated,
    PurposesStated,
    RetentionStated,
    Said,
)

RightName = Literal[
    "access", "correction", "deletion", "withdrawal", "restriction", "objection", "portability"
]


Role = Literal["processor", "third_party", "authority", "successor"]


class ContactStated(Part):
    """A way to reach the business, as printed; relation: why its domain is another one."""

    kind: Literal["email", "phone", "whatsapp", "site", "post"]
    said: Said
    value: Text | None = None
    masked: YesNo = False
    relation: Said | None = None


class OfficerStated(Part):
    """The decision whether a data protection officer is needed."""

    needed: YesNo
    reason: Said
    contact: Text | None = None


class Identity(Part):
    """Who answers for the data. legal_form: missing when only a brand is named."""

    name: Said | None = None
    legal_form: Literal["PT", "CV", "firm", "person"] | None = None
    address: Said | None = None
    contacts: tuple[ContactStated, ...] = ()
    site: Text | None = None
    officer: OfficerStated | None = None
    registration: Said | None = None


class PaperStated(Part):
    """The text itself. undated: it speaks of a date and shows none; gaps: not in Indonesian."""

    languages: tuple[Language, ...] = ()
    prevailing: Language | None = None
    gaps: tuple[Said, ...] = ()
    effective: Said | None = None
    undated: Said | None = None
    versions: Said | None = None
    other_live: tuple[Said, ...] = ()
    broken: tuple[Said, ...] = ()


class ChildrenStated(Part):
    """Whether the service is meant for children, and what keeps them out or asks a parent."""

    said: Said
    offered: YesNo
    gate: YesNo = False
    parent_consent: YesNo = False


class DeletionStated(Part):
    """How erasure goes. stop_use_hours: after how many hours the data is used no more."""

    notice: Said | None = None
    stop_use_hours: Whole | None = None
    reason_demanded: Said | None = None


class RightStated(Part):
    """A right that is named, the channel for it, and its deadline in hours or working days."""

    said: Said
    channel: Said | None = None
    deadline: Said | None = None
    hours: Whole | None = None
    working_days: Whole | None = None


class Evidence(Part):
    """How it is checked who asks. document: a copy of a paper; own_period: kept how long."""

    said: Said
    method: Text | None = None
    document: YesNo = False
    own_period: YesNo = False


class Limit(Said):
    """Words that limit a right: by law, by a contract, or on grounds of our own."""

    ground: Literal["law", "contract", "own"]


class RightsStated(Part):
    """The rights and how they are served. hedges: deadlines that promise nothing."""

    named: dict[RightName, RightStated] = {}
    hedges: tuple[Said, ...] = ()
    acknowledged: Said | None = None
    evidence: Evidence | None = None
    limits: tuple[Limit, ...] = ()
    free_copy: Said | None = None
    complaints: Said | None = None


class RecipientStated(Part):
    """Somebody who gets data. named: by name, not as a class; waits: gets nothing yet, and why.

    foreign: outside Indonesia (missing: not to be seen). keeps: how long it keeps its copy.
    agreement: the reference of its contract, not a mere claim that there is one.
    """

    said: Said
    named: YesNo = False
    role: Role | None = None
    data: YesNo = False
    purpose: YesNo = False
    foreign: YesNo | None = None
    country: Country | None = None
    ground: Literal["adequate_country", "safeguards", "consent", "pending"] | None = None
    keeps: Said | None = None
    agreement: Said | None = None
    waits: Said | None = None


class Messaging(Said):
    """A messaging channel in use, and the operator when it stands among the recipients."""

    operator: Text | None = None


class SharingStated(Part):
    """Who else sees data. abroad: words on transfers that name no country."""

    recipients: dict[Id, RecipientStated] = {}
    messaging: tuple[Messaging, ...] = ()
    not_without_consent: tuple[Claim, ...] = ()
    abroad: tuple[Said, ...] = ()


class MergerStated(Part):
    """A change of hands, and whether people are told before and after."""

    said: Said
    before: YesNo = False
    after: YesNo = False


class AuthoritiesStated(Part):
    """Giving data to authorities. beyond: grounds other than a legal duty."""

    said: Said
    beyond: Said | None = None


class MeasureStated(Said):
    """A security claim; testable: it names something that can be looked at; bound: what looks."""

    testable: YesNo
    bound: Id | None = None


class SecurityStated(Part):
    """Claims of security."""

    measures: tuple[MeasureStated, ...] = ()
    end_to_end: tuple[Claim, ...] = ()


class BreachStated(Part):
    """What is said about a failure of protection."""

    said: Said
    hours: Whole | None = None
    person: YesNo = False
    agency: YesNo = False


class CookiesStated(Part):
    """What is said about cookies; gate: what non-essential ones wait for."""

    said: Said
    inventory: YesNo = False
    gate: Literal["consent", "browser"] | None = None


class Disclaimer(Said):
    """Words that shed responsibility: our own, or for other people's websites."""

    about: Literal["own", "other_sites"]


class ChangesStated(Part):
    """How a change is told: before it binds, announced at no stated time, or merely posted."""

    said: Said | None = None
    told: Literal["before", "announced", "posted"] | None = None
    only_significant: Said | None = None
    look: tuple[Said, ...] = ()


class Stated(Part):
    """Everything that one text states. site: words that show a website or an app in use."""

    business: Slug
    identity: Identity = Identity()
    paper: PaperStated = PaperStated()
    data: DataStated = DataStated()
    children: ChildrenStated | None = None
    accessible: Said | None = None
    purposes: PurposesStated = PurposesStated()
    consent: ConsentStated | None = None
    marketing: MarketingStated = MarketingStated()
    impact: Impact = Impact()
    retention: RetentionStated = RetentionStated()
    deletion: DeletionStated = DeletionStated()
    rights: RightsStated = RightsStated()
    sharing: SharingStated = SharingStated()
    merger: MergerStated | None = None
    authorities: AuthoritiesStated | None = None
    security: SecurityStated = SecurityStated()
    breach: BreachStated | None = None
    site: Said | None = None
    cookies: CookiesStated | None = None
    exoneration: tuple[Disclaimer, ...] = ()
    changes: ChangesStated = ChangesStated()
