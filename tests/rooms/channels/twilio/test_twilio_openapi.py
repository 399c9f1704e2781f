"""Twilio's own OpenAPI judges our client and our twin: Prism stands between them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from fakes.prism import RunningPrism, running_prism
from fakes.twin import ACCOUNT, CUSTOMER, OURS, TOKEN, RunningTwin, running_twin
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Accepted, Deleted, Failed, Gone, NotYet, Record
from janji.kit.http import client

pytestmark = pytest.mark.peer

PICTURE = base64.b64encode(b"\xff\xd8\xff\xe0 invented").decode()


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningTwin, RunningPrism]]:
    folder: Path = tmp_path_factory.mktemp("prism")
    with running_twin() as twin, running_prism(twin.base, folder) as prism:
        yield twin, prism


@pytest.fixture
def twilio(judged: tuple[RunningTwin, RunningPrism]) -> Iterator[Twilio]:
    judged[1].violations.clear()
    with client(20.0, loopback=judged[1].base) as http:
        http.event_hooks["response"] = [judged[1].hear]
        yield Twilio(judged[1].base, ACCOUNT, TOKEN, http)


def test_a_message_lives_and_dies_without_a_violation(
    judged: tuple[RunningTwin, RunningPrism], twilio: Twilio
) -> None:
    twin, prism = judged
    twin.customer_says("halo")
    found = twilio.send_text(CUSTOMER, OURS, "Halo kak 😀", status_callback="http://127.0.0.1:1/s")
    assert isinstance(found, Accepted)
    twin.tell("settle")
    kept = twilio.fetch(found.sid)
    assert isinstance(kept, Record)
    assert kept.body == "Halo kak 😀"
    since = datetime(2020, 1, 1, tzinfo=UTC)
    listed = list(twilio.list_messages(to=CUSTOMER, sender=OURS, since=since, page_size=1))
    assert [row.sid for row in listed] == [found.sid]
    assert len(list(twilio.list_messages(page_size=1))) >= 2
    redacted = twilio.redact(found.sid)
    assert isinstance(redacted, Record)
    assert redacted.body == ""
    assert twilio.delete_message(found.sid) == Deleted()
    assert twilio.fetch(found.sid) == Gone()
    assert twilio.is_gone(found.sid) is True
    assert prism.violations == []


def test_templates_and_files_pass_without_a_violation(
    judged: tuple[RunningTwin, RunningPrism], twilio: Twilio
) -> None:
    twin, prism = judged
    picture = {"content_type": "image/jpeg", "base64": PICTURE}
    said = twin.customer_says(media=[picture])
    template = twilio.send_template(CUSTOMER, OURS, "HX" + "1" * 32, {"1": "A-7"})
    assert isinstance(template, Accepted)
    files = twilio.list_media(said["sid"])
    assert isinstance(files, list)
    assert len(files) == 1
    assert twilio.delete_media(said["sid"], files[0].sid) == Deleted()
    assert twilio.list_media(said["sid"]) == []
    assert twilio.delete_media(said["sid"], files[0].sid) == Gone()
    assert prism.violations == []


def test_refusals_keep_their_codes_on_the_way(
    judged: tuple[RunningTwin, RunningPrism], twilio: Twilio
) -> None:
    twin, _ = judged
    said = twin.customer_says("halo")
    twin.tell("faults", kind="delete", times=1)
    assert twilio.delete_message(said["sid"]) == NotYet()
    refused = twilio.send_text(CUSTOMER, OURS, "x" * 1601)
    assert isinstance(refused, Failed)
    assert refused.code == 21617


def test_a_file_sent_as_one_address_or_several_is_accepted(
    judged: tuple[RunningTwin, RunningPrism],
) -> None:
    _, prism = judged
    url = f"{prism.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    for count in (1, 2):
        addresses = [f"https://files.example/{number}.jpg" for number in range(count)]
        form = {"To": CUSTOMER, "From": OURS, "MediaUrl": addresses}
        with httpx.Client(trust_env=False) as http:
            answer = http.post(url, data=form, auth=(ACCOUNT, TOKEN))
        assert (answer.status_code, answer.json()["num_media"]) == (201, str(count))


def test_a_lying_twin_is_caught(judged: tuple[RunningTwin, RunningPrism], twilio: Twilio) -> None:
    twin, prism = judged
    twin.customer_says("halo")
    assert isinstance(twilio.send_text(CUSTOMER, OURS, "halo"), Accepted)
    assert prism.violations == []
    twin.tell("faults", kind="lie")
    found = twilio.send_text(CUSTOMER, OURS, "halo")
    assert isinstance(found, Failed)
    assert found.reaction == "unsure"
    assert any("property status must be equal to one of" in told for told in prism.violations)


def test_a_request_that_breaks_the_contract_is_caught(
    judged: tuple[RunningTwin, RunningPrism],
) -> None:
    _, prism = judged
    url = f"{prism.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    with httpx.Client(trust_env=False) as http:
        answer = http.post(url, data={"Body": "tanpa tujuan"}, auth=(ACCOUNT, TOKEN))
    assert answer.status_code == 422
