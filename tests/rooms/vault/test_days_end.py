"""Days end to the last row, whatever went wrong: rollbacks, wrong clocks, stopped processes."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from fakes.shop import MONDAY, Shop, shop
from fakes.twin import SOURCE
from janji.channels import provider
from janji.channels.proving import ask_proofs
from janji.kit.ids import new_id
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.vault import records, retention
from janji.vault.key_names import Unacknowledged

MARKER = "kuah-tujuh-belas"
NUMBER = "+6281200000001"
MESSAGE = prepared("""INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, handled_at)
VALUES (:business, :record, :day, :person, 'in', :now, :hash, :sealed, :now)""")

REMEMBERS = """
import sys
from pathlib import Path
from janji.vault.keyring import Keyring
with Keyring(Path(sys.argv[1]), Path(sys.argv[2])) as keys:
    keys.days(1, "conversation")
    print("here", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def sweep(ramen: Shop) -> int:
    act = functools.partial(ramen.house.act, ramen.business)
    return retention.sweep(act, ramen.house.vault, ramen.business, ramen.now)


def week_later(ramen: Shop) -> None:
    ramen.clock(ramen.now + timedelta(days=7))


def count(ramen: Shop, table: str) -> int:
    with psycopg.connect(ramen.owner_url) as db:
        found = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


def with_copy(ramen: Shop, person: UUID) -> UUID:
    """A message whose copy the provider still holds."""
    record = ramen.says(person, MARKER)
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    sealer, sid = ramen.house.vault.sealer(ramen.business.id), f"SM{new_id(ramen.now).hex}"
    with ramen.act() as db:
        db.run(
            MESSAGE, record=record, day=day, person=person, now=ramen.now,
            hash=sealer.find_hash("sid", sid), sealed=sealer.seal_sid(day, record, sid),
        )  # fmt: skip
    return record


class BrokenError(Exception):
    """Something unrelated went wrong in the middle of a transaction."""


def made_and_rolled_back(ramen: Shop, cls: str, day: date) -> None:
    with ramen.act() as db:
        records.ready_day(db, ramen.house.vault, cls, day)
        raise BrokenError


def test_a_day_made_in_a_transaction_that_failed_still_gets_its_partition(ramen: Shop) -> None:
    cls, day = records.last_day(ramen.business, "message_in", ramen.now)
    with pytest.raises(BrokenError):
        made_and_rolled_back(ramen, cls, day)
    assert not ramen.house.vault.is_ready(ramen.business.id, cls, day)
    person = ramen.person(NUMBER)
    ramen.says(person, MARKER)
    assert count(ramen, "record") == 1
    assert count(ramen, "record_open") == 0
    week_later(ramen)
    sweep(ramen)
    assert [count(ramen, table) for table in ("record", "person", "identifier")] == [0, 0, 0]


def test_rows_that_fell_beside_their_partition_end_with_their_day_all_the_same(ramen: Shop) -> None:
    person = ramen.person(NUMBER)
    cls, day = records.last_day(ramen.business, "message_in", ramen.now)
    ramen.house.vault.keyring.make_days(ramen.business.id, [(cls, day), ("@provider", day)])
    ramen.house.vault.ready_days.add((ramen.business.id, cls, day))
    with_copy(ramen, person)
    assert count(ramen, "record_open") == count(ramen, "message_open") == 1
    week_later(ramen)
    sweep(ramen)
    assert [count(ramen, t) for t in ("record", "message", "person", "identifier")] == [0, 0, 0, 0]
    assert count(ramen, "provider_debt") == 1


def test_a_day_that_ended_under_a_wrong_clock_ends_again(ramen: Shop) -> None:
    ramen.says(ramen.person(NUMBER), "halo")
    ramen.clock(MONDAY + timedelta(days=10))  # the machine's clock was ten days ahead
    sweep(ramen)
    assert count(ramen, "record") == 0
    ramen.house.vault.ready_days.clear()  # another process
    ramen.clock(MONDAY)
    ramen.says(ramen.person(NUMBER), MARKER)
    assert count(ramen, "record") == 1
    week_later(ramen)
    sweep(ramen)
    assert [count(ramen, table) for table in ("record", "person", "identifier")] == [0, 0, 0]


def test_a_day_over_twice_is_quiet_the_second_time(ramen: Shop) -> None:
    ramen.says(ramen.person(NUMBER), MARKER)
    week_later(ramen)
    assert sweep(ramen) > 0
    assert sweep(ramen) == 0


def test_the_way_to_a_copy_at_the_provider_outlives_a_night_that_failed(ramen: Shop) -> None:
    with_copy(ramen, ramen.person(NUMBER))
    week_later(ramen)
    provider.end_provider_days(ramen.house, ramen.business, ramen.now)  # retention has not run yet
    sweep(ramen)
    with ramen.act() as db:
        [debt] = db.all(
            prepared(
                "SELECT debt_id, day, sid_sealed FROM provider_debt WHERE business_id = :business"
            )
        )
    sid = ramen.house.vault.sealer(ramen.business.id).open_sid(
        debt.day, debt.debt_id, bytes(debt.sid_sealed)
    )
    assert isinstance(sid, str), "nobody can ever ask the provider to delete this copy"


@contextmanager
def stopped_process(ramen: Shop) -> Iterator[subprocess.Popen[bytes]]:
    """A living process that remembers keys of this home and does not answer."""
    words = [sys.executable, "-c", REMEMBERS, str(ramen.home / "keyring"), str(ramen.home / "keys")]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(SOURCE)}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)  # it stands still, and not a moment later
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_rows_and_files_go_although_a_process_does_not_answer(ramen: Shop) -> None:
    person = ramen.person(NUMBER)
    record = ramen.says(person, MARKER)
    file = ramen.shows(person, record, b"%PDF-1.4\n%%EOF\n")
    assert file.exists()
    ends = prepared("SELECT keys_gone_at FROM day_end WHERE business_id = :business")
    week_later(ramen)
    with stopped_process(ramen):
        with pytest.raises(Unacknowledged):
            sweep(ramen)
        assert count(ramen, "record") == 0
        assert not file.exists()
        with ramen.act() as db:
            assert [row.keys_gone_at for row in db.all(ends)] == [None]
    sweep(ramen)
    assert [count(ramen, table) for table in ("record", "person", "identifier")] == [0, 0, 0]
    with ramen.act() as db:
        assert all(row.keys_gone_at for row in db.all(ends))


def test_the_product_itself_cannot_drop_a_day_that_is_not_over(ramen: Shop) -> None:
    ramen.says(ramen.person(NUMBER), MARKER)
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    far = ramen.now + timedelta(days=400)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), ramen.act() as db:
        db.one("SELECT drop_day(%(day)s, %(far)s)", day=day, far=far)
    assert count(ramen, "record") == 1


def test_the_key_to_a_copy_the_provider_still_holds_may_outlive_its_day(ramen: Shop) -> None:
    with_copy(ramen, ramen.person(NUMBER))
    week_later(ramen)
    sweep(ramen)
    ramen.clock(ramen.now + timedelta(days=2))
    provider.end_provider_days(ramen.house, ramen.business, ramen.now)
    alive = {one.proof: one for one in ask_proofs(ramen.house, ramen.business, ramen.now)}
    assert count(ramen, "provider_debt") == 1
    assert alive["keys_alive_past_day"].word == "kept", alive["keys_alive_past_day"].rows
    with ramen.act() as db:
        db.run(prepared("DELETE FROM provider_debt WHERE business_id = :business"))
    alive = {one.proof: one for one in ask_proofs(ramen.house, ramen.business, ramen.now)}
    assert alive["keys_alive_past_day"].word == "broken"


def test_a_day_cannot_go_while_a_copy_at_the_provider_would_be_forgotten(ramen: Shop) -> None:
    with_copy(ramen, ramen.person(NUMBER))
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    week_later(ramen)
    intent = "INSERT INTO day_end (business_id, day, cls) VALUES (:business, :day, 'conversation')"
    with ramen.act() as db:
        db.run(prepared(intent), day=day)
    with pytest.raises(psycopg.errors.CheckViolation), ramen.act() as db:
        db.one("SELECT drop_day(%(day)s, %(now)s)", day=day, now=ramen.now)
    assert count(ramen, "message") == 1
    sweep(ramen)
    assert [count(ramen, table) for table in ("message", "provider_debt")] == [0, 1]


def test_one_business_does_not_end_the_rows_of_another(ramen: Shop) -> None:
    ramen.says(ramen.person(NUMBER), MARKER)
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    with psycopg.connect(ramen.owner_url) as db:
        db.execute(
            "INSERT INTO business SELECT 77, 'tetangga', zone, policy_hash, policy_version,"
            " applied_at FROM business WHERE business_id = %s",
            (ramen.business.id,),
        )
        db.execute(
            "INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at,"
            " sid_hash, sid_sealed) VALUES (77, gen_random_uuid(), %s, gen_random_uuid(), 'in',"
            " %s, 'x', 'x')",
            (day, ramen.now),
        )
    assert (count(ramen, "record"), count(ramen, "message")) == (1, 1)
    week_later(ramen)
    sweep(ramen)
    assert (count(ramen, "record"), count(ramen, "message")) == (0, 1)
