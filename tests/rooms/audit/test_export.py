"""An exported ledger is checked offline by a script that knows nothing of the house."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from janji.audit import janji_verify
from janji.audit.checkpoint import Signer
from janji.audit.export import export
from janji.audit.janji_verify import check_ledger, must_be_signed
from rooms.audit.ledgers import SIGNER, START, exported, write

KEY = bytes.fromhex(SIGNER.public)
FOUND = ".+"  # that it is found counts, and that it is a ValueError
SCRIPT = Path(janji_verify.__file__)
PATIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def whole(server, schema) -> list[bytes]:
    from janji.kit.db import Database

    _, app = server.fresh_database("audit_exported", template=schema)
    write(app)
    database = Database(app, most=1)
    try:
        return exported(database)
    finally:
        database.close()


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The script alone: -I keeps our packages out of its sight."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments],
        input=text, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_whole_ledger_is_found_whole(whole):
    assert sum(b'"checkpoint"' in one[:15] for one in whole) == 4
    assert check_ledger(whole, KEY) == 16


def test_the_script_alone_says_so_with_an_exit_code(whole, tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"".join(whole))
    good = run("ledger", str(path), "--key", SIGNER.public)
    assert (good.returncode, good.stdout) == (0, "UTUH / WHOLE: 16\n")
    path.write_bytes(b"".join(whole).replace(b'"media\\":2', b'"media\\":3'))
    bad = run("ledger", str(path), "--key", SIGNER.public)
    assert bad.returncode == 1
    assert "NOT WHOLE" in bad.stderr


def test_the_script_is_short_enough_to_be_read_and_needs_nothing_but_python():
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 100
    tree = ast.walk(ast.parse("\n".join(lines)))
    names = {name.name for one in tree if isinstance(one, ast.Import) for name in one.names}
    assert {"hashlib", "json"} <= names <= sys.stdlib_module_names
    assert len(max(lines, key=len)) <= 100


@PATIENT
@given(data=st.data())
def test_any_changed_byte_is_found(whole, data):
    text = bytearray(b"".join(whole))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] = data.draw(st.integers(0, 255).filter(lambda b: b != text[place]))
    with pytest.raises(ValueError, match=FOUND):
        check_ledger(bytes(text).splitlines(keepends=True), KEY)


@PATIENT
@given(data=st.data())
def test_any_removed_line_is_found(whole, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match=FOUND):
        check_ledger(whole[:place] + whole[place + 1 :], KEY)


@PATIENT
@given(data=st.data())
def test_any_two_swapped_lines_are_found(whole, data):
    first = data.draw(st.integers(0, len(whole) - 2))
    second = data.draw(st.integers(first + 1, len(whole) - 1))
    swapped = list(whole)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    with pytest.raises(ValueError, match=FOUND):
        check_ledger(swapped, KEY)


@PATIENT
@given(data=st.data())
def test_any_line_added_or_written_twice_is_found(whole, data):
    place, source = (data.draw(st.integers(0, len(whole) - 1)) for _ in range(2))
    with pytest.raises(ValueError, match=FOUND):
        check_ledger([*whole[:place], whole[source], *whole[place:]], KEY)
    with pytest.raises(ValueError, match=FOUND):
        check_ledger([*whole, whole[source]], KEY)


def signed_again(database, plant, sql: str) -> list[bytes]:
    """What a dishonest owner would hand out: tables changed, everything signed afresh."""
    plant(sql)
    with database.act(1) as db:
        return list(export(db, SIGNER, START))


def test_a_tail_cut_and_signed_again_is_found_with_a_kept_checkpoint(urls, database, plant):
    write(urls[1])
    kept = exported(database)
    cut = signed_again(
        database, plant, "DELETE FROM ledger WHERE seq > 6; DELETE FROM checkpoint WHERE number > 1"
    )
    assert check_ledger(cut, KEY) == 12
    with pytest.raises(ValueError, match="missing"):
        check_ledger(cut, KEY, kept=kept)


def test_a_chain_written_anew_is_found_by_the_checkpoint_inside(urls, database, plant):
    write(urls[1])
    assert check_ledger(exported(database), KEY)
    forged = signed_again(database, plant, "DELETE FROM ledger WHERE seq > 2 AND chain = 1")
    with pytest.raises(ValueError, match="missing"):
        check_ledger(forged, KEY)


def test_another_key_is_not_ours(whole):
    other = bytes.fromhex(Signer(bytes(32)).public)
    with pytest.raises(ValueError, match="key"):
        check_ledger(whole, other)


def test_nothing_personal_is_in_the_export(whole):
    for one in map(json.loads, whole):
        assert set(one) <= {
            "action", "at", "chain", "detail", "hash", "seq", "subject",
            "business", "format", "checkpoint", "signature", "end",
        }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), text=st.text(), flip=st.integers(0, 511))
def test_our_own_signature_check_agrees_with_the_library(secret, text, flip):
    private = Ed25519PrivateKey.from_private_bytes(secret)
    key, signature = private.public_key().public_bytes_raw(), private.sign(text.encode())
    must_be_signed(key, text, signature)
    bent = bytearray(signature)
    bent[flip // 8] ^= 1 << flip % 8
    with pytest.raises(ValueError, match=FOUND):
        must_be_signed(key, text, bytes(bent))
    with pytest.raises(ValueError, match=FOUND):
        must_be_signed(key, text + "x", signature)


def test_a_signature_with_a_second_spelling_is_refused():
    signature = SIGNER.sign("promise")
    s = int.from_bytes(signature[32:], "little") + janji_verify.L
    with pytest.raises(ValueError, match=FOUND):
        must_be_signed(KEY, "promise", signature[:32] + s.to_bytes(32, "little"))


def test_rfc_8032_vector_two():
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    must_be_signed(key, "r", signature)
