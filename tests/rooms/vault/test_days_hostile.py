"""The product's database role gone bad: what it may not do to days, their ends and the proofs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.kit.db import Db
from janji.kit.postgres import Server
from janji.kit.sql import prepared

STRICT = "CREATE OR REPLACE FUNCTION moving_clock() RETURNS boolean LANGUAGE sql AS 'SELECT false'"
NEXT_MONTH = "(clock_timestamp() + interval '30 days')::date"
Refused = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose database trusts no clock but its own, as in a business."""
    with shop(server, tmp_path / "home") as found:
        with psycopg.connect(found.owner_url) as owner:
            owner.execute(STRICT)
        yield found


def refused(shop: Shop, sql: str) -> None:
    """The role is told no."""
    with pytest.raises(Refused), shop.act() as db:
        db.run(prepared(sql))


def living_day(db: Db) -> None:
    """A day of next month with a message in it, and its end written down too early."""
    db.value(f"SELECT open_day({NEXT_MONTH})")
    db.run(prepared(
        "INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at)"
        f" VALUES (:business, gen_random_uuid(), {NEXT_MONTH}, gen_random_uuid(), 'in',"
        " clock_timestamp())"))  # fmt: skip
    db.run(prepared(
        "INSERT INTO day_end (business_id, day, cls)"
        f" VALUES (:business, {NEXT_MONTH}, 'conversation')"))  # fmt: skip


def messages(act: AbstractContextManager[Db]) -> int:
    """How many messages are kept."""
    with act as db:
        return int(db.value(prepared("SELECT count(*) FROM message WHERE business_id = :business")))


def test_a_false_moment_ends_no_living_day(ramen: Shop) -> None:
    with ramen.act() as db:
        living_day(db)
    refused(ramen, f"SELECT drop_day({NEXT_MONTH}, '9999-01-01')")
    refused(ramen, f"SELECT inside.drop_day({NEXT_MONTH}, '9999-01-01')")
    assert messages(ramen.act()) == 1


def test_the_same_moment_ends_it_where_the_owner_lets_the_clock_move(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as demo:
        with demo.act() as db:
            living_day(db)
        assert messages(demo.act()) == 1
        with demo.act() as db:
            db.value(f"SELECT drop_day({NEXT_MONTH}, '9999-01-01')")
        assert messages(demo.act()) == 0


def test_the_role_cannot_let_the_clock_move(ramen: Shop) -> None:
    refused(ramen, STRICT.replace("false", "true"))
    refused(ramen, "DROP FUNCTION moving_clock()")


def test_no_day_is_opened_beyond_any_promise(ramen: Shop) -> None:
    with ramen.act() as db:
        db.value(f"SELECT open_day({NEXT_MONTH})")
        assert db.value(f"SELECT {NEXT_MONTH} IN (SELECT days_held())")
    refused(ramen, "SELECT open_day('9000-01-01')")
    refused(ramen, "SELECT inside.open_day('9000-01-01')")


def test_the_end_of_a_day_is_not_forgotten_nor_given_to_another(ramen: Shop) -> None:
    with ramen.act() as db:
        living_day(db)
        took_back = "UPDATE day_end SET keys_gone_at = NULL WHERE business_id = :business"
        assert db.run(prepared(took_back)) == 1, "a day that came back ends again"
    refused(ramen, "DELETE FROM day_end WHERE business_id = :business")
    refused(ramen, "UPDATE day_end SET day = '2020-01-01' WHERE business_id = :business")
    refused(ramen, "UPDATE day_end SET cls = 'other' WHERE business_id = :business")


def test_the_answers_of_the_proofs_stay_as_they_were_written(ramen: Shop) -> None:
    with ramen.act() as db:
        db.run(prepared(
            "INSERT INTO proof_run (business_id, at, proof, verdict, evidence)"
            " VALUES (:business, :at, 'keys_alive_past_day', 'broken', '{}')"),
            at=ramen.now)  # fmt: skip
    refused(ramen, "DELETE FROM proof_run WHERE business_id = :business")
    refused(ramen, "UPDATE proof_run SET verdict = 'kept' WHERE business_id = :business")
    with ramen.act() as db:
        found = db.value(prepared("SELECT verdict FROM proof_run WHERE business_id = :business"))
    assert found == "broken"
