"""A sign-in: its key, how long it lasts, how it locks, how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.pages import browser_of, writes
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
    rows,
)

INBOX = "/desk/ramen-master/"


def test_a_session_key_from_before_the_sign_in_is_worth_nothing_after_it(house: House) -> None:
    entered(house, "siti")
    browser = browser_of(house)
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    browser.post("/desk/login", {"name": "siti", "password": PASSWORD})
    assert browser.get(INBOX).status_code == 200
    assert browser.cookies["sessionid"].value != planted
    assert "planted" not in browser.session
    thief = browser_of(house)
    thief.cookies["sessionid"] = planted
    assert thief.get(INBOX).status_code == 302


def test_a_desk_that_nobody_uses_locks_and_opens_for_its_person_alone(house: House) -> None:
    browser = entered(house, "siti")
    assert browser.get(INBOX).status_code == 200
    forward(house, seconds=31 * 60)
    locked = browser.get(f"{INBOX}?lang=en")
    assert locked.status_code == 403
    assert say("desk.lock_title", "en") in locked.content.decode()
    wrong = browser.post("/desk/again?lang=en", {"password": "another person's"})
    assert wrong.status_code == 422
    assert browser.get(INBOX).status_code == 403
    right = browser.post("/desk/again", {"password": PASSWORD, "next": INBOX})
    assert right["Location"] == INBOX
    assert browser.get(INBOX).status_code == 200


def test_working_keeps_the_desk_open_and_a_list_that_asks_by_itself_does_not(house: House) -> None:
    working, away = entered(house, "siti"), entered(house, "dian")
    for _ in range(5):
        forward(house, seconds=10 * 60)
        assert working.get(INBOX).status_code == 200
        away.get(f"{INBOX}seat")
    assert away.get(INBOX).status_code == 403


def test_what_was_typed_before_the_lock_is_kept_unreadable_and_sent_after_it(house: House) -> None:
    person, browser = writes(house, "masih buka?"), entered(house, "siti")
    talk = f"{INBOX}c/{person}"
    typed = {"act": "reply", "text": "Masih, Kak: <sampai> jam 10."}
    forward(house, seconds=31 * 60)
    locked = browser.post(talk, typed)
    page = locked.content.decode()
    assert locked.status_code == 403
    assert "Masih, Kak" not in page
    asked = {"password": PASSWORD, "kept": hidden(page, "kept"), "next": talk}
    opened = browser.post("/desk/again", asked).content.decode()
    assert hidden(opened, "text") == typed["text"]
    assert f'action="{talk}"' in opened
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM message WHERE direction = 'out'") == 0
    assert browser.post(talk, {"act": "reply", "text": hidden(opened, "text")}).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM message WHERE direction = 'out'") == 1


@pytest.mark.parametrize("kept", ["", "00", "not hex", "ab" * 4000])
def test_what_was_not_kept_for_this_person_is_not_opened(house: House, kept: str) -> None:
    first, second = entered(house, "siti"), entered(house, "dian")
    forward(house, seconds=31 * 60)
    page = first.post(f"{INBOX}c/{number_uuid()}", {"text": "a secret draft"}).content.decode()
    for sent in (kept, hidden(page, "kept")):
        answer = second.post("/desk/again", {"password": PASSWORD, "kept": sent, "next": INBOX})
        assert answer.status_code == 302
        assert "a secret draft" not in answer.content.decode()


def number_uuid() -> str:
    """An id that belongs to nobody."""
    return "00000000-0000-0000-0000-000000000007"


def test_a_sign_in_ends_after_a_long_day_however_busy_it_was(house: House) -> None:
    browser = entered(house, "siti")
    for _ in range(47):
        forward(house, seconds=15 * 60)
        assert browser.get(INBOX).status_code == 200
    forward(house, seconds=16 * 60)
    answer = browser.get(INBOX)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login?next=")


def test_one_ends_the_others_from_anywhere_and_sees_no_device(house: House) -> None:
    here, there, third = (
        entered(house, "siti"),
        back_again(house, "siti"),
        back_again(house, "siti"),
    )
    assert there.get(INBOX).status_code == third.get(INBOX).status_code == 200
    text = here.get("/desk/account?lang=en").content.decode()
    assert text.count(say("desk.sign_in_other", "en")) == 2
    assert text.count(say("desk.sign_in_this", "en")) == 1
    here.post("/desk/account", {"act": "end", "sign_in": hidden(text, "sign_in")})
    assert sorted((there.get(INBOX).status_code, third.get(INBOX).status_code)) == [200, 302]
    here.post("/desk/account", {"act": "end_others"})
    assert there.get(INBOX).status_code == third.get(INBOX).status_code == 302
    assert here.get(INBOX).status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(house: House) -> None:
    siti, dian = entered(house, "siti"), entered(house, "dian")
    back_again(house, "siti")
    theirs = hidden(siti.get("/desk/account").content.decode(), "sign_in")
    before = rows(house, "sign_in")
    assert theirs in before
    assert dian.post("/desk/account", {"act": "end", "sign_in": theirs}).status_code == 302
    assert theirs in rows(house, "sign_in")


def test_a_new_password_ends_the_sign_ins_elsewhere_and_needs_the_old_one(house: House) -> None:
    here, there = entered(house, "siti"), back_again(house, "siti")
    new = {"password": "four other unrelated words", "again": "four other unrelated words"}
    refused = here.post("/desk/password?lang=en", {**new, "old": "guessed"})
    assert refused.status_code == 422
    assert say("desk.old_wrong", "en") in refused.content.decode()
    assert there.get(INBOX).status_code == 200
    assert here.post("/desk/password", {**new, "old": PASSWORD}).status_code == 302
    assert here.get(INBOX).status_code == 200
    assert there.get(INBOX).status_code == 302


@pytest.mark.parametrize(
    ("password", "code"),
    [("password1234", "desk.password_common"), ("siti siti siti!", "desk.password_name"),
     ("short", "desk.password_short"), ("x" * 300, "desk.password_short")],
)  # fmt: skip
def test_a_weak_password_is_refused_with_what_to_do(house: House, password: str, code: str) -> None:
    given = add_staff(house, "siti")
    browser = browser_of(house)
    browser.post("/desk/login", {"name": "siti", "password": given})
    answer = browser.post("/desk/password?lang=en", {"password": password, "again": password})
    assert answer.status_code == 422
    assert say(code, "en", shortest=12) in answer.content.decode()


def test_whoever_signs_in_again_with_the_password_they_were_given_is_still_asked_for_their_own(
    house: House,
) -> None:
    given = add_staff(house, "siti")
    for _ in range(2):
        browser = browser_of(house)
        told = browser.post("/desk/login", {"name": "siti", "password": given})
        assert told["Location"] == "/desk/password"
        assert browser.get(INBOX)["Location"] == "/desk/password"
    same = browser.post("/desk/password?lang=en", {"password": given, "again": given})
    assert same.status_code == 422
    assert say("desk.password_same", "en") in same.content.decode()
    chosen = {"password": PASSWORD, "again": PASSWORD}
    assert browser.post("/desk/password", chosen).status_code == 302
    assert browser.get(INBOX).status_code == 200
    assert back_again(house, "siti").get(INBOX).status_code == 200


def test_leaving_ends_the_sign_in_itself_not_only_the_cookie(house: House) -> None:
    browser = entered(house, "siti")
    kept = browser.cookies["sessionid"].value
    assert f'"user_id": {number_of(house, "siti")}' in rows(house, "sign_in").replace("'", '"')
    browser.post("/desk/logout")
    assert rows(house, "sign_in") == "[]"
    again: Any = browser_of(house)
    again.cookies["sessionid"] = kept
    assert again.get(INBOX).status_code == 302


def test_the_language_of_the_account_is_spoken_wherever_it_signs_in(house: House) -> None:
    here = entered(house, "siti")
    here.post("/desk/look", {"language": "en"})
    there = back_again(house, "siti")
    asked = there.get(INBOX, HTTP_ACCEPT_LANGUAGE="id").content.decode()
    assert '<html lang="en"' in asked
    assert '<html lang="id"' in there.get(f"{INBOX}?lang=id").content.decode()
    public = there.get("/ramen-master/privacy", HTTP_ACCEPT_LANGUAGE="id").content.decode()
    assert '<html lang="id"' in public


def test_an_open_page_learns_that_its_desk_locked_and_opens_it_in_place(house: House) -> None:
    browser = entered(house, "siti")
    json = {"HTTP_ACCEPT": "application/json"}
    for _ in range(3):  # somebody types on, and sends nothing
        forward(house, seconds=20 * 60)
        assert browser.post("/desk/idle", {"active": "1"}, **json).status_code == 204
    for _ in range(2):
        forward(house, seconds=14 * 60)
        assert browser.post("/desk/idle", {"active": ""}, **json).status_code == 204
    forward(house, seconds=3 * 60)
    assert browser.post("/desk/idle", {"active": "1"}, **json).status_code == 403
    piece = browser.get(INBOX, HTTP_HX_REQUEST="true")
    assert (piece.status_code, piece["HX-Trigger"]) == (403, "desk-locked")
    wrong = browser.post("/desk/again?lang=en", {"password": "guessed"}, **json)
    assert wrong.json()["error"] == say("desk.again_wrong", "en")
    assert browser.post("/desk/again", {"password": PASSWORD}, **json).status_code == 204
    assert browser.get(INBOX).status_code == 200
