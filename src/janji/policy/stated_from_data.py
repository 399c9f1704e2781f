"""What a complete policy.yaml states about data, purposes and how long data is kept."""

from __future__ import annotations

from janji.policy.base import Both
from janji.policy.corrections import Corrections
from janji.policy.model import PolicyFile
from janji.policy.model_compliance import Compliance
from janji.policy.model_data import Category, Purpose
from janji.policy.stated import Stated
from janji.policy.stated_parts import (
    Anonymity,
    DataStated,
    Field,
    Impact,
    NeverSaid,
    Period,
    PurposesStated,
    PurposeStated,
    RetentionStated,
    Said,
    Scope,
)


def words(both: Both) -> Said:
    """Words in the language that prevails."""
    return Said(quote=both.id)


def data_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> DataStated:
    """The closed list of data, each linked to its purposes."""
    used = uses(file)
    said = text.data
    return DataStated(
        fields={name: field_of(one, used.get(name)) for name, one in file.data.items()},
        open_ended=fixed.standing(("data", "open_ended"), said.open_ended, "DATA-02"),
        never=tuple(watched(one, fixed) for one in said.never),
        unique_ids=called("unique_ids", said.unique_ids, fixed, "DATA-07"),
        pseudonyms=called("pseudonyms", said.pseudonyms, fixed, "DATA-08"),
    )


def uses(file: PolicyFile) -> dict[str, str]:
    """For each kind of data one purpose that uses it: through its records, named, or shared."""
    found: dict[str, str] = {}
    for name, purpose in file.purposes.items():
        through = [data for kind in purpose.kinds for data in file.kinds[kind].data]
        for data in (*through, *purpose.data):
            found.setdefault(data, name)
    return found


def field_of(one: Category, used: str | None) -> Field:
    """A kind of data with its source, its mark and its purpose."""
    return Field(
        said=words(one.label),
        source=one.source,
        specific=one.specific,
        flagged=one.specific,
        purpose=Said(quote=used) if used else None,
        told=words(one.told) if one.told else None,
    )


def watched(one: NeverSaid, fixed: Corrections) -> NeverSaid:
    """A promise not to collect, with the proof of the promise that quotes it."""
    proofs = [promise.proof for _, promise in fixed.quoting(one) if promise.proof]
    return one.model_copy(update={"bound": proofs[0] if proofs else None})


def called(
    name: str, said: tuple[Anonymity, ...], fixed: Corrections, rule: str
) -> tuple[Anonymity, ...]:
    """Words on identifiers; a corrected one is no longer called anonymous."""
    found = []
    for index, one in enumerate(said):
        fixed.note(("data", name, index), one)
        over = fixed.settled(one, rule)
        found.append(one.model_copy(update={"called_anonymous": False}) if over else one)
    return tuple(found)


def purposes_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> PurposesStated:
    """The closed list of purposes with their bases."""
    said = text.purposes
    return PurposesStated(
        listed={name: purpose_of(one) for name, one in file.purposes.items()},
        open_ended=fixed.standing(("purposes", "open_ended"), said.open_ended, "PURP-01"),
        closed_by=said.closed_by,
        only_for=fixed.claims(("purposes", "only_for"), said.only_for, "PURP-02"),
    )


def purpose_of(one: Purpose) -> PurposeStated:
    """A purpose with its basis, its weighing and how it judges people."""
    return PurposeStated(
        said=words(one.label),
        basis=one.legal_basis,
        own_interest=one.legal_basis == "legitimate_interest",
        assessment=words(one.assessment) if one.assessment else None,
        marketing=one.marketing,
        profiling=one.profiling,
        logic=words(one.logic) if one.logic else None,
        objection=words(one.label) if one.objection else None,
    )


def impact(duties: Compliance, text: Stated) -> Impact:
    """The assessment of impact, which counts only when it was made."""
    made = duties.impact_assessment
    done = made is not None and made.status == "done"
    return text.impact.model_copy(update={"reference": words(made.says) if made and done else None})


def retention_stated(file: PolicyFile, text: Stated, fixed: Corrections) -> RetentionStated:
    """The classes, each with its end; what deletion reaches; the floors of other laws."""
    said, classes = text.retention, file.retention
    inexact = [one for one in said.clocks if not one.exact]
    standing = fixed.standing(("retention", "clocks"), inexact, "RET-02")
    return RetentionStated(
        periods={
            name: Period(quote=str(one.keep or (one.ends_when and one.ends_when.id)), finite=True)
            for name, one in classes.items()
        },
        clocks=standing or tuple(one.model_copy(update={"exact": True}) for one in inexact),
        scope=Scope(
            quote=", ".join(sorted({place for one in classes.values() for place in one.scope})),
            backups=all("backups" in one.scope for one in classes.values()),
            logs=all("logs" in one.scope for one in classes.values()),
        ),
        floors=tuple(
            Said(quote=one.legal_floor.law) for one in classes.values() if one.legal_floor
        ),
        floors_vague=said.floors_vague,
        sells=said.sells,
        all_or_most=fixed.claims(("retention", "all_or_most"), said.all_or_most, "RET-06"),
    )
