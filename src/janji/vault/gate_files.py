"""The gate for files: the same question as for words, then the sealed file of one message."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.vault import gate, people
from janji.vault.key_names import Gone
from janji.vault.media_files import Media, MediaPlace

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
KIND = "media"


class FileFacts(NamedTuple):
    """One file of a message, closed. state: due, held, refused (by our check) or unavailable."""

    record_id: UUID
    n: int
    person_id: UUID
    expires_on: date
    state: str
    reason: str | None
    content_type: str | None
    size: int | None
    path: str | None = None


def files_of(db: Db, records: list[UUID]) -> dict[UUID, list[FileFacts]]:
    """What is known of the files of these messages, by message; nothing is opened."""
    found: dict[UUID, list[FileFacts]] = {}
    for row in db.all(SQL["files"], records=records):
        found.setdefault(row.record_id, []).append(FileFacts(*row))
    return found


def open_file(
    db: Db,
    vault: Vault,
    business: Business,
    purpose: str,
    person: UUID,
    record: UUID,
    n: int,
    *,
    by: int | None = None,
) -> Media | Gone | Refused:
    """The file *n* of a message of *person*, opened for a purpose the policy allows.

    Refused vault.no_such_file when the message is not this person's or has no such file. Each
    opening is one ledger line with the member of staff who looks.
    """
    everyone = people.linked(db, person)
    refused = gate.refusal(db, business, purpose, everyone, [KIND])
    if refused:
        return refused
    found = next((one for one in files_of(db, [record]).get(record, ()) if one.n == n), None)
    if found is None or found.person_id not in everyone or found.state != "held" or not found.path:
        return Refused("vault.no_such_file")
    cut = business.policy.cuts([KIND], purpose, business.zone).get(KIND)
    if cut and db.one(SQL["made_before"], record=record, since=cut):
        return Refused("vault.given_before", {"purpose": purpose})
    db.note("vault.read", person, purpose=purpose, kinds=KIND, records=1, **gate.who(by))
    place = MediaPlace.at(found.path, found.person_id, record, n)
    return vault.files(business.id).open(place)
