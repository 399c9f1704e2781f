"""One person at the desk: what is held, until when, who saw it; and what staff decide."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.utils.html import escape

from fakes.pages import NOON, NUMBER, writes
from janji.consent import withdrawals
from janji.kit.text import say
from janji.vault import people, restrictions
from janji.vault.gate import read
from janji.vault.house import House

FIND = "/desk/ramen-master/people?lang=en"
OTHER = "+6281200000042"


def page(person: UUID) -> str:
    return f"/desk/ramen-master/p/{person}?lang=en"


def text_of(browser: Any, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def noted(house: House, action: str) -> list[Any]:
    with house.act(house.businesses[0]) as db:
        return db.all(
            "SELECT subject, detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )


def sent_code(house: House, person: UUID) -> str:
    """The code in the newest message on its way to the person."""
    with house.act(house.businesses[0]) as db:
        found = read(
            db, house.vault, house.businesses[0], "rights_requests", person=person,
            kinds=["message_out"], most=1,
        )  # fmt: skip
    assert isinstance(found, list)
    code = re.search(r"\b\d{6}\b", str((found[0].content or {})["sends"]))
    assert code
    return code.group()


def test_a_number_leads_to_the_person_in_two_steps_and_stays_out_of_the_address(
    house: House, officer: Any
) -> None:
    person = writes(house, "a marker")
    found = officer.post(FIND, {"asked": "0812 0000 0041"})
    assert found.status_code == 302
    assert found["Location"] == f"/desk/ramen-master/p/{person}?lang=en"
    shown = text_of(officer, page(person))
    assert "Message from a customer" in shown
    assert "25 November 2026" in shown
    assert "R-24" in shown
    assert "a marker" not in shown
    assert NUMBER not in shown
    searches = noted(house, "person.searched")
    assert [one.subject for one in searches] == [person]
    assert "0812" not in searches[0].detail


@pytest.mark.parametrize(
    "asked", ["+6281299999999", "XX-0000-AAAAAA", "nobody@contoh.example", "?"]
)
def test_who_is_not_held_is_not_found(officer: Any, asked: str) -> None:
    answer = officer.post(FIND, {"asked": asked})
    assert answer.status_code == 404
    assert say("desk.person.nobody", "en") in answer.content.decode()


def test_the_officer_reads_who_saw_it_by_name_and_purpose(
    house: House, officer: Any, agent: Any
) -> None:
    person = writes(house, "halo")
    assert escape(say("desk.person.seen_none", "en")) in text_of(officer, page(person))
    shown = agent.post(page(person), {"act": "show", "kind": "whatsapp"}).content.decode()
    assert NUMBER in shown
    seen = text_of(officer, page(person))
    assert "siti" in seen
    assert say("desk.did.desk_revealed", "en") in seen
    assert say("desk.did.vault_contact", "en") in seen
    assert "Customer support" in seen
    assert NUMBER not in seen


def test_each_use_says_on_what_it_rests_and_what_was_refused_or_is_closed(
    house: House, officer: Any
) -> None:
    person, here = writes(house, "halo"), house.businesses[0]
    names = [one.label.en for one in here.policy.file.purposes.values()]
    before = section(text_of(officer, page(person)), "wish-h")
    assert all(escape(name) in before for name in names)
    assert before.count(f">{say('desk.person.use_on', 'en')}<") == len(names)
    with house.act(here) as db:
        withdrawals.withdraw(db, person, "improve_service", NOON)
        withdrawals.withdraw(db, person, "marketing", NOON)
    after = section(text_of(officer, page(person)), "wish-h")
    assert after.count(say("desk.person.refused_since", "en")) == 2
    assert say("desk.person.refusal.marketing", "en") in after
    with house.act(here) as db:
        restrictions.restrict(db, person, None, NOON)
    duties = [one for one in here.policy.file.purposes.values() if one.legal_basis == "legal_duty"]
    closed = section(text_of(officer, page(person)), "wish-h")
    assert closed.count(f">{say('desk.person.use_on', 'en')}<") == len(duties) > 0
    assert closed.count(f">{say('desk.person.use_off', 'en')}<") == len(names) - len(duties) - 1


def section(text: str, heading: str) -> str:
    """The part of a page under the heading with this id."""
    return text.partition(f'id="{heading}"')[2].partition("</section>")[0]


def test_who_saw_somebody_in_a_list_is_told_with_their_name(
    house: House, agent: Any, officer: Any
) -> None:
    person = writes(house, "halo")
    writes(house, "hai", number="+6281200000042")
    assert "siti" not in section(text_of(officer, page(person)), "seen")
    assert agent.get("/desk/ramen-master/?tab=all").status_code == 200
    told = section(text_of(officer, page(person)), "seen")
    assert "siti" in told
    assert "Message from a customer" in told


@pytest.mark.parametrize(
    ("hours", "until"), [("4", "16.00"), ("tomorrow", "19 Nov 2026, 08.00"), ("x", "08.00")]
)
def test_a_mute_lasts_as_long_as_its_words_say_and_can_be_ended(
    house: House, agent: Any, hours: str, until: str
) -> None:
    person = writes(house, "halo")
    told = say("desk.person.muted_title", "en")
    assert f"<h2>{told}</h2>" not in text_of(agent, page(person))
    sent = agent.post(page(person), {"act": "mute", "why": "busy", "hours": hours})
    assert sent.status_code == 302
    muted = text_of(agent, page(person)).partition(f"<h2>{told}</h2>")[2].partition("</div>")[0]
    assert until in muted
    assert agent.post(page(person), {"act": "unmute"}).status_code == 302
    assert f"<h2>{told}</h2>" not in text_of(agent, page(person))


def test_a_blocked_person_is_not_opened_until_they_are_unblocked(house: House, agent: Any) -> None:
    person = writes(house, "a rude marker")
    talk = f"/desk/ramen-master/c/{person}?lang=en"
    assert "a rude marker" in text_of(agent, talk)
    assert agent.post(page(person), {"act": "block", "why": "abuse"}).status_code == 302
    assert say("desk.person.blocked_title", "en") in text_of(agent, page(person))
    assert "a rude marker" not in text_of(agent, talk)
    assert agent.post(page(person), {"act": "unblock"}).status_code == 302
    assert "a rude marker" in text_of(agent, talk)
    assert [one.subject for one in noted(house, "person.blocked")] == [person]


@pytest.mark.parametrize(
    ("act", "facts", "code"),
    [
        ("block", {"why": "i dislike them"}, "vault.silence_why"),
        ("hold", {"clause": "any", "note": "why"}, "vault.hold_not_allowed"),
        ("split", {"joining": "x"}, "vault.split_gone"),
        ("explode", {}, "desk.unknown_act"),
    ],
)
def test_an_act_that_may_not_be_is_said_and_changes_nothing(
    house: House, owner: Any, act: str, facts: dict[str, str], code: str
) -> None:
    person = writes(house, "halo")
    answer = owner.post(page(person), {"act": act, **facts})
    assert answer.status_code == 422
    assert escape(say(code, "en")) in answer.content.decode()
    with house.act(house.businesses[0]) as db:
        for table in ("silence", "hold", "joining"):
            assert db.value(f"SELECT count(*) FROM {table} WHERE business_id = 1") == 0


def test_an_act_of_another_role_is_refused(house: House, officer: Any) -> None:
    person = writes(house, "halo")
    answer = officer.post(page(person), {"act": "block", "why": "spam"})
    assert answer.status_code == 422
    assert noted(house, "person.blocked") == []


def test_two_people_are_joined_after_a_look_and_split_again(house: House, agent: Any) -> None:
    budi = writes(house, "nomor saya satunya 0812 0000 0042")
    again = writes(house, "halo dari nomor baru", number=OTHER)
    same = f"/desk/ramen-master/p/{budi}/same?lang=en"
    assert str(again) in text_of(agent, same)
    by_number = agent.post(same, {"asked": "0812 0000 0042"}).content.decode()
    assert say("desk.person.join_means", "en") in by_number
    assert [one.subject for one in noted(house, "person.searched")] == [again]
    looked = agent.post(same, {"other": str(again)}).content.decode()
    assert say("desk.person.join_means", "en") in looked
    with house.act(house.businesses[0]) as db:
        assert people.linked(db, budi) == [budi]
    assert (
        agent.post(same, {"act": "join", "other": str(again), "why": "number_given"}).status_code
        == 302
    )
    shown = text_of(agent, page(budi))
    joining = re.search(r'name="joining" value="([^"]+)"', shown)
    assert joining
    with house.act(house.businesses[0]) as db:
        assert sorted(people.linked(db, again)) == sorted([budi, again])
    stranger = writes(house, "halo", number="+6281200000043")
    elsewhere = agent.post(page(stranger), {"act": "split", "joining": joining[1]})
    assert elsewhere.status_code == 422  # from the page of somebody else nothing is split
    with house.act(house.businesses[0]) as db:
        assert len(people.linked(db, budi)) == 2
    assert agent.post(page(again), {"act": "split", "joining": joining[1]}).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert people.linked(db, budi) == [budi]


def test_a_phoned_in_restriction_is_in_force_once_the_code_is_read_out(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    asked = agent.post(page(person), {"act": "open_request", "kind": "restriction"})
    assert asked.status_code == 302
    with house.act(house.businesses[0]) as db:
        row = db.one("SELECT request_id, state, channel FROM request WHERE business_id = 1")
    assert row is not None
    assert (row.state, row.channel) == ("unverified", "desk")
    requests = "/desk/ramen-master/requests?lang=en"
    code = sent_code(house, person)
    wrong = "000000" if code != "000000" else "000001"
    tried = {"act": "prove", "request": str(row.request_id)}
    assert agent.post(requests, {**tried, "code": wrong}).status_code == 422
    with house.act(house.businesses[0]) as db:
        assert restrictions.closed_by(db, [person]) is None
    assert agent.post(requests, {**tried, "code": code}).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert restrictions.closed_by(db, [person]) == "restricted"
        assert db.value("SELECT state FROM request WHERE business_id = 1") == "fulfilled"
    talk = f"/desk/ramen-master/c/{person}?lang=en"
    assert "halo" not in re.sub(r"<[^>]+>", "", text_of(agent, talk)).split("Conversation")[-1]


def test_the_code_is_for_the_persons_eyes_alone_or_staff_could_ask_in_their_name(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    asked = agent.post(page(person), {"act": "open_request", "kind": "restriction"})
    assert asked.status_code == 302
    code, here = sent_code(house, person), house.businesses[0]
    with house.act(here) as db:
        sent = db.value(
            "SELECT message_id FROM message WHERE business_id = 1 AND direction = 'out'"
        )
        db.run("UPDATE message SET state = 'failed' WHERE business_id = 1 AND direction = 'out'")
    talk = f"/desk/ramen-master/c/{person}"
    seen = [
        agent.get(talk), agent.get("/desk/ramen-master/?tab=all"), agent.get(f"{talk}/m/{sent}"),
        agent.get(f"{talk}?quote={sent}"), agent.post(talk, {"act": "show_text"}),
    ]  # fmt: skip
    for answer in seen:
        assert answer.status_code == 200
        assert code not in answer.content.decode()
    assert "••••••" in seen[0].content.decode()
    assert 'value="send_again"' not in seen[0].content.decode()
    found = agent.post("/desk/ramen-master/search", {"q": code}, follow=True)
    assert 'class="item found"' not in found.content.decode()
    again = agent.post(f"{talk}?lang=en", {"act": "send_again", "message": str(sent)})
    assert again.status_code == 422
    assert escape(say("care.agent.secret", "en")) in again.content.decode()


def test_whose_data_has_ended_has_no_page(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    assert agent.get(page(person)).status_code == 200
    with house.act(house.businesses[0]) as db:
        people.forget(db, [person])
    assert agent.get(page(person)).status_code == 404
