"""Questions about the data collected, children, and the purposes."""

from __future__ import annotations

from collections.abc import Iterator

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
)
from janji.policy.nodes import Path
from janji.policy.stated import Stated
from janji.policy.stated_parts import Anonymity, Claim, Field

FIELDS: Path = ("data", "fields")


def named_fields(stated: Stated) -> Iterator[tuple[Path, Field]]:
    """Every kind of data that is named anywhere, with its place."""
    for name, field in stated.data.fields.items():
        yield (*FIELDS, name), field
    for name, field in stated.data.mentioned.items():
        yield ("data", "mentioned", name), field


def data_listed(stated: Stated) -> Outcome:
    """DATA-01: a list of data, field by field."""
    return met(stated.data.fields, FIELDS, stated.data.heading)


def list_closed(stated: Stated) -> Outcome:
    """DATA-02: the list is closed; without a list there is nothing to close."""
    if not stated.data.fields:
        return NOT_APPLICABLE
    return none_of(each(("data", "open_ended"), stated.data.open_ended))


def data_has_purpose(stated: Stated) -> Outcome:
    """DATA-03: each field is linked to a purpose."""
    if not stated.data.fields:
        return failed(FIELDS)
    return none_of(
        ((*FIELDS, name), field.said)
        for name, field in stated.data.fields.items()
        if field.purpose is None
    )


def specific_flagged(stated: Stated) -> Outcome:
    """DATA-04: specific data is marked as such wherever it is named."""
    return none_of(
        (path, field.said)
        for path, field in named_fields(stated)
        if field.specific and not field.flagged
    )


def source_told(stated: Stated) -> Outcome:
    """DATA-05: data from others names its source, and the person is told."""
    if not stated.data.fields:
        return failed(FIELDS)
    return none_of(
        (path, field.said)
        for path, field in named_fields(stated)
        if field.source == "third_party" and field.told is None
    )


def never_is_watched(stated: Stated) -> Outcome:
    """DATA-06: "we do not collect" is bound to a check."""
    if not stated.data.never:
        return NOT_APPLICABLE
    return none_of(
        (("data", "never", index), one)
        for index, one in enumerate(stated.data.never)
        if one.bound is None
    )


def not_anonymous(path: Path, words: tuple[Anonymity, ...]) -> Outcome:
    """Passed when none of the words calls itself anonymous; nothing to ask without words."""
    if not words:
        return NOT_APPLICABLE
    return none_of((where, one) for where, one in calling(path, words))


def calling(path: Path, words: tuple[Anonymity, ...]) -> Iterator[Found]:
    """The words that claim anonymity, with their places."""
    for index, one in enumerate(words):
        if one.called_anonymous:
            yield (*path, index), one


def ids_not_anonymous(stated: Stated) -> Outcome:
    """DATA-07: a unique identifier is not called anonymous."""
    return not_anonymous(("data", "unique_ids"), stated.data.unique_ids)


def pseudonyms_not_anonymous(stated: Stated) -> Outcome:
    """DATA-08: a pseudonym is not taken for anonymity."""
    return not_anonymous(("data", "pseudonyms"), stated.data.pseudonyms)


def children_kept_safe(stated: Stated) -> Outcome:
    """CHLD-01: not meant for children, or a gate and a parent's consent."""
    kids = stated.children
    safe = kids and (not kids.offered or (kids.gate and kids.parent_consent))
    return met(safe, ("children",), kids.said if kids else None)


def accessible(stated: Stated) -> Outcome:
    """DISB-01: ways for persons with disabilities."""
    return met(stated.accessible, ("accessible",))


def purposes_closed(stated: Stated) -> Outcome:
    """PURP-01: the list of purposes is closed; a later sentence may close it."""
    purposes = stated.purposes
    if not purposes.listed:
        return failed(("purposes", "listed"))
    for path, said in each(("purposes", "open_ended"), purposes.open_ended):
        return failed(path, said, "warning" if purposes.closed_by else "rule")
    return PASSED


def taken_back(path: Path, claims: tuple[Claim, ...]) -> Outcome:
    """Passed unless one of the claims is taken back elsewhere."""
    return none_of(
        ((*path, index), one) for index, one in enumerate(claims) if one.against is not None
    )


def only_these(stated: Stated) -> Outcome:
    """PURP-02: "only for these purposes" holds."""
    return taken_back(("purposes", "only_for"), stated.purposes.only_for)


def based(stated: Stated) -> Outcome:
    """BASE-01: each purpose has one of the six bases."""
    if not stated.purposes.listed:
        return failed(("purposes", "listed"))
    unbased = [
        (("purposes", "listed", name), one.vague or one.said)
        for name, one in stated.purposes.listed.items()
        if one.basis is None
    ]
    vague = [item for item in unbased if stated.purposes.listed[str(item[0][-1])].vague]
    return none_of(vague or unbased)


def interest_weighed(stated: Stated) -> Outcome:
    """BASE-02: what can only rest on legitimate interest was weighed in writing."""
    resting = {
        name: one
        for name, one in stated.purposes.listed.items()
        if one.basis == "legitimate_interest" or (one.own_interest and one.basis is None)
    }
    if not resting:
        return NOT_APPLICABLE
    return none_of(
        (("purposes", "listed", name), one.said)
        for name, one in resting.items()
        if one.assessment is None
    )


def profiling_explained(stated: Stated) -> Outcome:
    """PROF-01: profiling explains its logic and lets a person object."""
    return none_of(
        (("purposes", "listed", name), one.said)
        for name, one in stated.purposes.listed.items()
        if one.profiling and not (one.logic and one.objection)
    )


QUESTIONS: dict[str, Question] = {
    "DATA-01": data_listed,
    "DATA-02": list_closed,
    "DATA-03": data_has_purpose,
    "DATA-04": specific_flagged,
    "DATA-05": source_told,
    "DATA-06": never_is_watched,
    "DATA-07": ids_not_anonymous,
    "DATA-08": pseudonyms_not_anonymous,
    "CHLD-01": children_kept_safe,
    "DISB-01": accessible,
    "PURP-01": purposes_closed,
    "PURP-02": only_these,
    "BASE-01": based,
    "BASE-02": interest_weighed,
    "PROF-01": profiling_explained,
}
