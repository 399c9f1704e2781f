"""A deletion reaches the processor: asked of Twilio's stand-in itself, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.mail_house import Story
from fakes.twin import RunningTwin, running_twin
from janji.channels import provider
from janji.channels.twilio.client import Twilio
from janji.kit import http
from janji.rights import duties
from janji.rights.desk import Opened
from janji.rights.ports import hands_of

SARI = "+6281200000011"
MARKER = "alergi kacang mete"


@pytest.fixture
def twin() -> Iterator[RunningTwin]:
    with running_twin() as running:
        yield running


@pytest.fixture
def twilio(twin: RunningTwin) -> Iterator[Twilio]:
    with http.client(10.0, loopback=twin.base) as client:
        yield Twilio(twin.base, twin.account, twin.token, client)


def confirmed(story: Story, twin: RunningTwin) -> tuple[str, str]:
    """A customer wrote through the provider, asked for deletion and said yes: (ticket, sid)."""
    sid = twin.customer_says(MARKER, **{"from": f"whatsapp:{SARI}"})["sid"]
    person = story.writes(SARI, MARKER, sid)
    with story.act() as db:
        found = story.desk.open(db, story.shop, person, "erasure", "whatsapp", "id", story.now)
        assert isinstance(found, Opened)
        assert story.desk.confirm(db, story.shop, person, "id", story.now)
    return found.ticket, sid


def test_the_message_is_gone_at_the_processor_before_anybody_is_told(
    story: Story, twin: RunningTwin, twilio: Twilio
) -> None:
    ticket, sid = confirmed(story, twin)
    assert twilio.is_gone(sid) is False
    hands = hands_of(story.house, twilio)
    duties.carry_out_deletions(story.house, story.shop, hands, story.now)
    assert twilio.is_gone(sid) is True
    assert story.request(ticket).state == "fulfilled"


def test_a_message_twilio_has_not_finished_is_waited_for_and_told(
    story: Story, twin: RunningTwin, twilio: Twilio
) -> None:
    ticket, sid = confirmed(story, twin)
    twin.tell("faults", kind="delete", times=-1)
    hands = hands_of(story.house, twilio)
    duties.carry_out_deletions(story.house, story.shop, hands, story.now)
    assert story.request(ticket).state == "waiting_provider"
    assert twilio.is_gone(sid) is False

    twin.http.delete(f"{twin.base}/twin/faults")
    story.clock.forward(hours=7)
    assert provider.settle_debts(story.house, story.shop, twilio, story.now) == 1
    assert twilio.is_gone(sid) is True
    duties.carry_out_deletions(story.house, story.shop, hands, story.now)
    assert story.request(ticket).state == "fulfilled"


def test_a_processor_that_is_down_does_not_stop_the_deletion_here(
    story: Story, twin: RunningTwin, twilio: Twilio
) -> None:
    ticket, _ = confirmed(story, twin)
    person = story.holder(SARI)
    twin.tell("faults", kind="down", times=-1)
    duties.carry_out_deletions(story.house, story.shop, hands_of(story.house, twilio), story.now)
    assert story.request(ticket).state == "waiting_provider"
    assert story.rows("record", person_id=person) == 0
    assert story.rows("provider_debt") == 1
