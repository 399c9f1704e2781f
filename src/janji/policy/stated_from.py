"""What a complete policy.yaml states: its decisions, and the published words it leaves standing.

Decided values count as stated, for they are published with their reason. A sentence of the
published text that breaks a question counts until `honest` corrects it. What is pending stays so.
"""

from __future__ import annotations

from dataclasses import dataclass

from janji.policy.corrections import Corrections, Places
from janji.policy.model import PolicyFile
from janji.policy.model_compliance import Compliance, Declared, Officer
from janji.policy.nodes import Path
from janji.policy.stated import (
    BreachStated,
    ChangesStated,
    ChildrenStated,
    ContactStated,
    CookiesStated,
    Identity,
    MeasureStated,
    MergerStated,
    OfficerStated,
    PaperStated,
    SecurityStated,
    Stated,
)
from janji.policy.stated_from_data import (
    data_stated,
    impact,
    purposes_stated,
    retention_stated,
    words,
)
from janji.policy.stated_from_people import (
    authorities,
    consent_stated,
    deletion_stated,
    marketing_stated,
    rights_stated,
    sharing_stated,
)
from janji.policy.stated_parts import Said

NO_DUTIES = Compliance()
PLACES: Places = {
    ("identity",): ("controller",),
    ("identity", "officer"): ("compliance", "officer"),
    ("identity", "registration"): ("compliance", "registration"),
    ("paper", "effective"): ("effective",),
    ("paper", "prevailing"): ("languages",),
    ("paper", "languages"): ("languages",),
    ("data", "fields"): ("data",),
    ("accessible",): ("compliance",),
    ("purposes", "listed"): ("purposes",),
    ("consent",): ("consents",),
    ("consent", "withdrawal"): ("rights", "withdrawal"),
    ("impact",): ("compliance", "impact_assessment"),
    ("retention", "periods"): ("retention",),
    ("deletion",): ("rights", "deletion"),
    ("rights", "named"): ("rights",),
    ("rights", "acknowledged"): ("rights", "deletion"),
    ("rights", "evidence"): ("rights", "deletion", "verify"),
    ("rights", "free_copy"): ("compliance",),
    ("rights", "complaints"): ("compliance",),
    ("sharing", "recipients"): ("recipients",),
    ("sharing", "messaging"): ("channels",),
    ("security", "measures"): ("security",),
}


@dataclass(frozen=True)
class Projected:
    """What a policy states, and where in policy.yaml each fact stands."""

    stated: Stated
    places: Places

    def place(self, path: Path) -> Path:
        """The path in policy.yaml of a fact; its nearest known whole, and what is left of it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return (*self.places[path[:end]], *path[end:])
        return path


def stated_from(file: PolicyFile, published: Stated | None) -> Projected:
    """What *file* states, with the sentences of the *published* text that it does not correct."""
    text = published or Stated(business=file.business)
    fixed = Corrections(file)
    duties = file.compliance or NO_DUTIES
    stated = Stated(
        business=file.business,
        identity=identity(file, duties),
        paper=paper(file, text, fixed),
        data=data_stated(file, text, fixed),
        children=children(file),
        accessible=declared(duties.accessible),
        purposes=purposes_stated(file, text, fixed),
        consent=consent_stated(file, text, fixed),
        marketing=marketing_stated(file, text, fixed),
        impact=impact(duties, text),
        retention=retention_stated(file, text, fixed),
        deletion=deletion_stated(file),
        rights=rights_stated(file, duties, text, fixed),
        sharing=sharing_stated(file, text, fixed),
        merger=merger(file, text),
        authorities=authorities(file, text, fixed),
        security=security(file, text, fixed),
        breach=breach(file),
        site=text.site,
        cookies=cookies(file),
        exoneration=fixed.standing(("exoneration",), text.exoneration, "EXON-01"),
        changes=changes(file, text, fixed),
    )
    return Projected(stated, PLACES | fixed.places)


def declared(one: Declared | None) -> Said | None:
    """Words declared to everybody."""
    return words(one.says) if one else None


def identity(file: PolicyFile, duties: Compliance) -> Identity:
    """Who answers, with the decisions on officer and registration."""
    who = file.controller
    sites = [one.value for one in who.contacts if one.kind == "site" and one.value]
    registration = duties.registration
    return Identity(
        name=Said(quote=who.name),
        legal_form=None if who.legal_form == "unknown" else who.legal_form,
        address=Said(quote=who.address) if who.address else None,
        contacts=tuple(
            ContactStated(
                kind=one.kind,
                said=Said(quote=one.value or one.kind),
                value=one.value,
                masked=one.masked,
                relation=words(one.relation) if one.relation else None,
            )
            for one in who.contacts
        ),
        site=sites[0].partition("//")[2].partition("/")[0] or sites[0] if sites else None,
        officer=decision(duties.officer),
        registration=(
            Said(quote=registration.number) if registration and registration.number else None
        ),
    )


def decision(officer: Officer | None) -> OfficerStated | None:
    """The decision on an officer, which counts only with its reason."""
    if officer is None or officer.reason is None:
        return None
    return OfficerStated(
        needed=officer.needed, reason=words(officer.reason), contact=officer.contact
    )


def paper(file: PolicyFile, text: Stated, fixed: Corrections) -> PaperStated:
    """The text itself: dated and numbered here; what is broken in print stays so."""
    return PaperStated(
        languages=file.languages,
        prevailing=file.prevailing_language,
        gaps=fixed.standing(("paper", "gaps"), text.paper.gaps, "LANG-01"),
        effective=Said(quote=file.effective.isoformat()),
        versions=Said(quote=file.version),
        other_live=fixed.standing(("paper", "other_live"), text.paper.other_live, "META-03"),
        broken=fixed.standing(("paper", "broken"), text.paper.broken, "META-04"),
    )


def children(file: PolicyFile) -> ChildrenStated:
    """Whether children are meant, and what is asked then."""
    kids = file.children
    return ChildrenStated(
        said=words(kids.reason) if kids.reason else Said(quote="children"),
        offered=kids.offered,
        gate=kids.below_age > 0,
        parent_consent=kids.parent_consent,
    )


def merger(file: PolicyFile, text: Stated) -> MergerStated | None:
    """A change of hands, told before and after."""
    if file.merger is None:
        return text.merger
    return MergerStated(
        said=Said(quote=str(file.merger.notice_before)),
        before=True,
        after=file.merger.notice_after is not None,
    )


def security(file: PolicyFile, text: Stated, fixed: Corrections) -> SecurityStated:
    """The measures with the proofs that look at them."""
    path = ("security", "end_to_end")
    return SecurityStated(
        measures=tuple(
            MeasureStated(
                quote=one.label.id, testable=one.proof is not None, bound=one.proof or None
            )
            for one in file.security.values()
        ),
        end_to_end=fixed.claims(path, text.security.end_to_end, "SEC-02"),
    )


def breach(file: PolicyFile) -> BreachStated:
    """Whom a breach is told, and how fast."""
    return BreachStated(
        said=Said(quote=str(file.breach.notify_within)),
        hours=file.breach.notify_within.hours,
        person="person" in file.breach.notify,
        agency="agency" in file.breach.notify,
    )


def cookies(file: PolicyFile) -> CookiesStated | None:
    """The cookies of the site; those that are not essential wait for a yes."""
    if not file.cookies:
        return None
    asked = all(
        one.essential or file.purposes[one.purpose].legal_basis == "consent"
        for one in file.cookies.values()
    )
    said = Said(quote=next(iter(file.cookies.values())).label.id)
    return CookiesStated(said=said, inventory=True, gate="consent" if asked else None)


def changes(file: PolicyFile, text: Stated, fixed: Corrections) -> ChangesStated:
    """How a change is told: before it binds."""
    stated, told = text.changes, text.changes.only_significant
    significant = (told,) if told else ()
    left = fixed.standing(("changes", "only_significant"), significant, "CHG-01")
    if left:
        fixed.note(("changes", "only_significant"), left[0])
    before = file.changes.notice_before.longest_days > 0
    return ChangesStated(
        said=Said(quote=str(file.changes.notice_before)),
        told="before" if before else None,
        only_significant=left[0] if left else None,
        look=fixed.standing(("changes", "look"), stated.look, "CHG-02"),
    )
