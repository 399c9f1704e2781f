"""Finding conversations at the desk: by words, by name, by number; nothing of it in an address."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils.html import escape

from fakes.pages import NOON, browser_of
from janji.care import agent as care_agent
from janji.channels import outbox
from janji.desk import search, search_words
from janji.kit.clock import SetClock
from janji.kit.text import say
from janji.vault import people
from janji.vault.house import House
from rooms.desk.conftest import PASSWORD
from rooms.desk.inbox_desk import INBOX, customer, noted


def test_words_are_found_with_their_surroundings_and_what_was_asked_is_in_no_address(
    house: House, agent: Any
) -> None:
    person = customer(house, "Apakah kuah tonkotsu ini halal, kak?", 5)
    customer(house, "Alamatnya di mana?", 6)
    text = agent.post(f"{INBOX}search?lang=en", {"q": "KUAH halal"}, follow=True).content.decode()
    assert f"/c/{person}" in text
    assert "<mark>kuah</mark> tonkotsu ini <mark>halal</mark>" in text
    assert text.count('class="item found"') == 1
    assert "q=" not in text
    by_name = agent.post(f"{INBOX}search?lang=en", {"q": "budi"}, follow=True).content.decode()
    assert by_name.count('class="item found"') == 2
    nothing = agent.post(f"{INBOX}search?lang=en", {"q": "sushi"}, follow=True).content.decode()
    assert say("desk.inbox.nothing", "en") in nothing
    assert (
        say("desk.inbox.search_title", "en") in agent.get(f"{INBOX}search?lang=en").content.decode()
    )


def test_what_a_colleague_answered_is_found_and_leads_to_that_message(
    house: House, agent: Any
) -> None:
    person, here = customer(house, "Kapan buka?", 5), house.businesses[0]
    before = agent.post(f"{INBOX}search?lang=en", {"q": "reservasi"}, follow=True).content.decode()
    assert say("desk.inbox.nothing", "en") in before
    with house.act(here) as db:
        words = "Reservasi Kakak sudah kami catat."
        sent = care_agent.reply(db, house.vault, here, person, words, 999, NOON)
        outbox.enqueue(db, house.vault, here, person, "Reservasi lewat asisten", NOON)
    text = agent.post(
        f"{INBOX}search?lang=en", {"q": "reservasi kakak"}, follow=True
    ).content.decode()
    assert "<mark>Reservasi</mark> <mark>Kakak</mark> sudah kami catat." in text
    assert escape(say("desk.inbox.found_staff", "en")) in text
    assert f"at={sent}" in text
    assert "Budi" in text.partition("pane-main")[2]  # whose conversation, not only a number
    everything = agent.post(
        f"{INBOX}search?lang=en", {"q": "reservasi"}, follow=True
    ).content.decode()
    assert everything.count('class="item found"') == 1  # what the bot says is looked up in answers


def test_a_number_leads_to_its_conversation_in_any_spelling(house: House, agent: Any) -> None:
    person = customer(house, "halo", 41)
    for spelled in ("+62 812-0000-1041", "081200001041", "wa.me/6281200001041"):
        answer = agent.post(f"{INBOX}search", {"q": spelled})
        assert answer.status_code == 302, spelled
        assert str(person) in answer["Location"]
    unknown = agent.post(
        f"{INBOX}search?lang=en", {"q": "+62 812-0000-1999"}, follow=True
    ).content.decode()
    assert say("desk.inbox.no_number", "en") in unknown
    assert len(noted(house, "desk.number_asked")) == 4


def test_words_that_ended_are_not_found_any_more(house: House, agent: Any) -> None:
    person = customer(house, "rahasia kuah", 5)
    found = agent.post(f"{INBOX}search", {"q": "rahasia"}, follow=True).content.decode()
    assert str(person) in found
    with house.act(house.businesses[0]) as db:
        people.forget(db, [person])
    again = agent.post(f"{INBOX}search", {"q": "rahasia"}, follow=True).content.decode()
    assert str(person) not in again.partition("pane-main")[2]


def test_a_search_is_come_back_to_by_its_address_which_says_nothing(
    house: House, agent: Any
) -> None:
    person = customer(house, "Saya alergi kacang mete", 5)
    first, longer = (
        agent.post(f"{INBOX}search", {"q": words})
        for words in ("kacang", "kacang mete alergi saya")
    )
    assert first.status_code == longer.status_code == 302
    back = first["Location"]
    assert "kacang" not in back
    assert b"kacang".hex() not in back
    assert len(back) == len(longer["Location"])  # not even how much was typed
    assert back != agent.post(f"{INBOX}search", {"q": "kacang"})["Location"]
    for _ in range(2):
        found = agent.get(back).content.decode()
        assert 'value="kacang"' in found
        assert f"/c/{person}" in found


@pytest.mark.parametrize("carried", ["zz", "00", "00" * 40, "kacang"])
def test_what_was_not_sealed_here_opens_nothing(house: House, agent: Any, carried: str) -> None:
    customer(house, "Saya alergi kacang mete", 5)
    answer = agent.get(f"{INBOX}search?s={carried}&lang=en")
    assert answer.status_code == 200
    assert say("desk.inbox.search_over", "en") in answer.content.decode()
    assert 'class="item found"' not in answer.content.decode()


def test_a_search_opens_for_the_sign_in_that_asked_and_only_for_a_while(
    house: House, agent: Any, cashier: Any
) -> None:
    customer(house, "Saya alergi kacang mete", 5)
    back = agent.post(f"{INBOX}search?lang=en", {"q": "kacang"})["Location"]
    assert 'class="item found"' in agent.get(back).content.decode()
    over = say("desk.inbox.search_over", "en")
    assert over in cashier.get(back).content.decode()
    another = browser_of(house)  # the same person, signed in a second time
    another.post("/desk/login", {"name": "siti", "password": PASSWORD})
    assert over in another.get(back).content.decode()
    assert isinstance(house.clock, SetClock)
    house.clock.set(house.clock.now() + search_words.LIVES - timedelta(seconds=1))
    assert over not in agent.get(back).content.decode()
    house.clock.forward(seconds=1)
    ended = agent.get(back).content.decode()
    assert over in ended
    assert "kacang" not in ended.partition("pane-main")[2]


def test_what_was_found_goes_on_by_links_and_back_to_its_beginning(
    house: House, agent: Any
) -> None:
    for n in range(search.MOST + 2):
        customer(house, f"Pesanan kuah nomor {n}", 5 + n)
    first = agent.post(f"{INBOX}search?lang=en", {"q": "kuah"}, follow=True).content.decode()
    assert first.count('class="item found"') == search.MOST
    [further] = re.findall(r'href="([^"]+older=[^"]+)" rel="next"', first)
    second = agent.get(unescape(further)).content.decode()
    assert second.count('class="item found"') == 2
    [begin] = re.findall(r'<nav class="pager"[^>]*><a class="[^"]+" href="([^"]+)"', second)
    assert agent.get(unescape(begin)).content.decode().count('class="item found"') == search.MOST
