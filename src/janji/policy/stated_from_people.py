"""What a complete policy.yaml states about consent, rights and who else sees data."""

from __future__ import annotations

from typing import get_args

from janji.policy.corrections import Corrections
from janji.policy.model import PolicyFile
from janji.policy.model_compliance import Compliance, Tells
from janji.policy.model_conduct import Consent
from janji.policy.model_conduct import Right as RightRow
from janji.policy.model_data import Recipient
from janji.policy.stated import (
    AuthoritiesStated,
    DeletionStated,
    Evidence,
    Limit,
    Messaging,
    RecipientStated,
    RightName,
    RightsStated,
    RightStated,
    Role,
    SharingStated,
    Stated,
)
from janji.policy.stated_from_data import words
from janji.policy.stated_parts import (
    ConsentStated,
    MarketingChannel,
    MarketingStated,
    Said,
    Stop,
    Withdrawal,
)

ROLES: dict[str, Role] = {
    "processor": "processor",
    "sub_processor": "processor",
    "authority": "authority",
}


def consent_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> ConsentStated | None:
    """What counts as a yes: those asked for; use counts until it is said not to be relied on."""
    said = text.consent or ConsentStated()
    by_use = fixed.standing(("consent", "by_use"), said.by_use, "CONS-01")
    bundled = fixed.standing(("consent", "bundled"), said.bundled, "CONS-02")
    if not (file.consents or by_use or bundled):
        return None
    kept = [name for name, one in file.retention.items() if one.counted_from == "consent_end"]
    right = file.rights.get("withdrawal")
    duties = file.compliance
    return ConsentStated(
        by_use=by_use,
        bundled=bundled,
        asked=tuple(words(one.words) for one in file.consents.values()),
        evidence=Said(quote=kept[0]) if kept and file.consents else None,
        withdrawal=(
            Withdrawal(said=words(right.label), scope="all", channel=channel_of(right))
            if right
            else None
        ),
        stop=stop_of(file) if file.consents else None,
        harmless=words(duties.refusal.says) if duties and duties.refusal else said.harmless,
    )


def stop_of(file: PolicyFile) -> Stop:
    """The longest time until use stops; a request through the right of withdrawal is answered."""
    longest = max(one.stop_within.hours for one in file.consents.values())
    return Stop(hours=longest, told="withdrawal" in file.rights)


def selling(file: PolicyFile) -> dict[str, Consent]:
    """The consents that marketing rests on."""
    names = {one.consent for one in file.purposes.values() if one.marketing and one.consent}
    return {name: file.consents[name] for name in sorted(names) if name in file.consents}


def marketing_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> MarketingStated:
    """What each yes to selling is told; a piece counts when every one of them tells it."""
    consents = selling(file)
    tells = [one.tells for one in consents.values()]
    told = [one for one in tells if one is not None]
    full = told[0] if told and len(told) == len(tells) else None
    if consents:
        fixed.places[("marketing",)] = ("consents", next(iter(consents)))
    path = ("marketing", "only_with_permission")
    return MarketingStated(
        recipients=words(full.recipients) if full else None,
        form=words(full.form) if full else None,
        stop=Said(quote=", ".join(full.stop)) if full and full.stop else None,
        report=words(full.report) if full else None,
        channels={
            channel: MarketingChannel(way_to_stop=way_out(one.tells, channel))
            for one in consents.values()
            for channel in one.channels
        },
        only_with_permission=fixed.claims(path, text.marketing.only_with_permission, "MKT-03"),
    )


def way_out(tells: Tells | None, channel: str) -> Said | None:
    """How to stop selling on one channel."""
    return words(tells.stop[channel]) if tells and channel in tells.stop else None


def channel_of(right: RightRow) -> Said | None:
    """The channels of a right."""
    return Said(quote=", ".join(right.channels)) if right.channels else None


def hours_of(right: RightRow) -> int | None:
    """The shortest of the deadlines that bind: the law's hours, our own."""
    answer = right.answer
    hours = [answer.law_hours, answer.within.hours if answer.within else None]
    told = [one for one in hours if one is not None]
    return min(told) if told else None


def deletion_stated(file: PolicyFile) -> DeletionStated:
    """How erasure goes: a closing notice always, to notice_by or where the request came from."""
    right = file.rights.get("deletion")
    if right is None:
        return DeletionStated()
    reason = next((Said(quote=one) for one in right.must_give if "reason" in one), None)
    return DeletionStated(
        notice=Said(quote=", ".join(right.notice_by or right.channels)),
        stop_use_hours=hours_of(right),
        reason_demanded=reason,
    )


def rights_stated(
    file: PolicyFile, duties: Compliance, text: Stated, fixed: Corrections
) -> RightsStated:
    """The rights with channels and deadlines, and how identity is checked."""
    named: dict[RightName, RightStated] = {
        name: RightStated(
            said=words(right.label),
            channel=channel_of(right),
            hours=hours_of(right),
            working_days=right.answer.working_days,
        )
        for name in get_args(RightName)
        if (right := file.rights.get(name)) is not None
    }
    return RightsStated(
        named=named,
        hedges=fixed.standing(("rights", "hedges"), text.rights.hedges, "RGT-06"),
        acknowledged=acknowledged(file),
        evidence=evidence(file),
        limits=fixed.standing(("rights", "limits"), text.rights.limits, "RGT-11") + limits(file),
        free_copy=words(duties.free_copy.says) if duties.free_copy else None,
        complaints=words(duties.complaints.says) if duties.complaints else None,
    )


def acknowledged(file: PolicyFile) -> Said | None:
    """The promised time for an acknowledgement of a deletion request."""
    right = file.rights.get("deletion")
    span = right.acknowledge_within if right else None
    return Said(quote=str(span)) if span else None


def evidence(file: PolicyFile) -> Evidence | None:
    """How it is checked who asks; a document is kept for as long as the request is open."""
    right = file.rights.get("deletion")
    if right is None:
        return None
    return Evidence(
        said=Said(quote=right.verify),
        method=right.verify,
        document=any(one.verify == "document" for one in file.rights.values()),
        own_period=any(one.counted_from == "request_closed" for one in file.retention.values()),
    )


def limits(file: PolicyFile) -> tuple[Limit, ...]:
    """What a deletion leaves without naming a law."""
    return tuple(
        Limit(quote=kept.why.id, ground="law" if kept.law else "own")
        for right in file.rights.values()
        for kept in right.keeps
    )


def sharing_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> SharingStated:
    """Who else sees data, and who runs the messaging channels."""
    said = text.sharing
    path = ("sharing", "not_without_consent")
    carried = {name: one for name, one in file.channels.items() if one.through}
    for index, name in enumerate(carried):
        fixed.places[("sharing", "messaging", index)] = ("channels", name)
    return SharingStated(
        recipients={name: recipient(file, name, one) for name, one in file.recipients.items()},
        messaging=tuple(
            Messaging(quote=one.label.id, operator=one.operator) for one in carried.values()
        ),
        not_without_consent=fixed.claims(path, said.not_without_consent, "RCP-03"),
        abroad=fixed.standing(("sharing", "abroad"), said.abroad, "XB-01"),
    )


def recipient(file: PolicyFile, name: str, one: Recipient) -> RecipientStated:
    """One recipient: who, where, on what ground, how long it keeps its copy, by what contract."""
    clocks = [c for cls in file.retention.values() for c in cls.clocks if c.holder == name]
    paper = one.agreements.data_processing if one.agreements else None
    ground = one.transfer.basis if one.transfer else None
    return RecipientStated(
        said=who(one),
        named=True,
        role=ROLES.get(one.role, "third_party"),
        data=bool(one.data),
        purpose=bool(one.purposes),
        foreign=None if one.country is None else one.country != file.controller.country,
        country=one.country,
        ground=None if ground == "none" else ground,
        keeps=words(clocks[0].label) if clocks else None,
        agreement=Said(quote=paper.evidence) if paper and paper.evidence else None,
        waits=words(one.waits.why) if one.waits else None,
    )


def who(one: Recipient) -> Said:
    """What the page calls a recipient: its name, or what stands for one."""
    return Said(quote=one.named("id"))


def authorities(file: PolicyFile, text: Stated, fixed: Corrections) -> AuthoritiesStated | None:
    """Authorities get data on a legal duty alone; other published grounds count until corrected."""
    found = {name: one for name, one in file.recipients.items() if one.role == "authority"}
    beyond = text.authorities.beyond if text.authorities else None
    if beyond:
        fixed.note(("authorities", "beyond"), beyond)
        beyond = None if fixed.settled(beyond, "AUTH-01") else beyond
    loose = [one for one in found.values() if not one.legal_duty_only]
    if not (found or text.authorities):
        return None
    said = who(next(iter(found.values()))) if found else None
    return AuthoritiesStated(
        said=said or Said(quote="authority"),
        beyond=beyond or (who(loose[0]) if loose else None),
    )
