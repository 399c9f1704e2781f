"""One house with pages, door and twin, and one Chromium, for a module of browser tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.pages import NOON, open_pages, served, writes
from fakes.twin import RunningTwin, free_port, running_twin
from janji.audit import checkpoint
from janji.desk.accounts import add_staff
from janji.kit.postgres import Server
from janji.vault.house import House

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip
WEB_HOOK = "/hook/ramen-master/twilio/in"
EVIDENCE: dict[str, dict[str, Any]] = {
    "conversations_kept_too_long": {"oldest_seconds": 529_200, "promised_days": 7, "held": 318},
    "technical_data_stored": {"fields_dropped": 4_210, "field_names_dropped": 11},
    "expiry_not_automatic": {"days_ended": 6, "records_ended": 1_204},
}
SAVE = """INSERT INTO proof_run (business_id, at, proof, verdict, evidence)
          VALUES (%(business)s, %(at)s, %(proof)s, %(verdict)s, %(evidence)s)"""


@dataclass
class Running:
    """The web process, the twin, and where they listen."""

    house: House
    twin: RunningTwin
    url: str
    password: str  # the first one of siti, an agent
    person: UUID  # who waits at the desk


@pytest.fixture(scope="module")
def running(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    port = free_port()
    home: Path = tmp_path_factory.mktemp("browser")
    public = f"http://127.0.0.1:{port}"
    with (
        running_twin() as twin,
        open_pages(
            server, home, "site_browser", JANJI_TWIN_URL=twin.base, JANJI_PUBLIC_URL=public,
            JANJI_TWILIO_AUTH_TOKEN=twin.token, JANJI_TWILIO_ACCOUNT_SID=twin.account,
        ) as house,
        served(house, port) as url,
    ):  # fmt: skip
        twin.tell("settings", webhook=f"{public}{WEB_HOOK}")
        looked(house)
        password = add_staff(house, "siti", "agent", house.businesses[:1])
        assert isinstance(password, str)
        person = writes(house, "Boleh pesan untuk 20 orang?")
        with house.act(house.businesses[0]) as db:
            db.run(WAITS)
        yield Running(house, twin, url, password, person)


WAITS = "UPDATE conversation SET waiting_since = last_in_at WHERE business_id = %(business)s"


def looked(house: House) -> None:
    """A first look at every promise: all kept but one that cannot be told; and a checkpoint."""
    business = house.businesses[0]
    with house.act(business) as db:
        db.note("test.looked")
        for proof in sorted(business.policy.proofs):
            unknown = proof == "insight_cells_below_k"
            facts = {**EVIDENCE.get(proof, {}), "missing": ["no_cell_yet"] if unknown else []}
            db.run(
                SAVE, at=NOON - timedelta(minutes=4), proof=proof, evidence=json.dumps(facts),
                verdict="cannot_tell" if unknown else "kept",
            )  # fmt: skip
    with house.act(business) as db:
        checkpoint.take(db, house.signer, NOON)


@pytest.fixture(scope="module")
def chromium(running: Running) -> Iterator[Any]:
    """After *running*: Playwright keeps an event loop here, where Django's set-up refuses."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, chromium_sandbox=False, args=ARGUMENTS
        )
        yield browser
        browser.close()
