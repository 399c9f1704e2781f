"""Passkeys of staff (W3C Web Authentication, level 2): a second factor, and a way in by itself.

A passkey belongs to the site's host name; where the desk is opened by a bare address (127.0.0.1)
browsers offer none, and an authenticator's code does the same work.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from janji.desk.access import INSTALLATION
from janji.desk.access_factors import SQL as FACTORS
from janji.desk.access_factors import bound
from janji.desk.access_seal import seal, unseal
from janji.desk.staff import house_of
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from janji.kit.db import Row

SQL = named_sql(__file__)
IN_SESSION = "passkey"
DRAWN = 32  # bytes of an invented credential id
logging.getLogger("fido2").setLevel(logging.CRITICAL)  # its lines name credentials


def server(request: HttpRequest) -> Fido2Server | None:
    """What speaks WebAuthn for this host; None where browsers allow no passkeys."""
    host = request.get_host()
    name = urlsplit(f"//{host}").hostname or ""
    public = urlsplit(house_of(request).settings.public_url)
    place = public.netloc if name == public.hostname else host  # a proxy may leave out the port
    here = f"{request.scheme}://{place}"
    if not verify_rp_id(name, here) or not any(sign.isalpha() for sign in name):
        return None
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=name, name="Janji"),
        verify_origin=lambda origin: origin == here,
    )


def options_to_add(request: HttpRequest, staff: int, name: str) -> dict[str, Any] | None:
    """What the browser needs to make a passkey for this account; the challenge stays with us."""
    site = server(request)
    if site is None:
        return None
    options, state = site.register_begin(
        PublicKeyCredentialUserEntity(
            id=hashed("janji.desk.passkey_user", str(staff).encode()), name=name, display_name=name
        ),
        held(request, staff),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[IN_SESSION] = {**state, "for": "add"}
    return dict(options)


def options_to_prove(
    request: HttpRequest, staff: int | None, name: str, *, alone: bool
) -> dict[str, Any] | None:
    """What the browser needs to show a passkey.

    staff: whose; None when nobody of that *name* is known: then as many invented ids as a real
    account may have, always the same, so that the answer does not tell who has an account.
    alone: it replaces the password too, so the device must check its holder.
    """
    site = server(request)
    if site is None:
        return None
    wanted = (
        UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    )
    allowed: Sequence[Any] | None = held(request, staff) if staff else []
    if name and not allowed:
        invented = hashed("janji.desk.passkey_decoy", name.encode())
        allowed = [
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=invented)
        ]
    options, state = site.authenticate_begin(allowed or None, user_verification=wanted)
    request.session[IN_SESSION] = {**state, "for": "prove"}
    return dict(options)


def add(request: HttpRequest, staff: int, answer: str) -> bool:
    """Keep the passkey that the browser just made; False when it is not one for us."""
    site, state = server(request), spent_state(request, "add")
    if site is None or state is None:
        return False
    try:
        made = site.register_complete(state, json.loads(answer)).credential_data
    except (ValueError, KeyError, TypeError):
        return False
    if made is None:
        return False
    house, now = house_of(request), house_of(request).clock.now()
    factor = new_id(now)
    with house.database.act(INSTALLATION) as db:
        if db.one(SQL["by_hash"], hash=credential_hash(made.credential_id)):
            return False
        db.run(
            FACTORS["add"], user=staff, factor=factor, kind="passkey", mark=0, now=now,
            hash=credential_hash(made.credential_id),
            sealed=seal(house, bytes(made), bound(staff, factor)),
        )  # fmt: skip
    return True


def proven(request: HttpRequest, answer: str, *, alone: bool) -> int | None:
    """The account whose passkey signed our challenge; None when none did.

    alone: the passkey stands for the password too: its holder was verified by the device.
    """
    site, state = server(request), spent_state(request, "prove")
    if site is None or state is None:
        return None
    if alone:
        state["user_verification"] = UserVerificationRequirement.REQUIRED.value
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        row, credential = found(request, response.raw_id)
        site.authenticate_complete(state, [credential], response)
    except (ValueError, KeyError, TypeError):
        return None
    counter = int(response.response.authenticator_data.counter)
    return int(row.user_id) if rises(request, row, counter) else None


def found(request: HttpRequest, credential_id: bytes) -> tuple[Row, AttestedCredentialData]:
    """The kept passkey of this id. Raises: KeyError when there is none."""
    house = house_of(request)
    with house.database.act(INSTALLATION) as db:
        row = db.one(SQL["by_hash"], hash=credential_hash(credential_id))
    opened = unseal(house, bytes(row.sealed), bound(row.user_id, row.factor_id)) if row else None
    if row is None or opened is None:
        raise KeyError("passkey")
    return row, AttestedCredentialData(opened)


def rises(request: HttpRequest, row: Row, counter: int) -> bool:
    """Whether the passkey's counter is new: one that falls back is a copy (WebAuthn 7.2, step 21).

    Passkeys that are kept in several devices do not count: theirs stays 0.
    """
    house = house_of(request)
    with house.database.act(INSTALLATION) as db:
        return bool(db.run(SQL["used"], factor=row.factor_id, mark=counter, now=house.clock.now()))


def held(request: HttpRequest, staff: int) -> list[AttestedCredentialData]:
    """The passkeys of one account, as the browser must know them."""
    house = house_of(request)
    with house.database.act(INSTALLATION) as db:
        rows = db.all(SQL["of_staff"], user=staff)
    opened = (unseal(house, bytes(row.sealed), bound(staff, row.factor_id)) for row in rows)
    return [AttestedCredentialData(one) for one in opened if one]


def spent_state(request: HttpRequest, wanted: str) -> dict[str, Any] | None:
    """The challenge we gave out for *wanted*; it counts once."""
    state = cast("dict[str, Any] | None", request.session.pop(IN_SESSION, None))
    return state if state and state.pop("for", None) == wanted else None


def credential_hash(credential_id: bytes) -> bytes:
    """A keyed hash of a passkey's id, for finding it."""
    return hashed("janji.desk.passkey", credential_id)


def hashed(salt: str, value: bytes) -> bytes:
    """A keyed hash of *value*."""
    return salted_hmac(salt, value, algorithm="sha256").digest()[:DRAWN]


def by_name(request: HttpRequest, name: str) -> int | None:
    """The number of the active account *name*, if there is one."""
    house = house_of(request)
    with house.database.act(INSTALLATION) as db:
        found_id: int | None = db.value(SQL["account"], name=name)
    return found_id
