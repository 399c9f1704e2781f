"""Questions about security, breaches, cookies, responsibility and change."""

from __future__ import annotations

from janji.policy.law import law_rules
from janji.policy.lint_data import taken_back
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
from janji.policy.stated import Stated


def claims_testable(stated: Stated) -> Outcome:
    """SEC-01: claims name something testable, and something looks at it.

    A general claim beside concrete measures is their heading; alone it cannot be tested.
    """
    measures = stated.security.measures
    if not measures:
        return NOT_APPLICABLE
    if not any(one.testable for one in measures):
        return failed(("security", "measures", 0), measures[0])
    for index, one in enumerate(measures):
        if one.testable and one.bound is None:
            return failed(("security", "measures", index), one, "info")
    return PASSED


def measures_stated(stated: Stated) -> Outcome:
    """SEC-03: security measures are stated at all."""
    security = stated.security
    return met(security.measures or security.end_to_end, ("security", "measures"))


def end_to_end_true(stated: Stated) -> Outcome:
    """SEC-02: no end-to-end claim where a platform reads messages."""
    if not stated.security.end_to_end:
        return NOT_APPLICABLE
    return taken_back(("security", "end_to_end"), stated.security.end_to_end)


def breach_told(stated: Stated) -> Outcome:
    """BRCH-01: a breach is told in time to the person and the agency."""
    breach = stated.breach
    if breach is None:
        return failed(("breach",))
    in_time = breach.hours is not None and breach.hours <= law_rules()["BRCH-01"].hours
    return met(in_time and breach.person and breach.agency, ("breach",), breach.said)


def cookies_gated(stated: Stated) -> Outcome:
    """COOK-01: cookies of a site are listed and wait for consent."""
    if stated.site is None:
        return NOT_APPLICABLE
    cookies = stated.cookies
    if cookies is None:
        return failed(("cookies",), stated.site)
    return met(cookies.inventory and cookies.gate == "consent", ("cookies",), cookies.said)


def responsible(stated: Stated) -> Outcome:
    """EXON-01: no clause sheds responsibility; one about other people's sites is to be reviewed."""
    for index, one in enumerate(stated.exoneration):
        if one.about == "other_sites":
            return failed(("exoneration", index), one, "warning")
        return failed(("exoneration", index), one)
    return PASSED


def told_before(stated: Stated) -> Outcome:
    """CHG-01: a change is told before it binds; to promise less is worse than silence."""
    changes = stated.changes
    if changes.only_significant:
        return failed(("changes", "only_significant"), changes.only_significant, "longer")
    if changes.told == "posted":
        return failed(("changes", "told"), changes.said, "longer")
    return met(changes.told == "before", ("changes", "told"), changes.said)


def no_duty_to_look(stated: Stated) -> Outcome:
    """CHG-02: customers are not told to look for changes themselves."""
    return none_of(each(("changes", "look"), stated.changes.look))


QUESTIONS: dict[str, Question] = {
    "SEC-01": claims_testable,
    "SEC-02": end_to_end_true,
    "SEC-03": measures_stated,
    "BRCH-01": breach_told,
    "COOK-01": cookies_gated,
    "EXON-01": responsible,
    "CHG-01": told_before,
    "CHG-02": no_duty_to_look,
}
