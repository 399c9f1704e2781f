"""What staff see and do in conversations."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.html import escape

from fakes.pages import NOON, NUMBER, writes
from janji.kit import phone
from janji.kit.clock import SetClock
from janji.kit.text import say
from janji.vault import people
from janji.vault.house import House
from janji.vault.key_names import PersonKey


def of(person: UUID) -> str:
    return f"/desk/ramen-master/c/{person}?lang=en"


def noted(house: House, action: str) -> list[Any]:
    with house.act(house.businesses[0]) as db:
        return db.all(
            "SELECT subject, detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )


def test_a_conversation_is_opened_for_customer_support_and_that_is_noted(
    house: House, agent: Any
) -> None:
    person = writes(house, "Apakah <b>ramen</b> ini halal?")
    text = agent.get(of(person)).content.decode()
    assert "Apakah &lt;b&gt;ramen&lt;/b&gt; ini halal?" in text
    assert "Budi" in text
    assert 'data-until="2026-11-24T17:00:00+00:00"' in text  # the start of the 25th in Jakarta
    assert "/ramen-master/privacy?lang=en#r-24" in text
    assert say("desk.waits_title", "en") in text
    reads = noted(house, "vault.read")
    assert [one.subject for one in reads] == [person]
    assert '"purpose":"customer_support"' in reads[0].detail


def test_the_number_is_hidden_until_asked_for_and_the_asking_is_noted(
    house: House, agent: Any
) -> None:
    person, spaced = writes(house, "halo"), phone.written(NUMBER)
    assert spaced == "+62 812-0000-0041"
    assert spaced not in agent.get(of(person)).content.decode()
    assert noted(house, "vault.contact") == []
    assert spaced in agent.post(of(person), {"act": "show_number"}).content.decode()
    assert [one.subject for one in noted(house, "vault.contact")] == [person]


def test_a_reply_goes_to_the_queue_once_however_often_it_is_pressed(
    house: House, agent: Any
) -> None:
    person = writes(house, "masih buka?")
    page = agent.get(of(person)).content.decode()
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form
    sent = {"act": "reply", "text": "Masih, sampai jam 10 malam.", "form": form[1]}
    for _ in range(2):
        assert agent.post(of(person), sent).status_code == 302
    with house.act(house.businesses[0]) as db:
        rows = db.all("SELECT state, author FROM message WHERE direction = 'out'")
    assert [(row.state, row.author) for row in rows] == [("queued", "agent")]
    after = agent.get(of(person)).content.decode()
    assert after.count("Masih, sampai jam 10 malam.") == 1
    assert say("desk.delivery.queued", "en") in after
    assert say("desk.mine_title", "en") in after


def test_after_24_hours_the_box_is_locked_and_a_forced_reply_is_refused(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    until = (NOON + timedelta(hours=24)).isoformat()
    assert f'data-until="{until}"' in agent.get(of(person)).content.decode()
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=24, seconds=1)
    text = agent.get(of(person)).content.decode()
    assert say("desk.window_shut_title", "en") in text
    assert 'value="reply"' not in text
    forced = agent.post(of(person), {"act": "reply", "text": "a forced reply"})
    assert forced.status_code == 422
    assert escape(say("care.agent.window_closed", "en")) in forced.content.decode()
    with house.act(house.businesses[0]) as db:
        assert db.all("SELECT 1 FROM message WHERE direction = 'out'") == []
        assert db.value("SELECT state FROM conversation") == "waiting"


def test_a_conversation_is_taken_given_back_and_closed(house: House, agent: Any) -> None:
    person = writes(house, "halo")

    def state() -> str:
        with house.act(house.businesses[0]) as db:
            return str(db.value("SELECT state FROM conversation WHERE person_id = %(p)s", p=person))

    assert state() == "waiting"
    for act, then in (("take_over", "agent"), ("give_back", "bot"), ("close", "closed")):
        assert agent.post(of(person), {"act": act}).status_code == 302
        assert state() == then


def test_an_act_nobody_knows_changes_nothing(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    answer = agent.post(of(person), {"act": "explode"})
    assert answer.status_code == 422
    assert say("desk.unknown_act", "en") in answer.content.decode()


def test_a_person_who_is_forgotten_has_no_page_any_more(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    assert agent.get(of(person)).status_code == 200
    with house.act(house.businesses[0]) as db:
        people.forget(db, [person])
    answer = agent.get(of(person))
    assert answer.status_code == 410
    assert say("desk.talk.gone_expired", "en") in answer.content.decode()
    assert agent.get(of(UUID(int=7))).status_code == 404  # nobody ever


def test_words_whose_key_is_gone_are_shown_as_deleted(house: House, agent: Any) -> None:
    person = writes(house, "a marker to lose")
    assert "a marker to lose" in agent.get(of(person)).content.decode()
    house.vault.keyring.destroy(people=[PersonKey(1, person)])
    text = agent.get(of(person)).content.decode()
    assert "a marker to lose" not in text
    assert say("desk.words_gone", "en") in text


@pytest.mark.parametrize("reason", ["forged", "unsigned", "no_such_reason_yet"])
def test_quarantine_shows_counts_and_reasons_only(house: House, agent: Any, reason: str) -> None:
    path = "/desk/ramen-master/quarantine?lang=en"
    assert say("desk.quarantine_empty", "en") in agent.get(path).content.decode()
    with house.act(house.businesses[0]) as db:
        db.one("SELECT open_day('2026-11-25')")
        db.run(
            "INSERT INTO quarantine VALUES (%(business)s, gen_random_uuid(), '2026-11-25', %(at)s,"
            " 'twilio', %(reason)s, 42, 'a sealed marker')",
            at=NOON, reason=reason,
        )  # fmt: skip
    text = agent.get(path).content.decode()
    assert 'class="table folds"' in text
    assert "a sealed marker" not in text
    assert (say("desk.reason_of.forged", "en") if reason == "forged" else "") in text
