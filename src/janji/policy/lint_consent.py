"""Questions about consent, marketing and the assessment of impact."""

from __future__ import annotations

from collections.abc import Iterator

from janji.policy.law import law_rules
from janji.policy.lint_data import named_fields
from janji.policy.lint_outcome import (
    NOT_APPLICABLE,
    PASSED,
    Found,
    Outcome,
    Question,
    each,
    failed,
    met,
    none_of,
    unclear,
)
from janji.policy.stated import Stated
from janji.policy.stated_parts import PurposeStated


def selling(stated: Stated) -> dict[str, PurposeStated]:
    """The purposes that sell."""
    return {name: one for name, one in stated.purposes.listed.items() if one.marketing}


def use_is_no_yes(stated: Stated) -> Outcome:
    """CONS-01: use or a visit is not taken for consent."""
    by_use = stated.consent.by_use if stated.consent else ()
    return none_of(each(("consent", "by_use"), by_use))


def unbundled(stated: Stated) -> Outcome:
    """CONS-02: consent stands apart from terms."""
    if stated.consent is None:
        return NOT_APPLICABLE
    return none_of(each(("consent", "bundled"), stated.consent.bundled))


def evidence_defined(stated: Stated) -> Outcome:
    """CONS-03: what counts as evidence is defined."""
    if stated.consent is None:
        return NOT_APPLICABLE
    return met(stated.consent.evidence, ("consent", "evidence"))


def can_be_withdrawn(stated: Stated) -> Outcome:
    """CONS-04: all that rests on consent can be taken back, through a named channel."""
    if stated.consent is None:
        return NOT_APPLICABLE
    way = stated.consent.withdrawal
    good = way and way.scope == "all" and way.channel
    return met(good, ("consent", "withdrawal"), way.said if way else None)


def stops_in_time(stated: Stated) -> Outcome:
    """CONS-05: use stops in time after a withdrawal, and the person is told."""
    if stated.consent is None:
        return NOT_APPLICABLE
    stop = stated.consent.stop
    if stop and stop.hours > law_rules()["CONS-05"].hours:
        return failed(("consent", "stop"), weight="longer")
    return met(stop and stop.told, ("consent", "stop"))


def refusal_harmless(stated: Stated) -> Outcome:
    """CONS-06: refusing makes nothing worse.

    When use itself counts as the yes, refusing means leaving, unless a yes is also asked for apart:
    then the text does not tell which of the two holds.
    """
    consent = stated.consent
    if consent is None:
        return NOT_APPLICABLE
    if consent.harmless or not consent.by_use:
        return PASSED
    path, said = ("consent", "by_use", 0), consent.by_use[0]
    return unclear(path, said) if consent.asked else failed(path, said)


def sells_on_consent(stated: Stated) -> Outcome:
    """MKT-01: marketing rests on consent alone."""
    if not selling(stated):
        return NOT_APPLICABLE
    return none_of(
        (("purposes", "listed", name), one.vague or one.said)
        for name, one in selling(stated).items()
        if one.basis != "consent"
    )


def marketing_words(stated: Stated) -> Outcome:
    """MKT-02: the yes to selling names recipients, form, stop and where to report."""
    if not selling(stated):
        return NOT_APPLICABLE
    told = stated.marketing
    for name in ("recipients", "form", "stop", "report"):
        if getattr(told, name) is None:
            return failed(("marketing", name))
    return PASSED


def permission_holds(stated: Stated) -> Outcome:
    """MKT-03: "only with permission" is not taken back."""
    claims = stated.marketing.only_with_permission
    if not claims:
        return NOT_APPLICABLE
    return none_of(
        (("marketing", "only_with_permission", index), one)
        for index, one in enumerate(claims)
        if one.against is not None
    )


def stop_everywhere(stated: Stated) -> Outcome:
    """MKT-04: each channel of selling has its own way to stop."""
    if not selling(stated):
        return NOT_APPLICABLE
    path = ("marketing", "channels")
    if not stated.marketing.channels:
        return failed(path)
    return none_of(
        ((*path, name), None)
        for name, channel in stated.marketing.channels.items()
        if channel.way_to_stop is None
    )


def triggers(stated: Stated) -> Iterator[Found]:
    """What asks for an impact assessment: profiling, specific data, other grounds named."""
    for name, one in stated.purposes.listed.items():
        if one.profiling:
            yield ("purposes", "listed", name), one.said
    for path, field in named_fields(stated):
        if field.specific:
            yield path, field.said
    yield from each(("impact", "triggers"), stated.impact.triggers)


def impact_assessed(stated: Stated) -> Outcome:
    """DPIA-01: where a ground of Art. 34 is there, an assessment is referred to."""
    if stated.impact.reference:
        return PASSED
    for path, said in triggers(stated):
        return failed(path, said)
    for path, said in each(("impact", "possible"), stated.impact.possible):
        return unclear(path, said)
    return NOT_APPLICABLE


QUESTIONS: dict[str, Question] = {
    "CONS-01": use_is_no_yes,
    "CONS-02": unbundled,
    "CONS-03": evidence_defined,
    "CONS-04": can_be_withdrawn,
    "CONS-05": stops_in_time,
    "CONS-06": refusal_harmless,
    "MKT-01": sells_on_consent,
    "MKT-02": marketing_words,
    "MKT-03": permission_holds,
    "MKT-04": stop_everywhere,
    "DPIA-01": impact_assessed,
}
