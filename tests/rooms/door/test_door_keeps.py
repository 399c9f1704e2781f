from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg

from fakes.front_door import ACCOUNT, PUBLIC, TOKEN, Door, Shop, form
from janji.channels.twilio import signature
from janji.kit.ids import new_id
from janji.vault import records
from janji.vault.gate import Opened, read

PURPOSE = "customer_support"
OUTGOING = """
INSERT INTO message (business_id, message_id, expires_on, person_id, sid_hash, direction, at, state)
VALUES (%s, %s, %s, %s, %s, 'out', now(), 'accepted')
"""


def stored_texts(shop: Shop) -> list[str]:
    house = shop.house()
    business = house.businesses[0]
    try:
        texts = []
        for (person,) in shop.rows("SELECT person_id FROM person ORDER BY made_at"):
            with house.act(business) as db:
                found = read(
                    db,
                    house.vault,
                    business,
                    "customer_support",
                    person=person,
                    kinds=["message_in"],
                )
            assert isinstance(found, list), found
            texts += [text_of(one) for one in found]
        return texts
    finally:
        house.close()


def text_of(one: Opened) -> str:
    assert one.content is not None
    return str(one.content["text"])


def test_a_signed_message_is_answered_kept_sealed_and_noted(shop: Shop, door: Door) -> None:
    assert shop.count("message") == 0
    answer = door.post(form(1, Body="apakah ramennya halal?"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    assert stored_texts(shop) == ["apakah ramennya halal?"]
    assert b"halal" not in bytes(shop.rows("SELECT sealed FROM record")[0][0])
    assert shop.actions()["message.in"] == 1


def test_a_message_delivered_again_and_again_is_stored_once(shop: Shop, door: Door) -> None:
    first = door.post(form(1))
    again = [door.post(form(1)) for _ in range(3)]
    assert [one.status_code for one in (first, *again)] == [200] * 4
    assert (shop.count("message"), shop.count("record")) == (1, 1)
    assert shop.actions() == {"message.in": 1, "message.duplicate": 3, "person.made": 1}


def test_a_message_delivered_many_times_at_once_is_stored_once(shop: Shop, door: Door) -> None:
    with ThreadPoolExecutor(32) as pool:
        codes = list(pool.map(lambda n: door.post(form(n % 4)).status_code, range(128)))
    assert codes == [200] * 128
    assert (shop.count("message"), shop.count("record")) == (4, 4)
    assert shop.actions()["message.in"] == 4
    assert shop.actions()["message.duplicate"] == 124


def test_the_ledger_of_a_crowd_has_one_line_per_message_and_an_unbroken_chain(
    shop: Shop, door: Door
) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: door.post(form(n, sender=n % 7)), range(200)))
    assert shop.actions()["message.in"] == 200
    gaps = shop.rows("SELECT chain FROM ledger GROUP BY chain HAVING max(seq) <> count(*)")
    assert gaps == []
    assert shop.count("person") == 7


def test_a_forged_message_is_refused_and_lies_in_quarantine(shop: Shop, door: Door) -> None:
    answer = door.post(form(1), **{"x-twilio-signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    assert answer.status_code == 403
    assert shop.rows("SELECT reason FROM quarantine") == [("forged",)]
    assert shop.count("message") == 0


def test_an_unsigned_message_is_refused_and_lies_in_quarantine(shop: Shop, door: Door) -> None:
    answer = door.http.post(door.base + "/hook/ramen-master/twilio/in", data=form(1))
    assert answer.status_code == 403
    assert shop.rows("SELECT reason FROM quarantine") == [("unsigned",)]
    assert shop.count("message") == 0


def test_a_forgery_beside_good_messages_keeps_none_of_them_out(shop: Shop, door: Door) -> None:
    def send(number: int) -> int:
        wrong = {"x-twilio-signature": "wrong"} if number % 3 == 0 else {}
        return door.post(form(number), **wrong).status_code

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(send, range(60)))
    assert codes.count(403) == 20
    assert shop.count("message") == 40
    assert shop.count("quarantine") == 20


def test_fields_the_policy_does_not_list_are_dropped_and_counted_by_name(
    shop: Shop, door: Door
) -> None:
    odd: dict[str, Any] = {"FromCity": "KOTARAHASIA", "Xyz": "RAHASIALAIN"}
    assert door.post(form(1, **odd)).status_code == 200
    counted = dict(shop.rows("SELECT field, n FROM dropped_field"))
    assert (counted["FromCity"], counted["other"]) == (1, 1)
    assert "Xyz" not in counted
    assert "KOTARAHASIA" not in str(stored_texts(shop))


def test_a_huge_body_is_refused_and_the_next_message_is_taken(shop: Shop, door: Door) -> None:
    assert door.post(form(1, Body="x" * 300_000)).status_code == 413
    assert shop.count("message") == 0
    assert door.post(form(2)).status_code == 200
    assert shop.count("message") == 1


def test_a_poisonous_message_does_not_fail_its_neighbours(shop: Shop, door: Door) -> None:
    with psycopg.connect(shop.owner_url) as owner:
        owner.execute("ALTER TABLE message ADD CONSTRAINT no_media CHECK (media < 3)")
    files = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(3)}
    poison: dict[str, Any] = {"NumMedia": "3", **files}

    def send(number: int) -> int:
        return door.post(form(number, **(poison if number == 7 else {}))).status_code

    with ThreadPoolExecutor(24) as pool:
        codes = list(pool.map(send, range(48)))
    assert [number for number, code in enumerate(codes) if code != 200] == [7]
    assert codes[7] == 500
    assert shop.count("message") == 47


def test_what_waits_is_committed_before_a_graceful_stop(shop: Shop, door: Door) -> None:
    with ThreadPoolExecutor(32) as pool:
        asked = [pool.submit(door.post, form(number)) for number in range(32)]
        while not any(one.done() for one in asked):
            pass
        door.process.terminate()
        answered = [one.result() for one in asked if one.exception() is None]
    door.process.wait(20)
    taken = [one for one in answered if one.status_code == 200]
    assert taken
    assert shop.count("message") >= len(taken)


def test_a_door_says_not_found_and_wrong_method(door: Door) -> None:
    assert door.http.get(door.base + "/hook/nobody/twilio/in").status_code == 404
    assert door.http.get(door.base + "/hook/ramen-master/twilio/in").status_code == 405


def test_statuses_find_their_message_by_our_id_or_the_provider_s_and_only_rise(
    shop: Shop, door: Door
) -> None:
    house = shop.house()
    mine, theirs = (new_id(house.clock.now()) for _ in range(2))
    business = house.businesses[0]
    cls, day = records.last_day(business, "message_in", house.clock.now())
    with house.act(business) as db:
        records.ready_day(db, house.vault, cls, day)
    sealer = house.vault.sealer(business.id)
    hashes = {number: sealer.find_hash("sid", f"SM{number:032x}") for number in (1, 2)}
    house.close()
    with psycopg.connect(shop.owner_url) as owner:
        for message, digest in ((mine, None), (theirs, hashes[2])):
            values = (business.id, message, day, uuid4(), digest)
            owner.execute(OUTGOING, values)
    sent = [(1, f"?m={mine}", "delivered"), (1, f"?m={mine}", "sent"), (2, "", "read")]
    for number, query, word in sent:
        assert tell(door, number, query, word) == 200
    states = dict(shop.rows("SELECT message_id, state FROM message"))
    assert states == {mine: "delivered", theirs: "read"}
    named = dict(shop.rows("SELECT message_id, sid_hash FROM message"))
    assert named == {mine: hashes[1], theirs: hashes[2]}


def tell(door: Door, number: int, query: str, word: str) -> int:
    """Deliver a status callback about message *number*."""
    sid = f"SM{number:032x}"
    fields = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "MessageStatus": word}
    place = "/hook/ramen-master/twilio/status" + query
    sign = signature.sign(TOKEN, PUBLIC + place, list(fields.items()))
    headers = {"x-twilio-signature": sign}
    return door.http.post(door.base + place, data=fields, headers=headers).status_code
