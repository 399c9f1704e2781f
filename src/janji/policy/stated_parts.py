"""The pieces of what a policy states about data; each may be missing: silence is a fact.

A `Said` is a fact with its words: in policy.published.yaml word for word, with their line.
Classifications that the law makes (specific, own_interest, foreign) are ours and stand beside.
"""

from __future__ import annotations

from typing import Literal

from janji.policy.base import Id, Part, Text, Whole, YesNo
from janji.policy.model_data import LegalBasis


class Said(Part):
    """Words of the text and the line they stand on."""

    quote: Text
    line: Whole | None = None


class Claim(Said):
    """A sentence, and the sentence of the same text that takes it back."""

    against: Said | None = None


class Field(Part):
    """A kind of data that is named. flagged: the text says that it is protected more.

    told: how a person learns of data that comes from others. purpose: what the text links it to.
    """

    said: Said
    source: Literal["person", "provider", "device", "third_party", "derived"] = "person"
    specific: YesNo = False
    flagged: YesNo = False
    purpose: Said | None = None
    told: Said | None = None


class NeverSaid(Said):
    """A promise not to collect something. bound: the check that watches it."""

    bound: Id | None = None


class Anonymity(Said):
    """Words on a unique identifier or a pseudonym, and whether they call it anonymous."""

    called_anonymous: YesNo


class DataStated(Part):
    """What the text says is collected. fields: its list; mentioned: data named elsewhere only."""

    heading: Said | None = None
    fields: dict[Id, Field] = {}
    mentioned: dict[Id, Field] = {}
    open_ended: tuple[Said, ...] = ()
    never: tuple[NeverSaid, ...] = ()
    unique_ids: tuple[Anonymity, ...] = ()
    pseudonyms: tuple[Anonymity, ...] = ()


class PurposeStated(Part):
    """One purpose. basis: the one legal basis it names; vague: words that name none or several.

    own_interest: it serves the business rather than an order or a request (security, statistics).
    """

    said: Said
    basis: LegalBasis | None = None
    vague: Said | None = None
    own_interest: YesNo = False
    assessment: Said | None = None
    marketing: YesNo = False
    profiling: YesNo = False
    logic: Said | None = None
    objection: Said | None = None


class PurposesStated(Part):
    """The purposes. closed_by: a sentence that closes an open list; only_for: "only for these"."""

    listed: dict[Id, PurposeStated] = {}
    open_ended: tuple[Said, ...] = ()
    closed_by: Said | None = None
    only_for: tuple[Claim, ...] = ()


class Withdrawal(Part):
    """How a yes is taken back. scope: all that rests on it, marketing alone, or an objection."""

    said: Said
    scope: Literal["all", "marketing", "objection"]
    channel: Said | None = None


class Stop(Part):
    """How soon use ends after a withdrawal, and whether the person is told that it did."""

    hours: Whole
    told: YesNo


class ConsentStated(Part):
    """What the text takes for consent. by_use: use or a visit counts as a yes.

    asked: places where a yes is asked for on its own; harmless: refusing makes nothing worse.
    """

    by_use: tuple[Said, ...] = ()
    bundled: tuple[Said, ...] = ()
    asked: tuple[Said, ...] = ()
    evidence: Said | None = None
    withdrawal: Withdrawal | None = None
    stop: Stop | None = None
    harmless: Said | None = None


class MarketingChannel(Part):
    """A way selling messages come, and how to stop them there."""

    way_to_stop: Said | None = None


class MarketingStated(Part):
    """What a yes to selling is told: who gets data, what form, how to stop, where to report."""

    recipients: Said | None = None
    form: Said | None = None
    stop: Said | None = None
    report: Said | None = None
    channels: dict[Id, MarketingChannel] = {}
    only_with_permission: tuple[Claim, ...] = ()


class Impact(Part):
    """Grounds for an impact assessment beyond data and profiling. possible: it may be one."""

    triggers: tuple[Said, ...] = ()
    possible: tuple[Said, ...] = ()
    reference: Said | None = None


class Period(Said):
    """Words on how long something is kept; finite: an end that can be computed."""

    finite: YesNo


class Clock(Said):
    """Words that start a period or a deadline; exact: everybody reads the same moment."""

    exact: YesNo


class Scope(Said):
    """Words on what deletion reaches."""

    backups: YesNo = False
    logs: YesNo = False


class RetentionStated(Part):
    """How long data is kept. sells: words that show orders or payments, kept by other laws."""

    periods: dict[Id, Period] = {}
    clocks: tuple[Clock, ...] = ()
    scope: Scope | None = None
    floors: tuple[Said, ...] = ()
    floors_vague: tuple[Said, ...] = ()
    sells: Said | None = None
    all_or_most: tuple[Claim, ...] = ()
