"""The part of policy.yaml about duties that the published words leave open, each decided by us."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from janji.policy.base import Both, Grounded, Id, Part, SpanText, Text, Whole, YesNo


class Officer(Grounded):
    """Whether a data protection officer must be appointed (UU PDP 53), and how one is reached."""

    needed: YesNo
    contact: Text | None = None


class Registration(Grounded):
    """The registration as electronic system operator; a number only once there is one."""

    number: Text | None = None


class Declared(Grounded):
    """Something said to everybody, in both languages."""

    says: Both


class ImpactAssessment(Grounded):
    """The assessment of impact (UU PDP 34): its result when done, what is missing when pending."""

    status: Literal["done", "pending"]
    says: Both


class Compliance(Part):
    """What the law asks beside the promises."""

    officer: Officer | None = None
    registration: Registration | None = None
    impact_assessment: ImpactAssessment | None = None
    accessible: Declared | None = None
    free_copy: Declared | None = None
    complaints: Declared | None = None
    refusal: Declared | None = None


class Breach(Grounded):
    """Whom a failure of protection is told, and how fast (UU PDP 46)."""

    notify_within: SpanText
    notify: tuple[Literal["person", "agency"], ...] = Field(min_length=1)
    agency: Text | None = None


class Children(Grounded):
    """Whether the service is meant for children, and what happens otherwise (UU PDP 25)."""

    offered: YesNo
    below_age: Whole
    parent_consent: YesNo


class Merger(Grounded):
    """When people are told that the business changes hands, and that it has (UU PDP 48)."""

    notice_before: SpanText
    notice_after: SpanText | None = None


class Waiting(Part):
    """Why a recipient gets nothing yet: it has no name here, or its contract is not signed."""

    until: Literal["named", "signed"]
    why: Both


class Tells(Part):
    """What a yes to selling is told besides its words (PP 33/2026 35(2)).

    stop: channel to the way to stop there. report: where to complain when offers go on.
    """

    recipients: Both
    form: Both
    stop: dict[Id, Both]
    report: Both
