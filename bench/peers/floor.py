"""The bare HTTP floor: the same server reads the body and answers, and does nothing else."""

from __future__ import annotations

import os
from typing import Any

import uvicorn

BODY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
START: dict[str, Any] = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/xml"), (b"content-length", str(len(BODY)).encode())],
}
REST: dict[str, Any] = {"type": "http.response.body", "body": BODY}


async def floor(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Read one body and answer 200."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send(START)
    await send(REST)


def main() -> None:
    """Serve on JANJI_PORT with the settings of the product's own server."""
    uvicorn.run(
        floor, host="127.0.0.1", port=int(os.environ["JANJI_PORT"]), access_log=False,
        server_header=False, date_header=True, proxy_headers=False, log_level="warning",
        lifespan="off", backlog=2048,
    )  # fmt: skip


if __name__ == "__main__":
    main()
