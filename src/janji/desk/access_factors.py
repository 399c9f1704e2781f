"""Second factors of staff: a code from an authenticator (TOTP, RFC 6238), passkeys, recovery codes.

Secrets are sealed at rest; nothing counts twice: a code's time step and a passkey's counter only
rise, a recovery code is used once.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pyotp
import segno
from django.utils.crypto import salted_hmac

from janji.desk.access import INSTALLATION
from janji.desk.access_seal import seal, unseal
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.vault.house import House

SQL = named_sql(__file__)
STEPS = (0, -1, 1)  # a clock may be half a minute off either way
RECOVERY_CODES = 10
RECOVERY_BYTES = 8
HALF = 5
QR_SCALE = 5


@dataclass(frozen=True)
class Factor:
    """One second factor of an account, without its secret. kind: totp or passkey."""

    factor_id: UUID
    kind: str
    made_at: datetime
    used_at: datetime | None


def factors(house: House, staff: int) -> list[Factor]:
    """The second factors of one account, oldest first."""
    with house.database.act(INSTALLATION) as db:
        rows = db.all(SQL["factors"], user=staff)
    return [Factor(row.factor_id, row.kind, row.made_at, row.used_at) for row in rows]


def new_secret() -> str:
    """A secret for an authenticator, as it is typed by hand (160 bits, base32)."""
    return pyotp.random_base32()


def enrolment(secret: str, name: str, issuer: str) -> str:
    """The address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def qr(address: str) -> str:
    """*address* as an inline SVG drawing, dark on light in every theme."""
    drawn: str = segno.make(address, error="m").svg_inline(
        scale=QR_SCALE, dark="#000", light="#fff", border=3, omitsize=True
    )
    return drawn


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that *code* belongs to, if it is one of the present ones."""
    totp = pyotp.TOTP(secret)
    plain = "".join(code.split())
    for away in STEPS:
        if pyotp.utils.strings_equal(plain, totp.at(now, counter_offset=away)):
            return int(totp.timecode(now)) + away
    return None


def add_totp(house: House, staff: int, secret: str, code: str, now: datetime) -> bool:
    """Keep the authenticator that shows *code* in place of an older one; False if it does not."""
    step = step_of(secret, code, now)
    if step is None:
        return False
    factor = new_id(now)
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["drop_totp"], user=staff)
        sealed = seal(house, secret.encode(), bound(staff, factor))
        db.run(
            SQL["add"], user=staff, factor=factor, kind="totp", hash=None, sealed=sealed,
            mark=step, now=now,
        )  # fmt: skip
    return True


def right_code(house: House, staff: int, code: str, now: datetime) -> bool:
    """Whether *code* is the authenticator's present one, or an unused recovery code; uses it up."""
    return right_totp(house, staff, code, now) or right_recovery(house, staff, code, now)


def right_totp(house: House, staff: int, code: str, now: datetime) -> bool:
    """Whether *code* is what the account's authenticator shows now, for the first time."""
    with house.database.act(INSTALLATION) as db:
        row = db.one(SQL["totp"], user=staff)
        secret = unseal(house, bytes(row.sealed), bound(staff, row.factor_id)) if row else None
        step = step_of(secret.decode(), code, now) if secret else None
        if row is None or step is None:
            return False
        return bool(db.run(SQL["rises"], factor=row.factor_id, mark=step, now=now))


def right_recovery(house: House, staff: int, code: str, now: datetime) -> bool:
    """Whether *code* is a recovery code of this account that was not used; from now on it is."""
    with house.database.act(INSTALLATION) as db:
        return bool(db.run(SQL["use_recovery"], user=staff, hash=recovery_hash(code), now=now))


def new_recovery_codes(house: House, staff: int) -> list[str]:
    """Ten fresh recovery codes, shown once; older ones are worth nothing any more."""
    codes = []
    for _ in range(RECOVERY_CODES):
        drawn = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
        codes.append(f"{drawn[:HALF]}-{drawn[HALF : 2 * HALF]}")
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["drop_recovery"], user=staff)
        db.run(SQL["add_recovery"], user=staff, hashes=[recovery_hash(one) for one in codes])
    return codes


def recovery_left(house: House, staff: int) -> int:
    """How many recovery codes are still unused."""
    with house.database.act(INSTALLATION) as db:
        return int(db.value(SQL["recovery_left"], user=staff))


def recovery_hash(code: str) -> bytes:
    """A keyed hash of a recovery code, however it was typed."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return salted_hmac("janji.desk.recovery", plain, algorithm="sha256").digest()


def remove(house: House, staff: int, factor: UUID) -> bool:
    """Take one second factor away; with the last one the recovery codes go too."""
    with house.database.act(INSTALLATION) as db:
        gone = bool(db.run(SQL["remove"], user=staff, factor=factor))
        db.run(SQL["drop_idle_recovery"], user=staff)
    return gone


def remove_all(house: House, staff: int) -> None:
    """The account has no second factor any more: for somebody who lost theirs."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["remove_all"], user=staff)
        db.run(SQL["drop_recovery"], user=staff)


def bound(staff: int, factor: UUID) -> str:
    """What a sealed factor is bound to: rows cannot be swapped between accounts."""
    return f"{staff}:{factor}"
