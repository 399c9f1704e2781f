"""An account at the provider that is connected while everything runs."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.shop import shop
from fakes.twin import ACCOUNT, TOKEN
from janji.channels.twilio import signature
from janji.door.hooks import TwilioHook, tokens
from janji.door.writer import Writer
from janji.kit.postgres import Server
from janji.kit.secrets import Secrets
from janji.vault.house import House
from janji.worker.serve import LOOK_EVERY, rounds_of

URL = "http://127.0.0.1:8080/hook/ramen-master/twilio/in"
PARAMS = [("AccountSid", ACCOUNT), ("Body", "halo")]


def without_secrets(house: House) -> House:
    """The same house before anybody connected anything."""
    secrets = Secrets(house.settings.home / "secrets", {})
    return replace(house, settings=replace(house.settings, secrets=secrets))


@pytest.mark.parametrize("given", [None, "forged"])
def test_before_an_account_is_connected_nobody_is_believed_then_twilio_is(
    server: Server, tmp_path: Path, given: str | None
) -> None:
    with shop(server, tmp_path / "home") as found:
        house, here = without_secrets(found.house), found.business
        hook = TwilioHook(house, here, Writer(house, here))
        right = signature.sign(TOKEN, URL, PARAMS)
        assert tokens(house, here) == []
        assert not hook._signed(URL, PARAMS, right)
        house.settings.keep_secret(here.channel.account_env, ACCOUNT)
        house.settings.keep_secret(here.channel.token_env, TOKEN)
        assert hook._signed(URL, PARAMS, right)
        assert not hook._signed(URL, PARAMS, given)


def test_the_worker_takes_up_its_whole_work_when_an_account_is_connected(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as found:
        house, here = without_secrets(found.house), found.business
        rounds = rounds_of(house, here)
        assert "outbox" not in [duty.name for duty in rounds.duties]
        house.settings.keep_secret(here.channel.account_env, ACCOUNT)
        house.settings.keep_secret(here.channel.token_env, TOKEN)
        assert rounds.renewed() is None  # looked a moment ago
        until = time.monotonic() + 10 * LOOK_EVERY
        fresh = None
        while fresh is None and time.monotonic() < until:
            threading.Event().wait(LOOK_EVERY / 10)
            fresh = rounds.renewed()
        assert fresh
        assert "outbox" in [duty.name for duty in fresh]
