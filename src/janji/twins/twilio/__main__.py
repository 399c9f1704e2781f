"""python -m janji.twins.twilio --port 4010 --account AC… --token …"""

from __future__ import annotations

import os
from pathlib import Path

import click
import uvicorn

from janji.kit.clock import Clock, SharedClock, SystemClock
from janji.twins.twilio.app import Twin
from janji.twins.twilio.state import Settings, State


def clock_from_environment() -> Clock:
    """The shared clock of JANJI_CLOCK_FILE when it is set, else the machine's."""
    path = os.environ.get("JANJI_CLOCK_FILE")
    return SharedClock(Path(path)) if path else SystemClock()


@click.command()
@click.option("--port", type=int, required=True, help="Port on 127.0.0.1.")
@click.option("--account", required=True, help="Account SID: AC and 32 hexadecimal digits.")
@click.option("--token", required=True, envvar="JANJI_TWIN_TOKEN", help="Auth token.")
@click.option("--webhook", default="", help="Where incoming messages are posted.")
@click.option("--fallback", default="", help="Where they go when the webhook does not answer.")
@click.option("--base", default="", help="Public address of the twin in media links.")
def serve(port: int, account: str, token: str, webhook: str, fallback: str, base: str) -> None:
    """Run a stand-in for Twilio on this machine until it is stopped."""
    state = State(account, token, base or f"http://127.0.0.1:{port}")
    state.settings = Settings(webhook=webhook, fallback=fallback)
    uvicorn.run(
        Twin(state, clock_from_environment()),
        host="127.0.0.1",
        port=port,
        access_log=False,
        server_header=False,
        log_level="warning",
        proxy_headers=False,
    )


if __name__ == "__main__":
    serve()
