"""One conversation as staff meet it: windows, words of strangers, files, failures, the end."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils.html import escape

from fakes.pages import NOON, NUMBER, writes
from janji.consent import withdrawals
from janji.desk.thread import MOST, Place, window
from janji.desk.thread_text import said
from janji.kit.clock import SetClock
from janji.kit.text import say
from janji.vault import erasure, muting
from janji.vault.house import House
from rooms.desk.talk_world import MARKER, form_of, kept, noted, of


def test_a_long_conversation_opens_at_its_newest_end_and_every_message_stands_in_one_window(
    house: House, agent: Any
) -> None:
    person = writes(house, "yang pertama", at=NOON - timedelta(hours=3))
    count = 2 * MOST + 7
    for n in range(count):  # several in one moment: the edge of a window falls among equals
        kept(house, person, {"text": f"baris {n:03}"}, NOON - timedelta(minutes=(count - n) // 10))
    address, seen, pages = of(person), [], 0
    while address:
        text = agent.get(address).content.decode()
        seen += re.findall(r"baris \d{3}", text)
        pages += 1
        older = re.search(r'href="([^"]*before=[^"]*)"', text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert pages == 3
    assert sorted(seen) == [f"baris {n:03}" for n in range(count)]
    assert "yang pertama" in text
    newest = agent.get(of(person)).content.decode()
    assert f"baris {count - 1:03}" in newest
    assert "baris 000" not in newest


def test_an_address_can_point_at_one_message_and_shows_what_is_around_it(
    house: House, agent: Any
) -> None:
    person = writes(house, "awal", at=NOON - timedelta(hours=9))
    ids = [
        kept(
            house, person, {"text": f"no {n:03}"}, NOON - timedelta(hours=8) + timedelta(minutes=n)
        )
        for n in range(150)
    ]
    text = agent.get(of(person, f"?at={ids[60]}")).content.decode()
    assert f'id="m-{ids[60]}"' in text
    assert "no 055" in text
    assert "no 070" in text
    assert "no 149" not in text
    assert say("desk.talk.newest", "en") in text


def test_days_part_the_thread_and_what_is_new_to_me_begins_at_a_line(
    house: House, agent: Any
) -> None:
    person = writes(house, "kemarin", at=NOON - timedelta(days=1))
    assert 'id="new"' not in agent.get(of(person)).content.decode()  # all of it is new: no line
    assert isinstance(house.clock, SetClock)
    house.clock.forward(seconds=60)
    fresh = kept(house, person, {"text": "hari ini"}, house.clock.now())
    text = agent.get(of(person)).content.decode()
    assert text.count('class="day-line"') == 2
    assert text.index('id="new"') < text.index(f'id="m-{fresh}"')
    assert 'id="new"' not in agent.get(of(person)).content.decode()


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "".join(chr(n) for n in range(32)) + "\x7f\ufeff",
    "Z" + "\u0321" * 5_000,
    "{{ 7|add:7 }} {% now 'Y' %} {name}",
    "x" * 100_000,
    "👩‍👩‍👧‍👦" * 3_000,
    "' OR 1=1 -- \\ %s %(a)s",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("where", ["text", "name", "place"])
def test_whatever_a_stranger_writes_is_shown_and_never_acts(
    house: House, agent: Any, words: str, where: str
) -> None:
    person = writes(house, "halo", at=NOON - timedelta(minutes=9))
    content: dict[str, Any] = {"text": "biasa", "name": "Budi", "kind": "text"}
    if where == "place":
        content["place"] = {"latitude": 1.0, "longitude": 2.0, "label": words, "address": words}
    else:
        content["name" if where == "name" else "text"] = words
    record = kept(house, person, content, NOON)
    for address in (of(person, f"?quote={record}"), of(person, f"/m/{record}")):
        answer = agent.get(address)
        assert answer.status_code == 200
        text = answer.content.decode()
        shown = text.replace('<script type="module"', "").replace("<script defer", "")
        assert "<script" not in shown
        assert "onerror=alert(2)>" not in shown
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
        assert "\u0321" * 5 not in text
    assert len(agent.get(of(person)).content) < 60_000


@pytest.mark.parametrize("where", ["name", "text"])
def test_the_list_beside_it_shows_a_strangers_signs_as_calmly(
    house: House, agent: Any, where: str
) -> None:
    content = {
        "text": "biasa",
        "name": "Budi",
        "kind": "text",
        where: "a\x07b\u202ec" + "\u0321" * 90,
    }
    person = writes(house, "halo", at=NOON - timedelta(minutes=9))
    kept(house, person, content, NOON)
    with house.act(house.businesses[0]) as db:
        db.run(
            "UPDATE conversation SET waiting_since = last_in_at WHERE business_id = %(business)s"
        )
    listed = agent.get("/desk/ramen-master/").content.decode()
    assert f"/c/{person}" in listed
    assert not re.search(r"[\x00-\x08\u202a-\u202e]", listed)
    assert "\u0321" * 5 not in listed


def test_long_words_are_cut_in_the_thread_and_whole_on_their_own_page(
    house: House, agent: Any
) -> None:
    person = writes(house, "y" * 99_999 + "Z")
    thread = agent.get(of(person)).content.decode()
    assert "yZ" not in thread
    found = re.search(r'href="([^"]+/m/[^"]+)"', thread)
    assert found
    assert "yZ" in agent.get(found[1].replace("&amp;", "&")).content.decode()
    assert said("a\nb\tc").text == "a\nb\tc"


def test_numbers_in_words_are_masked_until_somebody_asks_and_that_is_noted(
    house: House, agent: Any, cashier: Any
) -> None:
    person = writes(house, "hubungi 0812 0000 0077 ya")
    assert "0812 0000 0077" not in agent.get(of(person)).content.decode()
    assert noted(house, "desk.revealed") == []
    shown = agent.post(of(person), {"act": "show_text"})
    assert "0812 0000 0077" in shown.content.decode()
    assert [one.subject for one in noted(house, "desk.revealed")] == [person]
    assert "0812 0000 0077" not in agent.get(of(person)).content.decode()
    refused = cashier.post(of(person), {"act": "show_text"}).content.decode()
    assert "0812 0000 0077" not in refused
    assert say("desk.refused_title", "en") in refused or "Belum" in refused


def test_what_did_not_arrive_says_why_and_is_tried_again_once(house: House, agent: Any) -> None:
    person = writes(house, "halo", at=NOON - timedelta(minutes=5))
    failed = kept(
        house, person, {"text": "Siap Kak", "author_id": 1}, NOON, "message_out",
        state="failed", author="agent", code=63024, failed=NOON,
    )  # fmt: skip
    text = agent.get(of(person)).content.decode()
    assert escape(say("channels.twilio_error.no_whatsapp", "en")) in text
    assert "(63024)" in text
    assert 'value="send_again"' in text
    listed = agent.get("/desk/ramen-master/?tab=all&failed=1").content.decode()
    assert str(person) in listed
    for _ in range(2):
        sent = {"act": "send_again", "message": str(failed)}
        assert agent.post(of(person), sent).status_code == 302
    with house.act(house.businesses[0]) as db:
        rows = db.all("SELECT state FROM message WHERE direction = 'out' ORDER BY at")
    assert sorted(row.state for row in rows) == ["failed", "queued"]
    listed = agent.get("/desk/ramen-master/?tab=all&failed=1").content.decode()
    assert str(person) not in listed  # nobody has to see to it any more
    after = agent.get(of(person)).content.decode()
    assert 'value="send_again"' not in after  # it says so instead of offering what does nothing
    assert say("desk.talk.tried_again", "en") in after


def test_a_refused_answer_keeps_every_word_that_was_typed(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=25)
    answer = agent.post(of(person), {"act": "reply", "text": f"<b>{MARKER}</b>"})
    assert answer.status_code == 422
    assert f"&lt;b&gt;{MARKER}&lt;/b&gt;</textarea>" in answer.content.decode()


def test_a_draft_waits_in_the_box_without_a_script_and_with_one(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    assert agent.post(of(person), {"act": "draft", "text": MARKER}).status_code == 302
    page = agent.get(of(person)).content.decode()
    assert f"{MARKER}</textarea>" in page
    assert say("desk.talk.draft_kept", "en") in page
    quiet = agent.post(
        of(person), {"act": "draft", "text": ""}, headers={"Accept": "application/json"}
    )
    assert (quiet.status_code, quiet.content) == (204, b"")
    assert MARKER not in agent.get(of(person)).content.decode()


def test_ready_made_words_come_into_the_box_filled_in_the_customers_language(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    page = agent.get(of(person, "?canned=greeting")).content.decode()
    assert "Halo Kak Budi, saya Siti dari Ramen Master." in page
    for language, title in (("en", "Greeting"), ("id", "Sapaan")):  # the one who chooses reads it
        shown = agent.get(of(person, language=language)).content.decode()
        assert f'<option value="greeting">{title}</option>' in shown


def test_a_shut_window_offers_the_approved_templates_alone_and_sends_one_once(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=24, seconds=1)
    page = agent.get(of(person)).content.decode()
    assert "Ramen Master ingin melanjutkan percakapan" in page
    sent = {"act": "template", "template": "follow_up", "form": form_of(page)}
    for _ in range(2):
        assert agent.post(of(person), sent).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM message WHERE direction = 'out'") == 1
    wrong = agent.post(of(person), {"act": "template", "template": "no_such"})
    assert escape(say("desk.talk.template_unusable", "en")) in wrong.content.decode()


def test_a_note_stands_apart_and_is_never_queued(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    assert agent.post(of(person), {"act": "note", "text": f"@dewi {MARKER}"}).status_code == 302
    text = agent.get(of(person)).content.decode()
    assert 'class="bubble note"' in text
    assert MARKER in text
    with house.act(house.businesses[0]) as db:
        assert db.all("SELECT 1 FROM message WHERE direction = 'out'") == []


def test_whoever_writes_a_note_sends_nothing_to_the_customer_by_the_keys_for_sending(
    house: House, agent: Any
) -> None:
    """Ctrl and Enter press what carries data-send; the plain button is the other one."""
    person = writes(house, "halo")
    sends = re.compile(r'<button class="button([^"]*)"( data-send)? name="act" value="note"')
    replies = re.compile(
        r'<button class="button send([^"]*)" name="act" value="reply"( data-send)?'
    )
    plain, noting = (agent.get(of(person, at)).content.decode() for at in ("", "?note"))
    assert [one.search(plain).groups() for one in (sends, replies)] == [
        (" second", None), ("", " data-send"),
    ]  # fmt: skip
    assert [one.search(noting).groups() for one in (sends, replies)] == [
        ("", " data-send"), (" second", None),
    ]  # fmt: skip


def test_who_is_muted_is_said_above_the_box_too(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    said_so = say("desk.person.muted_title", "en")
    assert said_so not in box(agent, person)
    with house.act(house.businesses[0]) as db:
        assert muting.mute(db, person, "busy", NOON + timedelta(hours=2), 1, NOON) is None
    assert said_so in box(agent, person)


def box(agent: Any, person: UUID) -> str:
    """What stands below the messages."""
    page = str(agent.get(of(person, "?lang=en")).content.decode())
    return page.split('<footer class="pane-foot talk-foot">')[1].split("</footer>")[0]


def test_a_quote_goes_above_the_answer_and_ends_with_what_it_quotes(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo", at=NOON - timedelta(days=3))
    asked = kept(house, person, {"text": "buka jam berapa?"}, NOON - timedelta(days=2))
    kept(house, person, {"text": "kak?"}, NOON)
    with house.act(house.businesses[0]) as db:
        db.run("UPDATE conversation SET last_in_at = %(n)s", n=NOON)
    page = agent.get(of(person, f"?quote={asked}")).content.decode()
    assert f'name="quote" value="{asked}"' in page
    sent = {"act": "reply", "text": "Jam 10.", "quote": str(asked), "form": form_of(page)}
    assert agent.post(of(person), sent).status_code == 302
    text = agent.get(of(person)).content.decode()
    assert "&gt; buka jam berapa?\n\nJam 10." in text
    with house.act(house.businesses[0]) as db:
        ends = db.value("SELECT expires_on FROM message WHERE direction = 'out'")
    assert ends == date(2026, 11, 23)


def test_nobody_quotes_or_tries_again_what_is_somebody_elses(house: House, agent: Any) -> None:
    person, other = writes(house, "halo"), writes(house, MARKER, number="+6281200000042")
    with house.act(house.businesses[0]) as db:
        theirs = db.value("SELECT record_id FROM record WHERE person_id = %(p)s", p=other)
    assert MARKER not in agent.get(of(person, f"?quote={theirs}")).content.decode()
    assert agent.get(of(person, f"/m/{theirs}")).status_code == 404
    answer = agent.post(of(person), {"act": "send_again", "message": str(theirs)})
    assert answer.status_code == 422


def test_closing_with_a_word_shows_it_and_opening_again_takes_it_back(
    house: House, agent: Any
) -> None:
    person = writes(house, "halo")
    assert agent.post(of(person), {"act": "close", "outcome": "answered"}).status_code == 302
    text = agent.get(of(person)).content.decode()
    assert say("desk.talk.closed_at", "en") in text
    assert "Answered" in text
    assert agent.post(of(person), {"act": "reopen"}).status_code == 302
    assert (
        'class="event-line">' + say("desk.talk.closed_at", "en")
        not in agent.get(of(person)).content.decode()
    )


def test_a_conversation_erased_while_it_is_open_says_so_and_gives_the_words_back(
    house: House, agent: Any
) -> None:
    import functools

    person, here = writes(house, MARKER), house.businesses[0]
    page = agent.get(of(person)).content.decode()
    assert MARKER in page
    act = functools.partial(house.act, here)
    now = house.clock.now()
    erasure.make_unreadable(act, house.vault, house.journal, here, [person], None, now)
    erasure.remove(act, house.vault, here, [person], None, now)
    answer = agent.post(of(person), {"act": "reply", "text": "hampir", "form": form_of(page)})
    assert answer.status_code == 410
    text = answer.content.decode()
    assert say("desk.talk.gone_erased", "en") in text
    assert "hampir</textarea>" in text
    assert MARKER not in text
    assert agent.get(of(person, f"/m/{uuid4()}")).status_code == 404


def test_words_that_may_not_be_read_are_closed_with_the_reason_and_nothing_is_sent(
    house: House, agent: Any
) -> None:
    person = writes(house, MARKER)
    with house.act(house.businesses[0]) as db:
        withdrawals.withdraw(db, person, "customer_support", NOON)
    text = agent.get(of(person)).content.decode()
    assert MARKER not in text
    assert say("desk.talk.closed_title", "en") in text
    assert 'name="text"' not in text


def test_why_it_was_understood_and_a_generic_phrase_for_approval(house: House, agent: Any) -> None:
    person = writes(house, f"saya Budi {NUMBER} ada ramen tanpa kuah?")
    with house.act(house.businesses[0]) as db:
        record = db.value("SELECT record_id FROM record")
    address = of(person, f"/m/{record}")
    page = agent.get(address).content.decode()
    assert say("desk.talk.nearest", "en") in page
    assert 'value="saya ada ramen tanpa kuah?"' in page
    assert page.count(f"<mark>{say('desk.talk.personal_part', 'en')}</mark>") == 2
    intent = re.search(r'<option value="(menu\w*)"', page)
    assert intent
    wrong = {"phrasing": f"kata {NUMBER} dan budi@contoh.example juga", "intent": intent[1]}
    refused = agent.post(address, wrong)
    assert refused.status_code == 422
    marked = re.search(r'<p class="marked words">(.*?)</p>', refused.content.decode(), re.DOTALL)
    assert marked  # in what was typed now, not in what the customer wrote
    assert marked[1].count(f"<mark>{say('desk.talk.personal_part', 'en')}</mark>") == 2
    assert marked[1].startswith("kata ")
    assert escape(say("care.teach.personal", "en")) in refused.content.decode()
    right = {"phrasing": "ada ramen tanpa kuah?", "intent": intent[1]}
    assert agent.post(address, right).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT phrasing FROM answer_proposal") == "ada ramen tanpa kuah?"
        withdrawals.withdraw(db, person, "improve_service", NOON)
    objected = agent.get(address).content.decode()
    assert say("desk.talk.no_teaching", "en") in objected
    assert agent.post(address, right).status_code == 422


def test_a_window_is_opened_in_one_reading_that_names_who_looked(house: House) -> None:
    person = writes(house, "halo")
    here = house.businesses[0]
    with house.act(here) as db:
        window(db, house.vault, here, person, Place(), 7, NOON)
    [line] = noted(house, "vault.read")
    assert '"staff":7' in line.detail
    assert '"purpose":"customer_support"' in line.detail


def test_an_answer_of_the_same_moment_stands_below_its_question(house: House, agent: Any) -> None:
    person = writes(house, "mulai", at=NOON - timedelta(hours=1))
    kept(house, person, {"text": "jawaban-segera"}, NOON, "message_out", state="sent", author="bot")
    kept(house, person, {"text": "pertanyaan-tadi", "kind": "text"}, NOON)
    text = agent.get(of(person)).content.decode()
    thread = text[text.index('id="thread"') :]
    assert thread.index("pertanyaan-tadi") < thread.index("jawaban-segera")
