"""The only way to read personal data: name a purpose, and the policy decides.

A read is allowed when the policy lets the purpose use every kind asked for, and the person has not
withdrawn from it, restricted the use of their data or been blocked. A purpose that a later version
of the policy added opens nothing that was given before it (`Policy.cuts`). Each read is one line,
written in the reader's own commit (UU PDP 32: the processing trail belongs to the person). A read
by a member of staff carries their number (*by*), so that the person can be told who looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.vault import people, restrictions
from janji.vault.key_names import Gone
from janji.vault.records import SQL

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault


@dataclass(frozen=True)
class Opened:
    """One kept thing, readable. content is None when its key is already gone."""

    record_id: UUID
    person_id: UUID
    kind: str
    made_at: datetime
    expires_on: date
    content: dict[str, Any] | None


def read(
    db: Db,
    vault: Vault,
    business: Business,
    purpose: str,
    *,
    person: UUID,
    kinds: Sequence[str],
    most: int = 50,
    before: datetime | None = None,
    by: int | None = None,
) -> list[Opened] | Refused:
    """The newest things kept of *person*, newest first, for a purpose the policy allows.

    by: the number of the member of staff who looks; None when the program reads for itself.
    """
    everyone = people.linked(db, person)
    refused = refusal(db, business, purpose, everyone, kinds)
    if refused:
        return refused
    cuts = cut_arrays(business, purpose, kinds)
    rows = db.all(
        SQL["of_people"], people=everyone, kinds=list(kinds), before=before, most=most, **cuts
    )
    noted(db, person, purpose, rows, by)
    return opened(vault, business, rows)


def noted(
    db: Db, subject: UUID | None, purpose: str, rows: Sequence[Row], by: int | None = None
) -> None:
    """One ledger line for a reading: of whom, for what, which kinds, how many, by whom."""
    kinds = " ".join(sorted({row.kind for row in rows}))
    db.note("vault.read", subject, purpose=purpose, kinds=kinds, records=len(rows), **who(by))


def who(by: int | None) -> dict[str, int]:
    """The member of staff who looks, as a detail of the ledger; nothing when nobody does."""
    return {} if by is None else {"staff": by}


def read_records(
    db: Db,
    vault: Vault,
    business: Business,
    purpose: str,
    records: Sequence[UUID],
    *,
    by: int | None = None,
) -> list[Opened] | Refused:
    """The named things, oldest first, for a purpose the policy allows."""
    rows = db.all(SQL["by_ids"], records=list(records))
    owners = {row.person_id for row in rows}
    refused = refusal(db, business, purpose, list(owners), sorted({row.kind for row in rows}))
    if refused:
        return refused
    cuts = business.policy.cuts({row.kind for row in rows}, purpose, business.zone)
    rows = [row for row in rows if row.kind not in cuts or row.made_at >= cuts[row.kind]]
    subject = owners.pop() if len(owners) == 1 else None
    noted(db, subject, purpose, rows, by)
    return opened(vault, business, rows)


def contact(
    db: Db,
    vault: Vault,
    business: Business,
    purpose: str,
    person: UUID,
    kind: str,
    *,
    by: int | None = None,
) -> str | Refused | None:
    """The person's identifier of *kind*, to answer them; None when there is none."""
    everyone, called = people.linked(db, person), f"identifier_{kind}"
    refused = refusal(db, business, purpose, everyone, [called])
    if refused:
        return refused
    cut = business.policy.cuts([called], purpose, business.zone).get(called)
    if cut and not db.one(SQL["heard_since"], people=everyone, since=cut):
        return Refused("vault.given_before", {"purpose": purpose})
    db.note("vault.contact", person, purpose=purpose, kind=kind, **who(by))
    return next((i.value for i in people.identifiers(db, vault, person) if i.kind == kind), None)


def refusal(
    db: Db, business: Business, purpose: str, everyone: list[UUID], kinds: Sequence[str]
) -> Refused | None:
    """Why this read may not happen, or None."""
    for kind in kinds:
        if not business.policy.may_use(kind, purpose):
            db.note("vault.refused", None, purpose=purpose, kind=kind)
            return Refused("vault.purpose_not_allowed", {"purpose": purpose, "kind": kind})
    if purpose in business.policy.asked:
        db.note("vault.refused", None, purpose=purpose, kind="consent")
        return Refused("vault.purpose_waits", {"purpose": purpose})
    if everyone and db.one(SQL["withdrawn"], people=everyone, purpose=purpose):
        return Refused("vault.purpose_withdrawn", {"purpose": purpose})
    return restrictions.refusal(db, business, everyone, purpose) if everyone else None


def cut_arrays(business: Business, purpose: str, kinds: Iterable[str]) -> dict[str, list[Any]]:
    """The cuts of a purpose as a statement takes them."""
    cuts = business.policy.cuts(kinds, purpose, business.zone)
    return {"cut_kinds": list(cuts), "cuts": list(cuts.values())}


def opened(vault: Vault, business: Business, rows: Sequence[Row]) -> list[Opened]:
    """Unseal rows; what lost its key stays as an empty shell until its row goes."""
    sealer = vault.sealer(business.id)
    result = []
    for row in rows:
        cls = business.policy.retention_class(row.kind)
        content = sealer.open_json(
            row.person_id, cls, row.expires_on, row.kind, row.record_id, bytes(row.sealed)
        )
        result.append(
            Opened(
                row.record_id, row.person_id, row.kind, row.made_at, row.expires_on,
                None if isinstance(content, Gone) else content,
            )
        )  # fmt: skip
    return result
