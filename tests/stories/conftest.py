"""One server, one twin, one door for all stories; a shop and a database of its own for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from fakes.moulds import with_desk
from fakes.twin import ACCOUNT, TOKEN, free_port, running_twin
from janji.care.assistant import prepare
from janji.channels.twilio.client import Twilio
from janji.kit import http
from janji.kit.postgres import Server
from janji.policy.business import all_businesses
from janji.site import twin as simulator
from stories.ramen import Ramen, open_ramen
from stories.stage import (
    BUSINESSES,
    WEDNESDAY,
    Doorway,
    Stage,
    StoryClock,
    post_office,
    served,
)

NUMBERS = count()
SLUG = "ramen-master"


@pytest.fixture(scope="session")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The provider's twin, the door and the post office, running for the whole run."""
    clock = StoryClock(tmp_path_factory.mktemp("stage") / "clock")
    template = "stories_template"
    owner_url, _ = server.fresh_database(template)
    with_desk(owner_url)
    businesses, doorway = tuple(all_businesses(BUSINESSES)), Doorway()
    ramen = next(one for one in businesses if one.slug == SLUG)
    with (
        running_twin(clock_file=clock.path) as twin,
        served(doorway, free_port()) as url,
        post_office() as (post, post_url),
        http.client(20.0, loopback=twin.base) as client,
    ):
        twin.tell("settings", webhook=f"{url}/hook/{SLUG}/twilio/in")
        yield Stage(
            server, template, clock, twin, doorway, url, post, post_url, businesses,
            prepare(ramen, url), Twilio(twin.base, ACCOUNT, TOKEN, client),
        )  # fmt: skip
    simulator.hang_up()


@pytest.fixture
def clock(stage: Stage) -> StoryClock:
    """The clock of the story, at ten on a Wednesday morning in Jakarta."""
    stage.clock.set(WEDNESDAY)
    return stage.clock


@pytest.fixture
def ramen(stage: Stage, clock: StoryClock, tmp_path: Path) -> Iterator[Ramen]:
    """Ramen Master on its first day: open door, working worker, nobody known."""
    with open_ramen(stage, tmp_path / "home", f"story_{next(NUMBERS)}") as shop:
        assert shop.now == clock.now()
        yield shop
        assert not shop.faults, shop.faults
