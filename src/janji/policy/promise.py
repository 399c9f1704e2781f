"""One promised sentence, as the other rooms see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from janji.policy.model_conduct import PromiseEntry


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised sentence. bound: something keeps it or looks whether it is kept.

    rule: dotted place in policy.yaml; by: the modules that act; proofs: first the main one.
    quotes: the published words; ours: our translation of them. planned: what is still to be built.
    """

    id: str
    section: str
    about: Mapping[str, str]
    quotes: Mapping[str, str]
    marks: tuple[str, ...]
    rule: str | None
    by: tuple[str, ...]
    proof: str | None
    proofs: tuple[str, ...]
    implied: bool
    honest: Mapping[str, str]
    ours: Mapping[str, str]
    planned: Mapping[str, str]

    @property
    def bound(self) -> bool:
        """Whether a rule keeps the sentence or a proof looks at it."""
        return self.rule is not None or self.proof is not None


def to_promise(entry: PromiseEntry) -> Promise:
    """One promise of the file as the shape that other rooms share."""
    return Promise(
        id=entry.id,
        section=entry.section,
        about=entry.about.model_dump(),
        quotes=entry.says.languages(),
        marks=entry.marks,
        rule=entry.rule.path if entry.rule else None,
        by=entry.rule.by if entry.rule else (),
        proof=entry.proof,
        proofs=((entry.proof,) if entry.proof else ()) + entry.also,
        implied=entry.implied,
        honest=entry.honest.model_dump() if entry.honest else {},
        ours=entry.ours.languages() if entry.ours else {},
        planned=entry.planned.model_dump() if entry.planned else {},
    )
