"""Doors commit, rooms do not: who may open a transaction, and who may commit one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from house.tree import (
    SOURCE,
    calls,
    dotted,
    functions,
    judge,
    python_files,
    room_of,
    spelled,
    tree_of,
)

DOORS = {"cli", "worker", "door", "site", "desk"}
ENDS = {"commit", "rollback", "autocommit", "set_autocommit"}
CONNECTS = {"psycopg.connect", "psycopg.AsyncConnection.connect", "AsyncConnection.connect"}


def openings(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that open a transaction: house.act(business), database.act(1), act()."""
    return (one for one in calls(tree) if dotted(one.func).rpartition(".")[2] == "act")


def endings(tree: ast.AST) -> Iterator[str]:
    """Calls that connect, commit or roll back by hand."""
    for one in calls(tree):
        name = dotted(one.func)
        if name in CONNECTS or ("." in name and name.rpartition(".")[2] in ENDS):
            yield name


def both(tree: ast.AST) -> Iterator[str]:
    """Functions that were given a transaction and open another: the two could not fail together."""
    for one in functions(tree):
        given = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
        if any(arg.arg == "db" for arg in given) and any(openings(one)):
            yield one.name


def test_only_doors_and_steps_with_a_reason_open_transactions() -> None:
    judge(
        "transactions",
        (
            spelled(path)
            for path in python_files()
            if room_of(path) not in DOORS and any(openings(tree_of(path)))
        ),
    )


def test_connecting_and_committing_by_hand_is_for_the_cellar() -> None:
    judge(
        "connections",
        (f"{spelled(path)}: {one}" for path in python_files() for one in endings(tree_of(path))),
    )


def test_who_was_given_a_transaction_opens_none() -> None:
    judge(
        "nested transactions",
        (f"{spelled(path)}: {one}" for path in python_files() for one in both(tree_of(path))),
    )


@pytest.mark.parametrize(
    "planted",
    [
        "def keep(db): \n with house.act(business) as other: pass",
        "def keep(house, db): \n with house.database.act(1) as other: pass",
        "def keep(act, *, db): \n with act() as other: pass",
    ],
)
def test_a_planted_transaction_is_found(planted: str) -> None:
    tree = ast.parse(planted)
    assert list(openings(tree))
    assert list(both(tree))


@pytest.mark.parametrize(
    "planted", ["db.connection.commit()", "c.rollback()", "psycopg.connect(u)"]
)
def test_a_planted_commit_is_found(planted: str) -> None:
    assert list(endings(ast.parse(planted)))
    assert not list(endings(ast.parse("db.run(sql); letter.connect(); commit(batch)")))


def test_the_rule_sees_the_transactions_that_there_are() -> None:
    assert list(openings(tree_of(SOURCE / "worker" / "timetable.py")))
    assert list(endings(tree_of(SOURCE / "kit" / "db.py")))
