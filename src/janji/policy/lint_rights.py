"""Questions about the rights of a person, their clocks, and erasure."""

from __future__ import annotations

from functools import partial

from janji.policy.law import law_rules
from janji.policy.lint_outcome import (
    NOT_APPLICABLE,
    PASSED,
    Outcome,
    Question,
    each,
    failed,
    met,
    none_of,
)
from janji.policy.stated import RightName, RightStated, Stated

ALWAYS: tuple[RightName, ...] = (
    "access", "correction", "deletion", "restriction", "objection", "portability"
)  # fmt: skip
A_DAY = 24


def erasure_told(stated: Stated) -> Outcome:
    """DEL-01: the person is told after erasure."""
    return met(stated.deletion.notice, ("deletion", "notice"))


def use_stops(stated: Stated) -> Outcome:
    """DEL-02: use stops in time, apart from the day of erasure."""
    hours = stated.deletion.stop_use_hours
    in_time = hours is not None and hours <= law_rules()["DEL-02"].hours
    asked = stated.rights.named.get("deletion")
    return met(in_time, ("deletion", "stop_use_hours"), asked.deadline if asked else None)


def rights_named(stated: Stated) -> Outcome:
    """RGT-01: the rights are named one by one; a text that rests on consent owes them already now.

    Withdrawal is owed where something rests on consent.
    """
    consents = stated.consent is not None
    owed = (*ALWAYS, "withdrawal") if consents else ALWAYS
    if all(name in stated.rights.named for name in owed):
        return PASSED
    rests_on_consent = bool(stated.consent and stated.consent.by_use)
    return failed(("rights", "named"), weight="error" if rests_on_consent else "rule")


def stated_hours(right: RightStated) -> int | None:
    """The fewest hours a stated deadline can mean; None when nothing is stated."""
    if right.hours is not None:
        return right.hours
    return None if right.working_days is None else right.working_days * A_DAY


def answered_in_time(name: RightName, rule: str, stated: Stated) -> Outcome:
    """RGT-02 to 04: a right is answered within the law's hours; longer is worse than silence."""
    right = stated.rights.named.get(name)
    if right is None:
        return failed(("rights", "named"))
    path, hours = ("rights", "named", name), stated_hours(right)
    if hours is None:
        return failed(path, right.deadline or right.said)
    if hours > law_rules()[rule].hours:
        return failed(path, right.deadline or right.said, "longer")
    return PASSED


def erasure_time(stated: Stated) -> Outcome:
    """RGT-05: the time for erasure is stated and not long."""
    right = stated.rights.named.get("deletion")
    if right is None:
        return failed(("rights", "named"))
    hours = stated_hours(right)
    in_time = hours is not None and hours < law_rules()["RGT-05"].days * A_DAY
    return met(in_time, ("rights", "named", "deletion"), right.deadline or right.said)


def no_hedges(stated: Stated) -> Outcome:
    """RGT-06: deadlines do not hedge; without a deadline nothing can."""
    if stated.rights.hedges:
        return none_of(each(("rights", "hedges"), stated.rights.hedges))
    told = [one for one in stated.rights.named.values() if stated_hours(one) is not None]
    return PASSED if told else NOT_APPLICABLE


def rights_have_channels(stated: Stated) -> Outcome:
    """RGT-07: each right that is named has a channel."""
    if not stated.rights.named:
        return failed(("rights", "named"))
    return none_of(
        (("rights", "named", name), right.said)
        for name, right in stated.rights.named.items()
        if right.channel is None
    )


def requests_acknowledged(stated: Stated) -> Outcome:
    """RGT-08: requests are recorded and acknowledged."""
    return met(stated.rights.acknowledged, ("rights", "acknowledged"))


def least_evidence(stated: Stated) -> Outcome:
    """RGT-09: how identity is checked is said; a copy of a paper has a period of its own."""
    proof = stated.rights.evidence
    least = proof and proof.method and (not proof.document or proof.own_period)
    return met(least, ("rights", "evidence"), proof.said if proof else None)


def no_reason_demanded(stated: Stated) -> Outcome:
    """RGT-10: erasure demands no reason."""
    demanded = stated.deletion.reason_demanded
    return met(demanded is None, ("deletion", "reason_demanded"), demanded)


def limits_lawful(stated: Stated) -> Outcome:
    """RGT-11: only law or a contract limits a right."""
    return none_of(
        (("rights", "limits", index), one)
        for index, one in enumerate(stated.rights.limits)
        if one.ground == "own"
    )


def free_and_complaints(stated: Stated) -> Outcome:
    """RGT-12: the copy is free, and where to complain is said."""
    if stated.rights.free_copy is None:
        return failed(("rights", "free_copy"))
    return met(stated.rights.complaints, ("rights", "complaints"))


QUESTIONS: dict[str, Question] = {
    "DEL-01": erasure_told,
    "DEL-02": use_stops,
    "RGT-01": rights_named,
    "RGT-02": partial(answered_in_time, "access", "RGT-02"),
    "RGT-03": partial(answered_in_time, "correction", "RGT-03"),
    "RGT-04": partial(answered_in_time, "restriction", "RGT-04"),
    "RGT-05": erasure_time,
    "RGT-06": no_hedges,
    "RGT-07": rights_have_channels,
    "RGT-08": requests_acknowledged,
    "RGT-09": least_evidence,
    "RGT-10": no_reason_demanded,
    "RGT-11": limits_lawful,
    "RGT-12": free_and_complaints,
}
