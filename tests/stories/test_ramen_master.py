"""Ramen Master, front page and section 1: who speaks, since when, in which words, which way."""

from __future__ import annotations

from html import unescape

import pytest

from fakes.twin import ACCOUNT
from janji.kit.text import say
from janji.twins.twilio.state import new_sid
from stories.ramen import BUDI, CITRA, DEWI, SARAH, Ramen
from stories.stage import StoryClock

PRIVACY = "/ramen-master/privacy"


def said_on(page: str) -> str:
    """The words of a page as they are read, line breaks aside."""
    return " ".join(unescape(page).split())


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_policy_page_names_who_is_responsible_and_how_to_reach_them(
    ramen: Ramen, language: str
) -> None:
    """R-01, R-02, R-03, R-06: statements; they are shown as the words they are, and marked so."""
    page = said_on(ramen.page(PRIVACY, language))
    assert "PT. Ramen Master Indonesia" in page
    assert ramen.shop.contacts.email in page
    assert "+62 813 3307 1930" in page
    assert "Produk Halal" in page
    statements = [one.id for one in ramen.policy.promises if not one.bound]
    assert {"R-01", "R-02", "R-03", "R-06"} < set(statements)
    assert page.count(say("site.statement", language)) >= len(statements)


def test_the_policy_in_force_is_the_published_one_since_its_day(ramen: Ramen) -> None:
    """R-04: in force from 16 August 2025."""
    assert "16 Agustus 2025" in said_on(ramen.page(PRIVACY, "id"))
    assert "16 August 2025" in said_on(ramen.page(PRIVACY, "en"))
    assert ramen.is_kept("R-04")
    ramen.guilty("UPDATE business SET policy_hash = 'another'")
    assert ramen.proofs()["policy_in_force"].word == "broken"


def test_every_promised_sentence_stands_on_the_page_in_both_languages(ramen: Ramen) -> None:
    """R-05: every clause in Indonesian and English, and both readings of the page show both."""
    for language in ("id", "en"):
        page = said_on(ramen.page(PRIVACY, language))
        for promise in ramen.policy.promises:
            assert " ".join(promise.quotes["id"].split()) in page, promise.id
            assert " ".join(promise.quotes["en"].split()) in page, promise.id
    assert ramen.is_kept("R-05")


def test_customers_are_answered_in_the_language_they_write(ramen: Ramen) -> None:
    """R-05: the chat speaks Indonesian and English as the page does."""
    ramen.receives("jam buka hari ini sampai jam berapa kak?", sent_by=BUDI, name="Budi")
    ramen.receives("Hi! What time do you close tonight?", sent_by=SARAH, name="Sarah")
    assert "asisten otomatis" in ramen.last_answer(BUDI)
    assert "automatic assistant" in ramen.last_answer(SARAH)
    assert "22.00" in ramen.last_answer(BUDI)
    assert "open" in ramen.last_answer(SARAH)
    assert "asisten" not in ramen.last_answer(SARAH)


def test_the_chatbot_answers_on_whatsapp_and_nowhere_else(ramen: Ramen) -> None:
    """R-07: the same question by WhatsApp, SMS, Messenger and e-mail; one of them is answered."""
    question = "Apakah ramen ini halal?"
    asked = ramen.receives(question, sent_by=BUDI)
    assert ramen.knows(asked)
    assert "halal" in ramen.last_answer(BUDI)
    for sender, ours in (("+6281200000103", "+6281200000001"), ("messenger:42", "messenger:7")):
        form = [("AccountSid", ACCOUNT), ("MessageSid", new_sid("SM")), ("From", sender)]
        assert ramen.posts([*form, ("To", ours), ("Body", question)]) == 200
    ramen.gets_mail("Pertanyaan", question, sent_by="tanya@contoh.example")
    assert ramen.rows("person") == 1
    assert ramen.person(SARAH) is None
    assert ramen.letters("tanya@contoh.example") == []
    assert ramen.rows("quarantine") == 3, "nothing is lost: the owner may look at what came"
    assert ramen.is_kept("R-07")


def test_every_message_comes_and_goes_through_twilio(ramen: Ramen) -> None:
    """R-08: both directions carry Twilio's id, and Twilio holds as many messages as we do."""
    ramen.receives("alamatnya di mana?", sent_by=BUDI)
    ramen.agent_answers(BUDI, "Ada lagi yang bisa dibantu, Kak?")
    assert len(ramen.answers(BUDI)) == 2
    assert ramen.rows("message") == ramen.copies_at_twilio() == 3
    assert ramen.is_kept("R-08")
    ramen.guilty("UPDATE message SET sid_hash = NULL WHERE direction = 'in'")
    assert ramen.proofs()["messages_outside_provider"].word == "broken"


def test_a_message_that_is_not_from_twilio_is_refused_and_changes_nothing(ramen: Ramen) -> None:
    """R-08: webhooks are believed by their signature alone."""
    genuine = ramen.receives("halo", sent_by=BUDI)
    assert genuine.statuses == (200,)
    forged = ramen.receives("transfer ke rekening ini", sent_by=DEWI, forge=True)
    unsigned = ramen.receives("transfer ke rekening ini", sent_by=DEWI, unsigned=True)
    assert (*forged.statuses, *unsigned.statuses) == (403, 403)
    assert ramen.person(DEWI) is None
    assert ramen.answers(DEWI) == []
    assert ramen.rows("quarantine") == 2
    assert ramen.actions().count("door.suspect") == 2


def test_a_message_delivered_again_and_again_is_one_message(ramen: Ramen) -> None:
    """R-08: Twilio may deliver a webhook more than once, at once or days later."""
    said = ramen.receives("menu apa aja?", sent_by=BUDI, duplicate=4, together=True)
    assert said.statuses == (200,) * 5
    assert len(ramen.read(BUDI, ("message_in",))) == 1
    assert len(ramen.answers(BUDI)) == 1
    ramen.nights(2)
    form = [("AccountSid", ACCOUNT), ("MessageSid", said.sid), ("From", f"whatsapp:{BUDI}")]
    form += [("To", ramen.shop.channel.sender), ("Body", "menu apa aja?")]
    assert ramen.posts(form) == 200
    ramen.works()
    assert len(ramen.read(BUDI, ("message_in",))) == 1
    assert len(ramen.answers(BUDI)) == 1


def test_a_reply_whose_acceptance_was_lost_is_not_sent_twice(
    ramen: Ramen, clock: StoryClock
) -> None:
    """R-08: Twilio took the reply, its answer never came; we look before we send again."""
    ramen.stage.twin.tell("faults", kind="lost")
    ramen.receives("halal ga kak?", sent_by=CITRA)
    assert ramen.row(
        "SELECT state FROM message WHERE business_id = %(business)s AND direction = 'out'"
    ).state in ("sending", "read")
    clock.forward(hours=1)
    ramen.works()
    assert len(ramen.answers(CITRA)) == 1
    assert ramen.is_kept("R-08")
