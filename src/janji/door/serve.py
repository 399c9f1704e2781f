"""The web process: one server, the raw front door outermost, the pages behind it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, cast

import uvicorn

from janji.door.app import Asgi, Door
from janji.door.front import Front
from janji.kit.settings import ACCESS_LOG
from janji.vault.house import House

PAGE_THREADS = 8
COLLECT = (20_000, 20, 20)  # a batch makes some thousand short-lived things and no circles


def bridged(wsgi: Callable[..., Any]) -> Asgi:
    """Pages that speak WSGI as an ASGI application on a thread pool."""
    from a2wsgi import WSGIMiddleware

    return cast("Asgi", WSGIMiddleware(wsgi, workers=PAGE_THREADS))


def serve(house: House, pages: Asgi | None = None) -> None:
    """Serve until told to stop; waiting messages are committed before it returns."""
    door = Door(house, pages)
    gc.freeze()  # what was loaded so far lives as long as the process: not worth walking again
    gc.set_threshold(*COLLECT)
    config = uvicorn.Config(
        door,
        host=house.settings.host,
        port=house.settings.port,
        http=Front,
        # No addresses, no devices: nothing technical is written down.
        access_log=ACCESS_LOG != "off",
        server_header=False,
        date_header=True,
        proxy_headers=False,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=5,
        backlog=2048,
    )
    uvicorn.Server(config).run()
