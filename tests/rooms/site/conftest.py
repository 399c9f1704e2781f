from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.pages import browser_of, open_pages
from janji.kit.postgres import Server
from janji.vault.house import House


@pytest.fixture(scope="module")
def house(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("site")
    with open_pages(server, home, "site_pages", JANJI_TWIN_URL="http://127.0.0.1:9") as opened:
        yield opened


@pytest.fixture
def visitor(house: House) -> Any:
    return browser_of(house)
