"""Questions about how long data is kept and who else sees it."""

from __future__ import annotations

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
    unclear,
)
from janji.policy.nodes import Path
from janji.policy.stated import RecipientStated, Stated

RECIPIENTS: Path = ("sharing", "recipients")
HOLDERS = ("processor", None)  # a text that names no role may mean a processor


def served(stated: Stated) -> dict[str, RecipientStated]:
    """Recipients that get data now: not those that wait for a name or a contract."""
    return {name: one for name, one in stated.sharing.recipients.items() if one.waits is None}


def processors(stated: Stated) -> dict[str, RecipientStated]:
    """Recipients that hold data for us, or may."""
    return {name: one for name, one in served(stated).items() if one.role in HOLDERS}


def period_finite(stated: Stated) -> Outcome:
    """RET-01: every stated period ends, and one is stated."""
    path = ("retention", "periods")
    if not stated.retention.periods:
        return failed(path)
    return none_of(
        ((*path, name), one) for name, one in stated.retention.periods.items() if not one.finite
    )


def clocks_exact(stated: Stated) -> Outcome:
    """RET-02: when a period or deadline starts is exact."""
    if not stated.retention.clocks:
        return NOT_APPLICABLE
    return none_of(
        (("retention", "clocks", index), one)
        for index, one in enumerate(stated.retention.clocks)
        if not one.exact
    )


def copies_covered(stated: Stated) -> Outcome:
    """RET-03: deletion reaches backups and logs."""
    scope = stated.retention.scope
    return met(scope and scope.backups and scope.logs, ("retention", "scope"), scope)


def processors_keep_no_longer(stated: Stated) -> Outcome:
    """RET-04: how long each processor keeps its copy is said."""
    if not stated.sharing.recipients:
        return NOT_APPLICABLE
    return none_of(
        ((*RECIPIENTS, name), one.said)
        for name, one in processors(stated).items()
        if one.keeps is None
    )


def floors_listed(stated: Stated) -> Outcome:
    """RET-05: the periods of other laws are listed where the text sells or speaks of them."""
    kept = stated.retention
    if kept.floors:
        return PASSED
    for path, said in each(("retention", "floors_vague"), kept.floors_vague):
        return failed(path, said)
    if kept.sells:
        return failed(("retention", "floors"), kept.sells)
    return unclear(("retention", "floors"))


def all_means_all(stated: Stated) -> Outcome:
    """RET-06: "all" is not taken back by "most"."""
    if not stated.retention.all_or_most:
        return NOT_APPLICABLE
    return taken_back(("retention", "all_or_most"), stated.retention.all_or_most)


def recipients_named(stated: Stated) -> Outcome:
    """RCP-01: each recipient by name, with role, data and purpose; authorities cannot be named."""
    return none_of(
        ((*RECIPIENTS, name), one.said)
        for name, one in served(stated).items()
        if one.role not in ("authority", "successor") and not told_fully(one)
    )


def told_fully(one: RecipientStated) -> bool:
    """Whether name, role, data and purpose of a recipient are told."""
    return bool(one.named and one.role and one.data and one.purpose)


def operator_listed(stated: Stated) -> Outcome:
    """RCP-02: who runs the messaging channel is a recipient; no channel named: cannot tell."""
    if not stated.sharing.messaging:
        return unclear(("sharing", "messaging"))
    return none_of(
        (("sharing", "messaging", index), one)
        for index, one in enumerate(stated.sharing.messaging)
        if one.operator is None
    )


def not_without_consent(stated: Stated) -> Outcome:
    """RCP-03: "not without permission" holds."""
    return taken_back(("sharing", "not_without_consent"), stated.sharing.not_without_consent)


def agreements_referred(stated: Stated) -> Outcome:
    """RCP-04: each processor has an agreement that is referred to."""
    if not stated.sharing.recipients:
        return NOT_APPLICABLE
    return none_of(
        ((*RECIPIENTS, name), one.said)
        for name, one in processors(stated).items()
        if one.agreement is None
    )


def abroad_grounded(stated: Stated) -> Outcome:
    """XB-01: a recipient abroad has country and ground; a pending ground is a warning for now."""
    for path, said in each(("sharing", "abroad"), stated.sharing.abroad):
        return failed(path, said)
    for name, one in served(stated).items():
        if one.foreign and (one.country is None or one.ground is None):
            return failed((*RECIPIENTS, name), one.said)
    return pending_or_unknown(stated)


def pending_or_unknown(stated: Stated) -> Outcome:
    """The rest of XB-01, when nobody abroad lacks country or ground."""
    others = served(stated)
    for name, one in others.items():
        if one.foreign and one.ground == "pending":
            return failed((*RECIPIENTS, name), one.said, "later")
    for name, one in others.items():
        if one.foreign is None:
            return unclear((*RECIPIENTS, name), one.said)
    return PASSED if any(one.foreign for one in others.values()) else NOT_APPLICABLE


def transfer_not_on_consent(stated: Stated) -> Outcome:
    """XB-02: recurring transfers do not rest on consent."""
    grounds = {name: one.ground for name, one in served(stated).items() if one.ground}
    if not set(grounds.values()) - {"pending"}:
        return NOT_APPLICABLE
    return none_of(
        ((*RECIPIENTS, name), stated.sharing.recipients[name].said)
        for name, ground in grounds.items()
        if ground == "consent"
    )


def merger_told(stated: Stated) -> Outcome:
    """MRG-01: a change of hands is told before and after."""
    moved = stated.merger
    if moved is None:
        return NOT_APPLICABLE
    return met(moved.before and moved.after, ("merger",), moved.said)


def authorities_by_law(stated: Stated) -> Outcome:
    """AUTH-01: authorities get data on a legal duty alone."""
    if stated.authorities is None:
        return NOT_APPLICABLE
    beyond = stated.authorities.beyond
    return met(beyond is None, ("authorities", "beyond"), beyond)


QUESTIONS: dict[str, Question] = {
    "RET-01": period_finite,
    "RET-02": clocks_exact,
    "RET-03": copies_covered,
    "RET-04": processors_keep_no_longer,
    "RET-05": floors_listed,
    "RET-06": all_means_all,
    "RCP-01": recipients_named,
    "RCP-02": operator_listed,
    "RCP-03": not_without_consent,
    "RCP-04": agreements_referred,
    "XB-01": abroad_grounded,
    "XB-02": transfer_not_on_consent,
    "MRG-01": merger_told,
    "AUTH-01": authorities_by_law,
}
