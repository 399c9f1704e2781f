"""The proof about staff has its own table of who may do what: it must mean what the desk means."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import janji
from janji.audit.facts_conduct import STAFF, staff_acts
from janji.desk.roles import MAY, ROLES, WORKS

TABLE = tomllib.loads(STAFF.read_text(encoding="utf-8"))
HOUSE = Path(janji.__file__).parent


def test_every_role_does_in_the_proof_what_it_does_at_the_desk():
    assert list(TABLE["roles"]) == list(ROLES)
    works = {work for mine in TABLE["roles"].values() for work in mine}
    assert works <= set(WORKS)
    for role in ROLES:
        assert set(TABLE["roles"][role]) == set(MAY[role]) & works, role


def test_every_act_in_the_table_is_one_that_the_product_notes():
    words = "\n".join(
        path.read_text(encoding="utf-8")
        for path in HOUSE.glob("*/*.py")
        if "audit" not in path.parts
    )
    for act in TABLE["acts"]:
        assert re.search(rf'"{re.escape(act)}"', words), act


def test_a_technician_opens_nothing_and_only_some_reveal_a_number():
    assert ("vault.read", "technician") not in staff_acts()
    assert ("vault.read", "cashier") in staff_acts()
    assert {role for act, role in staff_acts() if act == "desk.revealed"} == {
        "owner", "agent", "officer"
    }  # fmt: skip
