"""A transaction: whom it is for, and a line that broke between two of them."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from fakes.moulds import fresh
from janji.kit.db import Database
from janji.kit.postgres import Server

BOUND = "SELECT current_setting('janji.business', true)"
PID = "SELECT pg_backend_pid()"


def test_a_connection_that_was_given_back_belongs_to_no_business(server: Server) -> None:
    _, url = fresh(server, "kit_db_bound")
    with closing(Database(url, most=1)) as database:
        with database.act(1) as db:
            assert db.value(BOUND) == "1"
            used = db.connection
        assert used.execute(BOUND).fetchone() == ("",)
        with database.act(2) as db:
            assert db.connection is used
            assert db.value(BOUND) == "2"


def test_a_server_that_ended_our_line_between_two_acts_is_not_noticed(server: Server) -> None:
    _, url = fresh(server, "kit_db_ended")
    with closing(Database(url, most=1)) as database:
        with database.act(1) as db:
            gone = db.value(PID)
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            ended = admin.execute("SELECT pg_terminate_backend(%s, 20000)", (gone,)).fetchone()
        assert ended == (True,)
        with database.act(1) as db:
            assert db.value(PID) != gone


CHANGE = "SELECT set_config('test.draft', 'kept', false)"
FOUND = "SELECT current_setting('test.draft', true)"


def fails_after_a_change(database: Database) -> None:
    with database.act(1) as db:
        assert db.value(CHANGE) == db.value(FOUND) == "kept"
        raise ZeroDivisionError


def test_what_an_act_changed_is_changed_back_when_it_fails(server: Server) -> None:
    _, url = fresh(server, "kit_db_failed")
    with closing(Database(url, most=1)) as database:
        with pytest.raises(ZeroDivisionError):
            fails_after_a_change(database)
        with database.act(1) as db:
            assert db.value(FOUND) != "kept"
            db.value(CHANGE)
        with database.act(1) as db:
            assert db.value(FOUND) == "kept"
