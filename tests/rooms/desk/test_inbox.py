"""What staff see in the list of conversations and do with many at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.html import escape

from fakes.pages import NOON
from janji.care import assignment, assignment_notes, labels
from janji.desk.listing import MOST
from janji.kit.clock import SetClock
from janji.kit.text import say
from janji.vault import muting, people
from janji.vault.house import House
from rooms.desk.conftest import signed_in
from rooms.desk.inbox_desk import (
    INBOX,
    counts,
    customer,
    listed,
    noted,
    number_of,
    page,
    seen,
    stands,
)
from rooms.desk.talk_world import kept

SILENT = ("muted", "blocked")
ANSWERED = """UPDATE conversation SET waiting_since = NULL, state = 'agent'
               WHERE business_id = %(business)s AND person_id = %(p)s"""


def forward(house: House, **by: float) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.forward(**by)


def does(browser: Any, act: str, *ticked: UUID, back: str = "") -> str:
    """Do one act with those ticked; the page that follows."""
    sent = {"act": act, "people": [str(one) for one in ticked], "back": back}
    answer = browser.post(f"{INBOX}bulk", sent)
    assert answer.status_code == 302
    return str(browser.get(answer["Location"] + "&lang=en").content.decode())


@pytest.fixture
def label(house: House) -> int:
    with house.act(house.businesses[0]) as db:
        made = labels.make(db, "keluhan", "warm", 1, NOON)
    assert isinstance(made, labels.Label)
    return made.id


def test_an_empty_desk_says_that_nobody_waits(agent: Any) -> None:
    assert say("desk.inbox.empty.waiting_title", "en") in page(agent)


def test_who_waits_longest_comes_first_and_last_words_are_shown_once_noted(
    house: House, agent: Any
) -> None:
    late, early = customer(house, "a late marker", 5), customer(house, "an early marker", 50)
    customer(house, "not waiting", 1, state="bot")
    text = page(agent)
    assert seen(agent) == [early, late]
    assert "a late marker" in text
    assert "an early marker" in text
    assert "Budi" in text
    told = [line for line in noted(house, "vault.read") if "staff" in line.detail]
    assert [line.detail["staff"] for line in told] == [number_of("siti")] * 3
    counted = {line.subject: line.detail["records"] for line in told}
    assert counted == {early: 1, late: 1, None: 2}  # the second look of the day is one line


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_keys_a_script_sorts_by_are_bare_digits_in_every_language(
    house: House, agent: Any, language: str
) -> None:
    early, late = customer(house, "a", 50), customer(house, "b", 5)
    text = agent.get(f"{INBOX}?tab=all&lang={language}").content.decode()
    keys = re.findall(r'data-key="([^"]+)"', text)
    assert listed(text) == [late, early]
    assert [int(key) for key in keys] == sorted((int(key) for key in keys), reverse=True)
    assert all(key.isdigit() for key in keys)


def test_who_waits_is_shown_by_their_own_words_until_they_are_answered(
    house: House, agent: Any
) -> None:
    person = customer(house, "ramen saya dingin", 5)
    kept(house, person, {"text": "Baik, saya panggilkan petugas."}, NOON, "message_out")
    assert "ramen saya dingin" in page(agent)
    assert "saya panggilkan petugas" not in page(agent)
    with house.act(house.businesses[0]) as db:
        db.run(ANSWERED, p=person)
    assert "saya panggilkan petugas" in page(agent, "tab=all")


def test_who_is_muted_or_blocked_is_marked_until_that_ends(house: House, agent: Any) -> None:
    person, marks = customer(house, "a", 5), [say(f"desk.handing.{one}", "en") for one in SILENT]
    assert not any(mark in page(agent) for mark in marks)
    with house.act(house.businesses[0]) as db:
        muting.mute(db, person, "busy", NOON + timedelta(hours=1), 1, NOON)
    assert marks[0] in page(agent)
    with house.act(house.businesses[0]) as db:
        muting.block(db, person, "spam", 1, NOON)
    assert marks[1] in page(agent)
    with house.act(house.businesses[0]) as db:
        muting.end(db, [person], "block", 1)
    forward(house, hours=2)
    assert not any(mark in page(agent) for mark in marks)


def test_who_opens_no_conversations_sees_no_words_no_name_and_no_search(
    house: House, officer: Any
) -> None:
    customer(house, "a secret marker", 5)
    before = len(noted(house, "vault.read"))
    text = page(officer)
    assert 'class="convo is-waiting' in text
    assert "marker" not in text
    assert "Budi" not in text
    assert say("desk.inbox.words_closed", "en") in text
    assert 'role="search"' not in text
    assert "mentions" not in counts(text)
    assert len(noted(house, "vault.read")) == before
    for path in ("bulk", "search", "away"):
        assert officer.post(f"{INBOX}{path}", {"q": "marker"}).status_code == 403


def test_the_last_words_are_safe_short_and_without_card_numbers(house: House, agent: Any) -> None:
    hostile = "<script>alert(1)</script>\x00\x1b[31m kartu 4111 1111 1111 1111 " + "x" * 6_000
    customer(house, hostile, 5)
    text = page(agent)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "4111 1111" not in text
    assert "x" * 200 not in text


def test_a_list_goes_on_where_it_ended_however_many_wrote_in_one_moment(
    house: House, agent: Any
) -> None:
    everyone = [customer(house, "halo", n, at=NOON) for n in range(MOST + 5)]
    first = page(agent, "tab=all")
    shown = seen(agent, "tab=all")
    assert len(shown) == MOST
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    rest = seen(agent, older.partition("?")[2].replace("&amp;", "&"))
    assert len(rest) == 5
    assert {*shown, *rest} == set(everyone)


@pytest.mark.parametrize(
    "query",
    ["tab=<script>", "after=x", "after=99999999999999999.00", "label=99999999999999", "agent=-1",
     "talks=xx", "tab=all&after=1.00000000000000000000000000000001", "ids=1"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_a_list_all_the_same(agent: Any, query: str) -> None:
    assert "<script>" not in page(agent, query).partition("<main")[2].partition("list-body")[0]
    assert agent.get(f"{INBOX}rows?{query}").status_code == 200


def test_each_tab_shows_and_counts_its_own(house: House, agent: Any) -> None:
    new, taken = customer(house, "baru", 10), customer(house, "milik", 20)
    bot, closed = customer(house, "a", 30, state="bot"), customer(house, "b", 40, state="closed")
    slept, read = customer(house, "tidur", 50), customer(house, "sudah dibuka", 60)
    does(agent, "take", taken)
    does(agent, "sleep:hour", slept)
    does(agent, "read", read)
    text = page(agent)
    assert counts(text) == {
        "waiting": 3, "new": 1, "unassigned": 2, "mine": 1, "mentions": 0, "snoozed": 1, "bot": 1,
        "closed": 1, "all": 6,
    }  # fmt: skip
    for tab, shown in (
        ("waiting", [read, taken, new]), ("new", [new]), ("unassigned", [read, new]),
        ("mine", [taken]), ("snoozed", [slept]), ("bot", [bot]), ("closed", [closed]),
        ("all", [new, taken, bot, closed, slept, read]),
    ):  # fmt: skip
        assert seen(agent, f"tab={tab}") == shown, tab
    forward(house, hours=2)
    assert slept in seen(agent, "tab=waiting")


def test_what_one_has_read_is_unread_for_another_until_they_look(house: House, agent: Any) -> None:
    other = signed_in(house, "budi", "agent")
    person = customer(house, "halo", 5)
    unread = say("desk.inbox.unread", "en", count=1)
    assert unread in page(agent)
    assert unread in page(other)
    does(agent, "read", person)
    assert unread not in page(agent)
    assert unread in page(other)
    assert seen(agent, "tab=waiting&unread=1") == []
    assert seen(other, "tab=waiting&unread=1") == [person]


def test_filters_narrow_by_label_holder_language_window_failure_and_end(
    house: House, agent: Any, label: int
) -> None:
    siti = number_of("siti")
    plain = customer(house, "halo", 5)
    labelled, held = customer(house, "halo", 10), customer(house, "halo", 20)
    closing = customer(house, "halo", 30, at=NOON - timedelta(hours=22))
    ending = customer(house, "halo", 40, at=NOON - timedelta(days=6))
    failed, english = customer(house, "halo", 45), customer(house, "halo", 46)
    does(agent, f"label:{label}", labelled)
    does(agent, "take", held)
    with house.act(house.businesses[0]) as db:
        db.run(
            "INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at,"
            " state) VALUES (%(business)s, gen_random_uuid(), '2026-11-25', %(p)s, 'out',"
            " %(at)s, 'failed')", p=failed, at=NOON,
        )  # fmt: skip
        db.run("UPDATE conversation SET language = 'en' WHERE business_id = %(business)s"
               " AND person_id = %(p)s", p=english)  # fmt: skip
    for query, shown in (
        (f"label={label}", [labelled]), (f"agent={siti}", [held]), ("closing=1", [closing]),
        ("ending=1", [ending]), ("failed=1", [failed]), ("talks=en", [english]),
        (f"failed=1&label={label}", []),
    ):  # fmt: skip
        assert seen(agent, f"tab=all&{query}") == shown, query
    assert plain in seen(agent, "tab=all")
    assert say("desk.inbox.empty.narrowed_title", "en") in page(agent, "failed=1&closing=1")


def test_many_at_once_says_how_many_and_why_others_not(house: House, agent: Any) -> None:
    budi = signed_in(house, "budi", "agent")
    mine, hers = customer(house, "a", 5), customer(house, "b", 6)
    shut, gone = customer(house, "c", 7, state="closed"), customer(house, "d", 8)
    does(budi, "take", hers)
    with house.act(house.businesses[0]) as db:
        people.forget(db, [gone])
    text = does(agent, "close", mine, hers, shut, gone)
    for key, n in (("told.close", 1), ("left.colleague", 1), ("left.already", 1), ("left.gone", 1)):
        assert say(f"desk.inbox.{key}", "en", n=n) in text, key
    assert stands(house, mine).state == "closed"
    assert stands(house, hers).agent_id == number_of("budi")
    again = does(agent, "close", mine, hers, shut, gone)
    assert say("desk.inbox.left.already", "en", n=2) in again
    assert len(noted(house, "care.closed")) == 1


def test_nothing_ticked_too_many_and_nonsense_change_nothing(house: House, agent: Any) -> None:
    person = customer(house, "a", 5)
    before = stands(house, person)
    assert say("desk.inbox.told.nobody", "en") in does(agent, "close")
    many = [UUID(int=n) for n in range(101)]
    assert say("desk.inbox.told.too_many", "en", most=100) in does(agent, "close", person, *many)
    for act in ("explode", "give:999", "give:x", "label:77777777777"):
        text = does(agent, act, person)
        assert say("desk.inbox.told.unknown", "en") in text or "left" in text, act
    assert stands(house, person) == before


def test_two_agents_take_the_same_and_the_second_is_told(house: House, agent: Any) -> None:
    budi = signed_in(house, "budi", "agent")
    person = customer(house, "a", 5)
    assert say("desk.inbox.told.take", "en", n=1) in does(agent, "take", person)
    assert say("desk.inbox.left.colleague", "en", n=1) in does(budi, "take", person)
    assert stands(house, person).agent_id == number_of("siti")


def test_passing_on_with_a_note_calls_the_colleague(house: House, agent: Any) -> None:
    budi = signed_in(house, "budi", "agent")
    person, other = customer(house, "a", 5), customer(house, "b", 6)
    does(agent, "take", person)
    sent = {"to": number_of("budi"), "was": number_of("siti"), "note": "@budi tolong, meja 12"}
    answer = agent.post(f"{INBOX}c/{person}/assign", sent)
    assert answer.status_code == 302
    assert stands(house, person).agent_id == number_of("budi")
    text = page(budi, "tab=mentions")
    assert seen(budi, "tab=mentions") == [person]
    assert "tolong, meja 12" in text
    assert counts(text)["mentions"] == 1
    assert seen(agent, "tab=mentions") == []
    late = {"to": number_of("siti"), "was": number_of("siti")}
    agent.post(f"{INBOX}c/{person}/assign", late)
    assert stands(house, person).agent_id == number_of("budi"), "it was somebody else's by then"
    assert other in seen(budi)


def test_the_conversation_itself_offers_colleagues_labels_and_putting_aside(
    house: House, agent: Any, label: int
) -> None:
    signed_in(house, "budi", "agent")
    person = customer(house, "a", 5)
    does(agent, "take", person)

    def opened() -> str:
        return str(agent.get(f"{INBOX}c/{person}?lang=en").content.decode())

    text = opened()
    assert f'<option value="{number_of("budi")}">budi</option>' in text
    assert f'name="was" value="{number_of("siti")}"' in text
    assert f'name="put" value="{label}"' in text
    agent.post(f"{INBOX}c/{person}/label", {"put": label})
    assert f'name="take" value="{label}"' in opened()
    assert 'name="until" value="morning"' in text
    agent.post(f"{INBOX}c/{person}/snooze", {"until": "morning"})
    text = opened()
    assert 'name="until" value="morning"' not in text
    assert say("desk.inbox.act_wake", "en") in text


def test_who_is_muted_rings_no_bell_until_the_mute_ends(house: House, agent: Any) -> None:
    person = customer(house, "a", 5)
    customer(house, "b", 6)
    assert 'data-attention="2"' in page(agent)
    with house.act(house.businesses[0]) as db:
        muting.mute(db, person, "busy", NOON + timedelta(hours=1), 1, NOON)
    assert 'data-attention="1"' in page(agent)
    assert counts(page(agent))["waiting"] == 2  # still there to be answered
    forward(house, hours=2)
    assert 'data-attention="2"' in page(agent)
    agent.post(f"{INBOX}bulk", {"act": "take", "people": [str(person)], "back": ""})
    assert 'data-attention="2"' in page(agent)  # one's own, not read yet
    with house.act(house.businesses[0]) as db:
        muting.mute(db, person, "busy", NOON + timedelta(hours=9), 1, NOON)
    assert 'data-attention="1"' in page(agent)


def test_a_list_is_kept_for_oneself_or_by_the_owner_for_all(house: House, agent: Any) -> None:
    owner, budi = signed_in(house, "wati", "owner"), signed_in(house, "budi", "agent")
    agent.post(f"{INBOX}views", {"name": "gagal kirim", "back": "tab=all&failed=1&evil=<x>"})
    owner.post(f"{INBOX}views", {"name": "segera tutup", "shared": "1", "back": "closing=1"})
    agent.post(f"{INBOX}views", {"name": "palsu", "shared": "1", "back": "closing=1"})
    own, other = page(agent), page(budi)
    assert "?tab=all&amp;failed=1" in own
    assert "evil" not in own
    assert "segera tutup" in own
    assert "gagal kirim" not in other
    assert "palsu" not in other
    assert "segera tutup" in other
    agent.post(f"{INBOX}views", {"name": "081200000001"})
    assert escape(say("desk.inbox.view_name.shape", "en")) in page(agent)
    with house.act(house.businesses[0]) as db:
        views = db.all("SELECT view_id, name FROM saved_view WHERE business_id = %(business)s")
    shared = next(row.view_id for row in views if row.name == "segera tutup")
    agent.post(f"{INBOX}views", {"end": shared})
    assert "segera tutup" in page(agent), "only the owner ends everybody's"
    owner.post(f"{INBOX}views", {"end": shared})
    assert "segera tutup" not in page(agent)


def test_a_desk_that_is_open_asks_for_the_lines_that_changed_alone(
    house: House, agent: Any
) -> None:
    one, two = customer(house, "satu", 5), customer(house, "dua", 6)
    third = customer(house, "tiga", 7, state="bot")
    asked = f"{INBOX}rows?tab=waiting&lang=en&ids={one},{third}"
    text = agent.get(asked).content.decode()
    assert str(one) in text
    assert str(two) not in text
    assert str(third) not in text, "it does not belong to this list"
    assert noted(house, "vault.read")[-1].detail["records"] == 1
    assert counts(text)["waiting"] == 2
    whole = agent.get(f"{INBOX}rows?tab=waiting&lang=en").content.decode()
    assert 'data-whole="1"' in whole
    assert str(two) in whole


def test_the_owner_sets_how_conversations_are_shared_and_labels_end_everywhere(
    house: House, agent: Any
) -> None:
    owner = signed_in(house, "wati", "owner")
    assert agent.get(f"{INBOX}inbox-setup").status_code == 403
    place = f"{INBOX}inbox-setup?lang=en"
    sent = {"act": "sharing", "mode": "load", "most_each": "3", "away": "15"}
    assert owner.post(place, sent).status_code == 302
    with house.act(house.businesses[0]) as db:
        assert assignment.setting(db) == assignment.Setting("load", 3, 15)
    wrong = owner.post(place, {**sent, "most_each": "0"})
    assert wrong.status_code == 422
    assert say("care.assignment.setting", "en") in wrong.content.decode()
    assert owner.post(place, {"act": "label", "name": "Refund"}).status_code == 302
    personal = owner.post(place, {"act": "label", "name": "kak 0812 0000 0001"})
    assert escape(say("care.labels.personal", "en")) in personal.content.decode()
    person = customer(house, "a", 5)
    does(agent, "label:1", person)
    assert "refund" in page(agent)
    assert owner.post(place, {"act": "end_label", "label": "1"}).status_code == 302
    assert "refund" not in page(agent)


def test_who_is_away_says_so_and_is_told(house: House, agent: Any) -> None:
    assert agent.post(f"{INBOX}away", {"away": "1"}).status_code == 302
    assert say("desk.inbox.you_are_away", "en") in page(agent)
    agent.post(f"{INBOX}away", {"away": "0"})
    assert say("desk.inbox.you_are_away", "en") not in page(agent)


def test_a_note_among_staff_is_named_as_one_in_the_list(house: House, agent: Any) -> None:
    person = customer(house, "a", 5)
    with house.act(house.businesses[0]) as db:
        assignment_notes.keep_note(
            db, house.vault, house.businesses[0], person, "sudah ditelepon", 1, NOON, {}
        )
    assert f"{say('desk.inbox.by.note', 'en')} sudah ditelepon" in page(agent)
