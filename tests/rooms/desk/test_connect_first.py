"""From an empty house to a first answered message, with everything an owner may do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from fakes.pages import open_pages, served
from fakes.twin import RunningTwin, free_port, running_twin
from janji.channels import reconcile
from janji.channels.twilio.client import Twilio
from janji.kit import http
from janji.kit.clock import SetClock, SystemClock
from janji.kit.postgres import Server
from janji.kit.text import say
from janji.vault.house import House
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from rooms.desk.conftest import signed_in

AT = "/desk/ramen-master/settings"
OURS = "whatsapp:+6281200000009"


@pytest.fixture(scope="module")
def twin() -> Iterator[RunningTwin]:
    with running_twin() as found:
        yield found


@pytest.fixture
def house(server: Server, tmp_path: Path, twin: RunningTwin) -> Iterator[House]:
    """A house with open doors, beside a fresh stand-in for Twilio, connected to nobody."""
    port = free_port()
    twin.tell("reset")
    twin.tell("settings", webhook="")
    public = f"http://127.0.0.1:{port}"
    with (
        open_pages(
            server, tmp_path, "desk_first", JANJI_TWIN_URL=twin.base, JANJI_PUBLIC_URL=public
        ) as opened,
        served(opened, port),
    ):
        opened.begin(opened.businesses[0])
        yield opened


@pytest.fixture
def owner(house: House) -> Any:
    return signed_in(house, "oki", "owner")


def press(owner: Any, act: str, **fields: Any) -> str:
    """The page after a step was tried."""
    at = f"{AT}/connect?lang=en"
    answer = owner.post(at, {"act": act, **fields})
    answer = owner.get(at) if answer.status_code == 302 else answer
    return str(answer.content.decode())


def said(name: str, **values: Any) -> str:
    return str(escape(say(f"desk.connect.{name}", "en", **values)))


def connected(owner: Any, twin: RunningTwin) -> None:
    assert said("account_works") in press(owner, "account", account=twin.account, token=twin.token)
    press(owner, "sender", sender="+62 812 0000 0009", seen=0)


def worked(house: House, twin: RunningTwin) -> None:
    """The worker does all that is due a while later."""
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=1)
    here = house.businesses[0]
    with http.client(loopback=twin.base) as web:
        twilio = Twilio(twin.base, twin.account, twin.token, web)
        rounds = Rounds(house, here, timetable(house, here, twilio=twilio))
        while rounds.go():
            pass


def reconciled(house: House, twin: RunningTwin) -> int:
    """What the provider's list brings in, minutes after *twin* took it in by its own clock."""
    assert isinstance(house.clock, SetClock)
    house.clock.set(SystemClock().now() + timedelta(minutes=3))
    now, here = house.clock.now(), house.businesses[0]
    with http.client(loopback=twin.base) as web:
        twilio = Twilio(twin.base, twin.account, twin.token, web)
        return reconcile.reconcile(house, here, twilio, now)


def undone(owner: Any) -> bool:
    """Whether the checklist still asks for a first message."""
    page = owner.get(f"{AT}?lang=en").content.decode()
    return str(escape(say("desk.settings.why_first_matters", "en"))) in page


def test_a_first_message_counts_when_it_came_by_itself_and_was_answered(
    house: House, owner: Any, twin: RunningTwin
) -> None:
    assert said("account_first") in press(owner, "first")
    connected(owner, twin)
    assert said("first_nobody", number="+62 812 0000 0009") in press(owner, "first")
    twin.customer_says("halo")
    assert said("first_unpointed", number="+62 812 0000 0009") in press(owner, "first")
    assert undone(owner)
    assert isinstance(house.clock, SetClock)
    kept = reconciled(house, twin)  # what no webhook brought is here now, and still says so
    assert kept == 1
    assert said("first_unpointed", number="+62 812 0000 0009") in press(owner, "first")

    twin.tell("settings", webhook=f"{house.settings.public_url}/hook/ramen-master/twilio/in")
    house.clock.forward(seconds=1)
    twin.customer_says("jam buka?")
    assert said("first_unanswered") in press(owner, "first")
    worked(house, twin)
    assert said("first_works") in press(owner, "first")
    assert not undone(owner)
    twin.customer_says("AGEN")
    worked(house, twin)
    twin.customer_says(
        "masih menunggu"
    )  # the assistant is silent while somebody waits for a person
    worked(house, twin)
    assert said("first_works") in press(owner, "first")


def test_a_reply_that_twilio_refuses_says_why(house: House, owner: Any, twin: RunningTwin) -> None:
    connected(owner, twin)
    twin.tell("settings", webhook=f"{house.settings.public_url}/hook/ramen-master/twilio/in")
    twin.tell("faults", kind="send", code=63007, times=-1)
    twin.customer_says("halo")
    worked(house, twin)
    page = press(owner, "first")
    assert "63007" in page
    assert str(escape(say("channels.twilio_error.sender", "en"))) in page
    assert undone(owner)


def moved(house: House, url: str) -> None:
    """Let the desk believe that the world reaches us at *url*; the doors stay as they are."""
    object.__setattr__(house, "settings", replace(house.settings, public_url=url))


def test_an_address_that_leads_nowhere_elsewhere_or_is_written_otherwise_is_named(
    house: House, owner: Any, twin: RunningTwin
) -> None:
    connected(owner, twin)
    right = house.settings.public_url
    assert said("hook_works") in press(owner, "hook")
    nobody = f"http://127.0.0.1:{free_port()}"
    moved(house, nobody)
    assert said("hook_silent", url=nobody) in press(owner, "hook")
    moved(house, twin.base)
    assert said("hook_elsewhere", url=twin.base) in press(owner, "hook")
    otherwise = right.replace("127.0.0.1", "localhost")
    moved(house, otherwise)
    assert said("hook_signature", url=otherwise) in press(owner, "hook")
    moved(house, right)
    assert said("hook_works") in press(owner, "hook")


@pytest.mark.parametrize(
    ("account", "token", "sentence"),
    [
        ("SK" + "0" * 32, "x" * 32, "account_key"),
        ("0123456789abcdef" * 2, "AC" + "0" * 32, "account_swapped"),
        ("AC12", "x" * 32, "account_form"),
        ("AC" + "0" * 32, "", "token_form"),
    ],
)
def test_what_was_pasted_into_the_wrong_field_is_named(
    owner: Any, account: str, token: str, sentence: str
) -> None:
    page = press(owner, "account", account=account, token=token)
    assert said(sentence) in page
    assert not token or token not in page


def test_a_provider_in_trouble_is_not_called_silent_and_nothing_is_kept(
    house: House, owner: Any, twin: RunningTwin
) -> None:
    twin.tell("faults", kind="down", times=1)
    page = press(owner, "account", account=twin.account, token=twin.token)
    assert said("account_silent") in page
    assert house.settings.secret("JANJI_TWILIO_AUTH_TOKEN") is None


def test_another_number_must_be_tried_anew_and_a_wrong_token_harms_nothing(
    house: House, owner: Any, twin: RunningTwin
) -> None:
    connected(owner, twin)
    assert said("hook_works") in press(owner, "hook")
    stale = str(escape(say("desk.settings.stale", "en")))
    assert stale not in press(owner, "account", account=twin.account, token="0" * 32)
    assert house.settings.secret("JANJI_TWILIO_AUTH_TOKEN") == twin.token
    assert said("account_works") in press(owner, "account")  # nothing typed: tries what is kept
    assert stale in press(owner, "sender", sender="+62 812 0000 0077", seen=1)
