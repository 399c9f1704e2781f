"""The part of policy.yaml about conduct: rights, consent, security, limits, the assistant."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from janji.policy.base import (
    Both,
    Country,
    Day,
    Dotted,
    Grounded,
    Id,
    Part,
    PromiseId,
    Quote,
    RuleId,
    SpanText,
    Text,
    Whole,
    YesNo,
)
from janji.policy.model_compliance import Tells


class Contact(Part):
    """A published way to reach the business. masked: the published text hides the value.

    relation: whose address it is, when its domain is not the one of the business's site.
    """

    kind: Literal["email", "phone", "whatsapp", "site", "post"]
    value: Text | None = None
    masked: YesNo = False
    relation: Both | None = None
    purposes: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _value_or_masked(self) -> Self:
        if (self.value is None) != self.masked:
            raise PydanticCustomError("value_or_masked", "a value or masked")
        return self


class Controller(Part):
    """Who answers for the data (UU PDP 5). reason: why the form is what we say it is.

    systems_in: the country where our own systems stand; open until somebody writes it down.
    """

    name: Text
    legal_form: Literal["PT", "CV", "firm", "person", "unknown"]
    reason: Both | None = None
    country: Text
    address: Text | None = None
    systems_in: Country | None = None
    affiliates: tuple[Text, ...] = ()
    contacts: tuple[Contact, ...] = Field(min_length=1)
    officer: Text | None = None


class Channel(Part):
    """A way people talk with the business.

    through: the recipient that carries it; operator: the recipient that runs the channel itself.
    """

    label: Both
    through: Id | None = None
    operator: Id | None = None
    for_: tuple[Literal["care", "rights", "orders", "marketing"], ...] = Field(
        alias="for", min_length=1
    )


class Answer(Part):
    """The time for an answer: the law's hours, promised working days, our own hours, own words.

    law_hours run by the clock and never pause (UU PDP 30, 32, 40, 41).
    extension: what is told when promised working days do not suffice.
    """

    law_hours: Whole | None = None
    law: Text | None = None
    working_days: Whole | None = None
    within: SpanText | None = None
    words: Both | None = None
    extension: Both | None = None

    @model_validator(mode="after")
    def _something_said(self) -> Self:
        if (self.law_hours is None) != (self.law is None):
            raise PydanticCustomError("law_without_name", "law_hours and law go together")
        if all(v is None for v in (self.law_hours, self.working_days, self.within)):
            raise PydanticCustomError("no_deadline", "no deadline that can be counted")
        return self


class Kept(Part):
    """Records that a deletion leaves for a time, and the clause or law that says so."""

    kinds: tuple[Id, ...] = Field(min_length=1)
    why: Both
    law: Text | None = None


class Right(Grounded):
    """What a person may ask, how, and by when it is answered.

    subjects: subject lines promised for e-mail. verify_within: unconfirmed for so long, it lapses.
    code_lives, code_tries: how long a code counts, and how often it may be entered wrongly.
    approval: who must agree before it is done. keeps: what a deletion leaves, by name.
    notice_by: channels of the closing notice; empty: where the request came from.
    """

    label: Both
    channels: tuple[Id, ...] = Field(min_length=1)
    must_give: tuple[Id, ...] = ()
    subjects: Quote | None = None
    verify: Literal["possession", "code_to_channel", "registered_address", "document", "none"]
    verify_within: SpanText | None = None
    code_lives: SpanText | None = None
    code_tries: Whole | None = Field(default=None, ge=1, le=10)
    approval: Literal["none", "officer", "owner"] = "none"
    acknowledge_within: SpanText | None = None
    answer: Answer
    notice_by: tuple[Id, ...] = ()
    keeps: tuple[Kept, ...] = ()


class Consent(Part):
    """A yes that a person gives on its own, in the words shown (UU PDP 22, 24).

    tells: what a yes to selling must also be told.
    """

    label: Both
    words: Both
    channels: tuple[Id, ...] = Field(min_length=1)
    recipients: tuple[Id, ...] = ()
    tells: Tells | None = None
    lasts: SpanText | None = None
    stop_within: SpanText


class Cookie(Part):
    """A cookie of the site. essential ones need no yes; all others wait for one."""

    label: Both
    essential: YesNo
    purpose: Id
    recipient: Id | None = None
    lasts: SpanText


class Changes(Grounded):
    """How a change of the policy is told: before it binds (UU PDP 21(2)).

    tell: whether every change is told in person, or those that change what people rely on.
    """

    notice_before: SpanText
    channels: tuple[Id, ...]
    tell: Literal["every", "significant"] = "significant"
    show_date: YesNo = True


class Measure(Part):
    """A security claim and the proof that looks whether it is true."""

    label: Both
    proof: Id | None = None


class Marketing(Grounded):
    """Whether messages that sell may be sent at all, and under which consent."""

    allowed: YesNo
    consent: Id | None = None
    quiet_hours: Text | None = None
    per_week: Whole | None = None
    approval: Literal["none", "officer", "owner"] = "officer"


class Section(Part):
    """A heading of the published policy."""

    title: Both


class Rule(Part):
    """Where a promise is kept: the place in this file and the module that acts on it."""

    path: Dotted
    by: tuple[Dotted, ...] = Field(min_length=1)


class PromiseEntry(Part):
    """A promised sentence, what keeps it and what looks whether it was kept.

    implied: the promise is not written; the quote is the sentence it follows from.
    ours: our own faithful translation, in a language the policy was not published in.
    statement: words that no rule can keep; shown as "statement only".
    planned: the part of the product that will keep it and is not built yet; shown as "planned".
    marks: a software enforces, b software proves from data, c publish only.
    also: further proofs of the same sentence. honest: where the words say more than is done.
    settles: the law's questions that `honest` answers, as a published correction.
    """

    id: PromiseId
    section: Id
    about: Both
    says: Quote
    marks: tuple[Literal["a", "b", "c"], ...] = Field(min_length=1)
    rule: Rule | None = None
    proof: Id | None = None
    also: tuple[Id, ...] = ()
    implied: YesNo = False
    statement: YesNo = False
    planned: Both | None = None
    ours: Quote | None = None
    honest: Both | None = None
    settles: tuple[RuleId, ...] = ()

    @model_validator(mode="after")
    def _bound_or_statement(self) -> Self:
        if self.settles and self.honest is None:
            raise PydanticCustomError("settles_silently", "settles without honest")
        bound = self.rule is not None or self.proof is not None
        if (bound, self.statement, self.planned is not None).count(True) != 1:
            raise PydanticCustomError(
                "bound_or_statement", "a rule or proof, or statement, or planned"
            )
        return self


class Published(Part):
    """Where the published words are: the file, and the day they were published."""

    file: Text
    since: Day
