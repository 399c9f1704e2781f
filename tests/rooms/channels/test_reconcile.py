"""What no webhook brought is found in the provider's list: once, dated by when it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fakes.door import RunningDoor, running_door
from fakes.shop import MONDAY, Shop, shop
from fakes.twin import RunningTwin, free_port, running_twin
from janji.channels.reconcile import reconcile
from janji.channels.twilio.client import Twilio
from janji.kit import http
from janji.kit.errors import JanjiError
from janji.kit.postgres import Server

CUSTOMER, OTHER = "whatsapp:+6281200000002", "whatsapp:+6281200000003"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


@pytest.fixture
def twin(ramen: Shop) -> Iterator[RunningTwin]:
    with running_twin(ramen.home / "clock") as found:
        yield found


@pytest.fixture
def twilio(twin: RunningTwin) -> Iterator[Twilio]:
    with http.client(10.0, loopback=twin.base) as web:
        yield Twilio(twin.base, twin.account, twin.token, web)


def says(ramen: Shop, twin: RunningTwin, body: str, **facts: object) -> dict[str, object]:
    said = {"to": ramen.business.channel.sender, "from": CUSTOMER, **facts}
    return twin.customer_says(body, **said)


def hooked(ramen: Shop, twin: RunningTwin, door: RunningDoor) -> None:
    twin.tell("settings", webhook=f"{door.base}/hook/{ramen.business.slug}/twilio/in")


def found(ramen: Shop, twilio: Twilio) -> int:
    return reconcile(ramen.house, ramen.business, twilio, ramen.now)


def stored(ramen: Shop) -> list[str]:
    with ramen.act() as db:
        people = [row.person_id for row in db.all("SELECT person_id FROM person ORDER BY 1")]
    texts = [one.content["text"] for p in people for one in ramen.heard(p) if one.content]
    return sorted(texts)


def test_a_message_sent_while_the_door_was_killed_is_recovered_exactly_once(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    port = free_port()
    with running_door(ramen, port) as door:
        hooked(ramen, twin, door)
        assert says(ramen, twin, "sebelum")["answers"] == [{"status": 200, "tries": 1}]
        door.kill()
        lost = says(ramen, twin, "selama mati")
        assert lost["answers"][0]["status"] == 0
    assert stored(ramen) == ["sebelum"]
    sent_at = ramen.now
    with running_door(ramen, port) as door:
        says(ramen, twin, "sesudah")
        ramen.clock(MONDAY + timedelta(minutes=1))
        assert found(ramen, twilio) == 0  # Twilio itself may still be trying
        ramen.clock(MONDAY + timedelta(minutes=10))
        assert found(ramen, twilio) == 1
        assert found(ramen, twilio) == 0
        ramen.clock(MONDAY + timedelta(minutes=30))
        assert found(ramen, twilio) == 0
    assert stored(ramen) == ["sebelum", "selama mati", "sesudah"]
    with ramen.act() as db:
        assert db.value("SELECT count(DISTINCT person_id) FROM message") == 1
        assert db.value("SELECT count(DISTINCT at) FROM message") == 1
        assert db.value("SELECT max(at) FROM message") == sent_at
        recovered = "SELECT count(*) FROM ledger WHERE detail LIKE '%%recovered%%'"
        assert db.value(recovered) == 1


def test_a_webhook_that_comes_after_the_recovery_is_a_duplicate(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    with running_door(ramen) as door:
        said = says(ramen, twin, "halo", duplicate=0)
        assert said["answers"] == [{"status": 0, "tries": 0}]
        assert stored(ramen) == []
        ramen.clock(MONDAY + timedelta(hours=20))  # the next day in Jakarta
        assert found(ramen, twilio) == 1
        hooked(ramen, twin, door)
        signed_again(ramen, twin, door, str(said["sid"]))
    assert stored(ramen) == ["halo"]
    with ramen.act() as db:
        assert db.value("SELECT count(*) FROM ledger WHERE action = 'message.duplicate'") == 1


def signed_again(ramen: Shop, twin: RunningTwin, door: RunningDoor, sid: str) -> None:
    """Deliver the webhook of *sid* by hand, signed as Twilio signs."""
    from janji.twins.twilio.posting import signature

    url = f"{door.base}/hook/{ramen.business.slug}/twilio/in"
    params = [
        ("MessageSid", sid), ("AccountSid", twin.account), ("From", CUSTOMER),
        ("To", ramen.business.channel.sender), ("Body", "halo"), ("NumMedia", "0"),
    ]  # fmt: skip
    answer = twin.http.post(
        url, data=dict(params), headers={"X-Twilio-Signature": signature(twin.token, url, params)}
    )
    assert answer.status_code == 200


def test_files_and_several_people_are_recovered_too(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    for n in range(7):
        says(ramen, twin, f"pesan {n}", **{"from": CUSTOMER if n % 2 else OTHER})
    says(ramen, twin, "foto", media=[{"content_type": "image/png", "text": "x"}])
    ramen.clock(MONDAY + timedelta(minutes=5))
    assert found(ramen, twilio) == 8
    assert stored(ramen) == sorted(["foto", *(f"pesan {n}" for n in range(7))])
    with ramen.act() as db:
        assert db.value("SELECT count(*) FROM person") == 2
        assert db.value("SELECT count(*) FROM media WHERE state = 'due'") == 1
        assert db.value("SELECT count(*) FROM message WHERE handled_at IS NULL") == 8


def test_an_erased_message_is_not_brought_back_from_the_list(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    says(ramen, twin, "jangan simpan")
    ramen.clock(MONDAY + timedelta(minutes=5))
    assert found(ramen, twilio) == 1
    person = ramen.person(CUSTOMER.removeprefix("whatsapp:"))
    ramen.erases(person)
    with ramen.act() as db:
        db.run("UPDATE compared SET until = until - interval '1 hour'")
    assert found(ramen, twilio) == 0
    assert stored(ramen) == []


def test_what_is_too_old_to_keep_is_only_deleted_at_the_provider(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    says(ramen, twin, "minggu lalu")
    ramen.clock(MONDAY + timedelta(days=8))
    assert found(ramen, twilio) == 0
    assert stored(ramen) == []
    with ramen.act() as db:
        assert db.value("SELECT count(*) FROM provider_debt") == 1


def test_when_the_list_cannot_be_had_the_next_round_begins_where_this_one_did(
    ramen: Shop, twin: RunningTwin, twilio: Twilio
) -> None:
    says(ramen, twin, "halo")
    ramen.clock(MONDAY + timedelta(minutes=20))
    twin.tell("faults", kind="down", times=-1)
    with pytest.raises(JanjiError, match=r"channels\.twilio_list"):
        found(ramen, twilio)
    assert stored(ramen) == []
    twin.http.delete(f"{twin.base}/twin/faults")
    assert found(ramen, twilio) == 1
    assert stored(ramen) == ["halo"]
