"""The owner's page: one-time links, roles, leaving, the rule of access, four eyes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.utils.html import escape

from fakes.pages import browser_of
from janji.desk import access_factors
from janji.desk.accounts import add_staff
from janji.kit.text import say
from janji.vault.house import House
from rooms.desk.access_people import (
    PASSWORD,
    back_again,
    entered,
    forward,
    hidden,
    number_of,
    role_now,
    rows,
)

STAFF = "/desk/ramen-master/staff?lang=en"
INBOX = "/desk/ramen-master/"
APPROVALS = "/desk/ramen-master/staff/approvals?lang=en"
TODAY = "/desk/ramen-master/today?lang=en"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def boss(house: House) -> Any:
    return entered(house, "oki", "owner")


def pressed(browser: Any, act: str, **fields: Any) -> str:
    """The page after a press; it was done or refused, never broken."""
    answer = browser.post(STAFF, {"act": act, **fields}, follow=True)
    assert answer.status_code in (200, 422)
    return str(answer.content.decode())


def told(code: str, **values: Any) -> str:
    """A sentence as it stands in a page."""
    return str(escape(say(code, "en", **values)))


def link_on(page: str) -> str:
    """The path of the one-time link that a page shows."""
    found = re.search(r'<code id="link"[^>]*>[a-z]+://[^/]+(/desk/join/[\w-]+)<', page)
    assert found
    return found[1]


def test_an_invitation_is_shown_once_and_only_its_hash_is_kept(house: House, boss: Any) -> None:
    link = link_on(pressed(boss, "invite", name="Siti", role="agent"))
    secret = link.rpartition("/")[2]
    assert secret not in boss.get(STAFF).content.decode()
    held = rows(house, "invitation")
    assert "siti" in held
    assert secret not in held
    assert secret.encode().hex() not in held


def test_who_was_invited_chooses_a_password_and_is_led_to_a_second_factor(
    house: House, boss: Any
) -> None:
    link = link_on(pressed(boss, "invite", name="siti", role="agent"))
    browser = browser_of(house)
    for _ in range(2):  # looking uses nothing up
        assert told("desk.role_of.agent") in browser.get(f"{link}?lang=en").content.decode()
    weak = browser.post(link, {"password": "password1234", "again": "password1234"})
    assert weak.status_code == 422
    assert browser.post(link, CHOSEN)["Location"] == "/desk/protect"
    assert browser.get(INBOX).status_code == 200
    assert role_now(house, "siti") == "agent"
    late = browser_of(house).post(f"{link}?lang=en", CHOSEN)
    assert late.status_code == 404
    assert told("desk.join_gone_title") in late.content.decode()


def test_a_link_ends_by_time_by_cancelling_and_by_a_newer_one(house: House, boss: Any) -> None:
    first = link_on(pressed(boss, "invite", name="siti", role="agent"))
    second = link_on(pressed(boss, "invite", name="siti", role="officer"))
    assert browser_of(house).get(first).status_code == 404
    assert browser_of(house).get(second).status_code == 200
    pressed(boss, "cancel", invitation=hidden(boss.get(STAFF).content.decode(), "invitation"))
    assert browser_of(house).get(second).status_code == 404
    third = link_on(pressed(boss, "invite", name="siti", role="agent"))
    forward(house, hours=48, seconds=1)
    assert browser_of(house).get(third).status_code == 404
    assert browser_of(house).post(third, CHOSEN).status_code == 404
    assert role_now(house, "siti") is None


def test_an_account_that_exists_accepts_with_its_own_password(house: House, boss: Any) -> None:
    neighbour = replace(house.businesses[0], id=2, slug="warung-sebelah", name="Warung Sebelah")
    add_staff(house, "dian", "agent", [neighbour])
    with_both = replace(house, businesses=(house.businesses[0], neighbour))
    dian = browser_of(with_both)
    given = add_staff(with_both, "dian", "agent", [neighbour])
    dian.post("/desk/login", {"name": "dian", "password": given})
    dian.post("/desk/password", CHOSEN)
    link = link_on(pressed(boss, "invite", name="dian", role="cashier"))
    stranger = browser_of(with_both)
    assert stranger.post(link, CHOSEN).status_code == 403
    assert back_again(with_both, "dian").get("/desk/account").status_code == 200
    assert dian.get(INBOX).status_code == 404
    assert dian.post(link)["Location"] == INBOX
    assert dian.get(INBOX).status_code == 200
    assert role_now(house, "dian") == "cashier"
    refused = pressed(boss, "renew", staff=number_of(house, "dian"))
    assert told("desk.staff.elsewhere") in refused
    assert "desk/join" not in refused


def test_a_locked_desk_accepts_no_invitation(house: House, boss: Any) -> None:
    neighbour = replace(house.businesses[0], id=2, slug="warung-sebelah", name="Warung Sebelah")
    with_both = replace(house, businesses=(house.businesses[0], neighbour))
    dian = browser_of(with_both)
    given = add_staff(with_both, "dian", "agent", [neighbour])
    dian.post("/desk/login", {"name": "dian", "password": given})
    dian.post("/desk/password", CHOSEN)
    link = link_on(pressed(boss, "invite", name="dian", role="cashier"))
    assert dian.get(link).status_code == 200
    forward(house, seconds=31 * 60)
    assert dian.get(link).status_code == 403
    assert dian.post(link).status_code == 403
    assert role_now(house, "dian") is None
    assert dian.post("/desk/again", {"password": PASSWORD, "next": link}).status_code == 302
    assert dian.post(link)["Location"] == INBOX
    assert role_now(house, "dian") == "cashier"


@pytest.mark.parametrize(
    ("name", "role", "code"),
    [("", "agent", "desk.staff.name"), ("../x", "agent", "desk.staff.name"),
     ("siti", "king", "desk.staff.role"), ("siti", "", "desk.staff.role")],
)  # fmt: skip
def test_an_invitation_that_makes_no_sense_is_refused(
    house: House, boss: Any, name: str, role: str, code: str
) -> None:
    assert told(code) in pressed(boss, "invite", name=name, role=role)
    assert rows(house, "invitation") == "[]"


def test_a_new_role_counts_at_once_and_ends_the_sign_ins(house: House, boss: Any) -> None:
    siti = entered(house, "siti", "agent")
    assert siti.get("/desk/ramen-master/requests").status_code == 200
    pressed(boss, "role", staff=number_of(house, "siti"), role="technician")
    assert siti.get(INBOX).status_code == 302
    again = back_again(house, "siti")
    assert again.get(INBOX).status_code == 200
    assert again.get("/desk/ramen-master/requests").status_code == 403


def test_who_is_taken_away_is_out_at_once_and_cannot_come_back(house: House, boss: Any) -> None:
    siti = entered(house, "siti", "agent")
    assert siti.get(INBOX).status_code == 200
    pressed(boss, "leave", staff=number_of(house, "siti"))
    assert siti.get(INBOX).status_code == 302
    answer = browser_of(house).post("/desk/login", {"name": "siti", "password": PASSWORD})
    assert answer.status_code == 422
    with house.act(house.businesses[0]) as db:
        details = [
            r.detail for r in db.all("SELECT detail FROM ledger WHERE action = 'staff.ended'")
        ]
    assert len(details) == 1
    assert "siti" not in details[0]


@pytest.mark.parametrize("act", [{"act": "leave"}, {"act": "role", "role": "agent"}])
def test_the_last_owner_stays(house: House, boss: Any, act: dict[str, str]) -> None:
    me = number_of(house, "oki")
    said = pressed(boss, act["act"], staff=me, role=act.get("role", ""))
    assert told("desk.staff.last_owner") in said
    assert role_now(house, "oki") == "owner"
    entered(house, "dewi", "owner")
    pressed(boss, act["act"], staff=me, role=act.get("role", ""))
    assert role_now(house, "oki") != "owner"


def test_a_link_to_a_new_password_ends_the_old_one_and_keeps_the_second_step(
    house: House, boss: Any
) -> None:
    siti = entered(house, "siti", "agent")
    link = link_on(pressed(boss, "renew", staff=number_of(house, "siti")))
    new = {"password": "four other unrelated words", "again": "four other unrelated words"}
    assert browser_of(house).post(link, new)["Location"] == "/desk/login"
    assert siti.get(INBOX).status_code == 302
    browser = browser_of(house)
    assert browser.post("/desk/login", {"name": "siti", "password": PASSWORD}).status_code == 422
    assert (
        browser.post("/desk/login", {"name": "siti", "password": new["password"]}).status_code
        == 302
    )


def test_a_link_to_a_new_password_dies_when_its_holder_begins_to_work_elsewhere(
    house: House, boss: Any
) -> None:
    entered(house, "siti", "agent")
    link = link_on(pressed(boss, "renew", staff=number_of(house, "siti")))
    assert browser_of(house).get(link).status_code == 200
    with house.database.act(999) as db:
        db.run(
            "INSERT INTO desk.membership (business_id, user_id, role, since)"
            " VALUES (%(business)s, %(user)s, 'owner', %(now)s)",
            user=number_of(house, "siti"), now=house.clock.now(),
        )  # fmt: skip
    new = {"password": "four other unrelated words", "again": "four other unrelated words"}
    assert browser_of(house).post(link, new).status_code == 404
    old = {"name": "siti", "password": PASSWORD}
    assert browser_of(house).post("/desk/login", old).status_code == 302


def test_dangerous_acts_ask_first_who_it_is_and_then_go_on(house: House, boss: Any) -> None:
    siti = entered(house, "siti", "agent")
    forward(house, seconds=11 * 60)
    asked = boss.post(STAFF, {"act": "leave", "staff": number_of(house, "siti")})
    assert asked.status_code == 403
    assert role_now(house, "siti") == "agent"
    kept = hidden(asked.content.decode(), "kept")
    opened = boss.post("/desk/again", {"password": PASSWORD, "kept": kept}).content.decode()
    assert hidden(opened, "act") == "leave"
    pressed(boss, "leave", staff=hidden(opened, "staff"))
    assert role_now(house, "siti") is None
    assert siti.get(INBOX).status_code == 302


def rule(**changed: Any) -> dict[str, Any]:
    """The fields of the rule of access, four eyes off."""
    return {"factor_roles": ["owner"], "idle_minutes": "5", "four_eyes": [], **changed}


def test_the_rule_of_access_is_kept_and_holds(house: House, boss: Any) -> None:
    assert told("desk.rule_idle", least=1, most=240) in pressed(
        boss, "rule", **rule(idle_minutes="0", four_eyes=["make_owner"])
    )
    pressed(boss, "rule", **rule(four_eyes=["make_owner"]))
    forward(house, seconds=6 * 60)
    assert boss.get(INBOX).status_code == 403


def test_making_an_owner_takes_two_as_soon_as_there_are_two(house: House, boss: Any) -> None:
    siti = entered(house, "siti", "agent")
    whom = number_of(house, "siti")
    second = entered(house, "dewi", "owner")
    for _ in range(2):  # asked once, however often it is pressed
        assert told("desk.four_eyes_waits") in pressed(boss, "role", staff=whom, role="owner")
    assert role_now(house, "siti") == "agent"
    assert boss.get(APPROVALS).content.decode().count(told("desk.approvals_mine")) == 1
    ask = hidden(second.get(APPROVALS).content.decode(), "ask")
    own = boss.post(APPROVALS, {"ask": ask, "act": "yes"})
    assert told("desk.four_eyes_own") in own.content.decode()
    lesser = siti.post(APPROVALS, {"ask": ask, "act": "yes"})
    assert told("desk.four_eyes_not_yours") in lesser.content.decode()
    assert told("desk.four_eyes_waits") in pressed(boss, "role", staff=whom, role="owner")
    assert second.post(APPROVALS, {"ask": ask, "act": "yes"}).status_code == 302
    assert role_now(house, "siti") == "agent"
    pressed(boss, "role", staff=whom, role="owner")
    assert role_now(house, "siti") == "owner"
    assert told("desk.staff.owner_by_two") in pressed(boss, "invite", name="baru", role="owner")


def test_a_link_for_an_owner_made_alone_is_worth_nothing_once_there_are_two(
    house: House, boss: Any
) -> None:
    links = [link_on(pressed(boss, "invite", name=n, role="owner")) for n in ("dewi", "puppet")]
    for link in links:
        assert browser_of(house).get(link).status_code == 200
    assert browser_of(house).post(links[0], CHOSEN).status_code == 302
    assert browser_of(house).post(links[1], CHOSEN).status_code == 404
    assert (role_now(house, "dewi"), role_now(house, "puppet")) == ("owner", None)


AGAINST = [{"act": "role", "role": "agent"}, {"act": "leave"}, {"act": "renew"}, {"act": "disarm"}]


@pytest.mark.parametrize("press", AGAINST, ids=lambda one: one["act"])
def test_nothing_is_done_to_another_owner_without_a_second_owner(
    house: House, boss: Any, press: dict[str, str]
) -> None:
    dewi = entered(house, "dewi", "owner")
    third = entered(house, "rama", "owner")
    with_factor(house, "dewi")
    whom, before = number_of(house, "dewi"), state(house, "dewi")
    refused = pressed(boss, **press, staff=whom)
    assert told("desk.four_eyes_waits") in refused
    assert 'id="link"' not in refused
    assert state(house, "dewi") == before
    assert dewi.get(INBOX).status_code == 200
    assert told("desk.alarm.approval_waits", n=1) in dewi.get(TODAY).content.decode()
    ask = hidden(third.get(APPROVALS).content.decode(), "ask")
    assert third.post(APPROVALS, {"ask": ask, "act": "yes"}).status_code == 302
    assert state(house, "dewi") == before
    done = pressed(boss, **press, staff=whom)
    assert told("desk.four_eyes_waits") not in done
    assert 'id="link"' in done or state(house, "dewi") != before
    again = pressed(boss, **press, staff=whom)  # a yes counts once
    assert 'id="link"' not in again


def test_a_no_of_the_other_owner_keeps_them_as_they_are(house: House, boss: Any) -> None:
    dewi, whom = entered(house, "dewi", "owner"), number_of(house, "dewi")
    pressed(boss, "leave", staff=whom)
    ask = hidden(dewi.get(APPROVALS).content.decode(), "ask")
    assert dewi.post(APPROVALS, {"ask": ask, "act": "no"}).status_code == 302
    forward(house, hours=25)
    again = back_again(house, "oki")
    assert told("desk.four_eyes_waits") in pressed(again, "leave", staff=whom)
    assert role_now(house, "dewi") == "owner"


def test_a_password_link_of_an_agent_does_not_open_the_owner_they_became(
    house: House, boss: Any
) -> None:
    entered(house, "dewi", "agent")
    whom = number_of(house, "dewi")
    link = link_on(pressed(boss, "renew", staff=whom))
    assert browser_of(house).get(link).status_code == 200
    pressed(boss, "role", staff=whom, role="owner")
    assert role_now(house, "dewi") == "owner"
    assert browser_of(house).post(link, CHOSEN).status_code == 404


def test_who_owns_another_desk_is_not_reset_from_this_one(house: House, boss: Any) -> None:
    entered(house, "siti", "agent")
    for name in ("siti", "oki"):
        with house.database.act(999) as db:
            db.run(
                "INSERT INTO desk.membership (business_id, user_id, role, since)"
                " VALUES (%(business)s, %(user)s, 'owner', %(now)s)",
                user=number_of(house, name), now=house.clock.now(),
            )  # fmt: skip
    for act in ("renew", "disarm"):
        said = pressed(boss, act, staff=number_of(house, "siti"))
        assert told("desk.staff.owns_elsewhere") in said


def test_switching_four_eyes_off_takes_a_second_owner(house: House, boss: Any) -> None:
    dewi, officer = entered(house, "dewi", "owner"), entered(house, "nana", "officer")
    siti = entered(house, "siti", "agent")
    pressed(boss, "rule", **rule(four_eyes=["make_owner"], idle_minutes="60"))
    assert told("desk.four_eyes_waits") in pressed(boss, "rule", **rule(idle_minutes="61"))
    assert "'idle_minutes': 60" in rows(house, "access_rule")
    seen = officer.get(APPROVALS).content.decode()  # sees it, decides nothing
    assert told("desk.approvals_only_seen") in seen
    assert 'value="yes"' not in seen
    assert siti.get(APPROVALS).content.decode().count("<section") == 0
    ask = hidden(dewi.get(APPROVALS).content.decode(), "ask")
    assert officer.post(APPROVALS, {"ask": ask, "act": "yes"}).status_code == 422
    assert dewi.post(APPROVALS, {"ask": ask, "act": "yes"}).status_code == 302
    pressed(boss, "rule", **rule(idle_minutes="61"))
    assert "'four_eyes': []" in rows(house, "access_rule")


def test_a_single_owner_waits_a_day_in_the_open_to_switch_four_eyes_off(
    house: House, boss: Any
) -> None:
    officer = entered(house, "nana", "officer")
    said = pressed(boss, "rule", **rule(idle_minutes="240"))
    assert told("desk.four_eyes_alone", hours=24) in said
    assert rows(house, "access_rule") == "[]"
    assert told("desk.alarm.approval_waits", n=1) in officer.get(TODAY).content.decode()
    forward(house, hours=23)
    early = back_again(house, "oki")
    assert told("desk.four_eyes_alone", hours=24) in pressed(early, "rule", **rule())
    forward(house, hours=1)
    late = back_again(house, "oki")
    pressed(late, "rule", **rule())
    assert "'four_eyes': []" in rows(house, "access_rule")
    with house.act(house.businesses[0]) as db:
        lines = [r.action for r in db.all("SELECT action FROM ledger ORDER BY at, chain, seq")]
    assert [one for one in lines if one.startswith("four_eyes")] == [
        "four_eyes.asked", "four_eyes.used_alone"
    ]  # fmt: skip


def test_what_one_asked_can_be_taken_back(house: House, boss: Any) -> None:
    pressed(boss, "rule", **rule())
    ask = hidden(boss.get(APPROVALS).content.decode(), "ask")
    assert boss.post(APPROVALS, {"ask": ask, "act": "no"}).status_code == 302
    forward(house, hours=24, seconds=1)
    again = back_again(house, "oki")
    assert told("desk.four_eyes_alone", hours=24) in pressed(again, "rule", **rule())
    assert rows(house, "access_rule") == "[]"


def with_factor(house: House, name: str) -> None:
    """Give an account an authenticator."""
    import pyotp

    secret, now = access_factors.new_secret(), house.clock.now()
    code = pyotp.TOTP(secret).at(now)
    assert access_factors.add_totp(house, number_of(house, name), secret, code, now)


def state(house: House, name: str) -> tuple[str | None, int]:
    """What is left of an account at this desk: its role, how many second factors it has."""
    return role_now(house, name), len(access_factors.factors(house, number_of(house, name)))


def test_the_database_too_refuses_a_yes_to_ones_own_question(house: House, boss: Any) -> None:
    import psycopg

    row = (
        "INSERT INTO desk.four_eyes (business_id, ask_id, act, subject, asked_by, asked_at,"
        " ends_at, decided_by, decided_at, approved)"
        " VALUES (%(business)s, gen_random_uuid(), 'make_owner', '1', 1, %(now)s,"
        " %(now)s, %(by)s, %(now)s, true)"
    )
    business, now = house.businesses[0], house.clock.now()
    with house.act(business) as db:
        assert db.run(row, now=now, by=2) == 1
    with pytest.raises(psycopg.errors.CheckViolation), house.act(business) as db:
        db.run(row, now=now, by=1)


def test_one_business_does_not_see_the_staff_of_another(house: House, boss: Any) -> None:
    neighbour = replace(house.businesses[0], id=2, slug="warung-sebelah")
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM desk.membership") == 1
    with house.act(neighbour) as db:
        assert db.value("SELECT count(*) FROM desk.membership") == 0
        assert db.run("UPDATE desk.membership SET role = 'agent'") == 0
    assert role_now(house, "oki") == "owner"
