"""Finding conversations at the desk: by words, by name, by number; nothing of it in an address."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape

from fakes.pages import NOON
from janji.care import agent as care_agent
from janji.channels import outbox
from janji.kit.text import say
from janji.vault import people
from janji.vault.house import House
from rooms.desk.inbox_desk import INBOX, customer, noted


def test_words_are_found_with_their_surroundings_and_what_was_asked_is_in_no_address(
    house: House, agent: Any
) -> None:
    person = customer(house, "Apakah kuah tonkotsu ini halal, kak?", 5)
    customer(house, "Alamatnya di mana?", 6)
    text = agent.post(f"{INBOX}search?lang=en", {"q": "KUAH halal"}).content.decode()
    assert f"/c/{person}" in text
    assert "<mark>kuah</mark> tonkotsu ini <mark>halal</mark>" in text
    assert text.count('class="item found"') == 1
    assert "q=" not in text
    by_name = agent.post(f"{INBOX}search?lang=en", {"q": "budi"}).content.decode()
    assert by_name.count('class="item found"') == 2
    nothing = agent.post(f"{INBOX}search?lang=en", {"q": "sushi"}).content.decode()
    assert say("desk.inbox.nothing", "en") in nothing
    assert (
        say("desk.inbox.search_title", "en") in agent.get(f"{INBOX}search?lang=en").content.decode()
    )


def test_what_a_colleague_answered_is_found_and_leads_to_that_message(
    house: House, agent: Any
) -> None:
    person, here = customer(house, "Kapan buka?", 5), house.businesses[0]
    before = agent.post(f"{INBOX}search?lang=en", {"q": "reservasi"}).content.decode()
    assert say("desk.inbox.nothing", "en") in before
    with house.act(here) as db:
        words = "Reservasi Kakak sudah kami catat."
        sent = care_agent.reply(db, house.vault, here, person, words, 999, NOON)
        outbox.enqueue(db, house.vault, here, person, "Reservasi lewat asisten", NOON)
    text = agent.post(f"{INBOX}search?lang=en", {"q": "reservasi kakak"}).content.decode()
    assert "<mark>Reservasi</mark> <mark>Kakak</mark> sudah kami catat." in text
    assert escape(say("desk.inbox.found_staff", "en")) in text
    assert f"at={sent}" in text
    assert "Budi" in text.partition("pane-main")[2]  # whose conversation, not only a number
    everything = agent.post(f"{INBOX}search?lang=en", {"q": "reservasi"}).content.decode()
    assert everything.count('class="item found"') == 1  # what the bot says is looked up in answers


def test_a_number_leads_to_its_conversation_in_any_spelling(house: House, agent: Any) -> None:
    person = customer(house, "halo", 41)
    for spelled in ("+62 812-0000-1041", "081200001041", "wa.me/6281200001041"):
        answer = agent.post(f"{INBOX}search", {"q": spelled})
        assert answer.status_code == 302, spelled
        assert str(person) in answer["Location"]
    unknown = agent.post(f"{INBOX}search?lang=en", {"q": "+62 812-0000-1999"}).content.decode()
    assert say("desk.inbox.no_number", "en") in unknown
    assert len(noted(house, "desk.number_asked")) == 4


def test_words_that_ended_are_not_found_any_more(house: House, agent: Any) -> None:
    person = customer(house, "rahasia kuah", 5)
    found = agent.post(f"{INBOX}search", {"q": "rahasia"}).content.decode()
    assert str(person) in found
    with house.act(house.businesses[0]) as db:
        people.forget(db, [person])
    again = agent.post(f"{INBOX}search", {"q": "rahasia"}).content.decode()
    assert str(person) not in again.partition("pane-main")[2]
