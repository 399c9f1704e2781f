"""Any of the five businesses in one story."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import httpx

from fakes.twin import ACCOUNT, TOKEN
from janji.care.assistant import Assistant, prepare
from janji.channels.connected import connected
from janji.cli.opening import applied
from janji.policy.business import Business
from janji.vault.house import open_house
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from stories.looking import LogBook
from stories.ramen import Ramen
from stories.stage import Stage


@dataclass
class Shop(Ramen):
    """The same language of stories, told of another business."""

    slug: str = "ramen-master"

    def __post_init__(self) -> None:
        self.shop = self.house.business(self.slug)
        self.policy = self.shop.policy
        self.restart_worker()

    def restart_worker(self) -> None:
        """A fresh worker; one whose channel is not built does what needs none."""
        if connected(self.house.settings, self.shop):
            super().restart_worker()
        else:
            self.rounds = Rounds(self.house, self.shop, timetable(self.house, self.shop))


@cache
def trained(slug: str, folder: Path, site: str) -> Assistant:
    """The assistant of a business; training takes a second."""
    return prepare(next(one for one in loaded(folder) if one.slug == slug), site)


@cache
def loaded(folder: Path) -> tuple[Business, ...]:
    """Every business of a folder."""
    from janji.policy.business import all_businesses

    return tuple(all_businesses(folder))


@contextmanager
def open_shop(stage: Stage, home: Path, name: str, slug: str, folder: Path) -> Iterator[Shop]:
    """A business with a database, keys and files of its own; the twin calls its door alone."""
    stage.twin.tell("reset")
    stage.post.letters.clear()
    owner_url, app_url = stage.server.fresh_database(name, template=stage.template)
    theirs = replace(stage, assistant=trained(slug, folder, stage.url))
    here = next(one for one in loaded(folder) if one.slug == slug).channel
    secrets = {here.account_env: ACCOUNT, here.token_env: TOKEN}
    house = open_house(
        stage.settings(home, **secrets),
        app_url,
        connections=8,
        clock=stage.clock,
        businesses=loaded(folder),
    )
    book, root = LogBook(), logging.getLogger()
    root.addHandler(book)
    with ExitStack() as ends:
        ends.callback(root.removeHandler, book)
        ends.callback(house.close)
        ends.enter_context(stage.doorway.opened(house))
        client = ends.enter_context(httpx.Client(trust_env=False, timeout=20.0))
        stage.twin.tell("settings", webhook=f"{stage.url}/hook/{slug}/twilio/in")
        ends.callback(
            stage.twin.tell, "settings", webhook=f"{stage.url}/hook/ramen-master/twilio/in"
        )
        applied(house, house.business(slug))
        yield Shop(theirs, house, owner_url, book, client, ends, slug=slug)
