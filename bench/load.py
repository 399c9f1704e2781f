"""Load: wrk in a closed loop when it is there, ours otherwise."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bench.messages import PATH, Webhook
from bench.open_loop import Sample, looped, read_calls

LUA = """
local file, path = "%s", "%s"
local calls, n, i = {}, 0, 0
local lines = io.open(file)
init = function(args)
  for line in lines:lines() do
    local sign, body = line:match("^(.-)\\t(.*)$")
    n = n + 1
    calls[n] = wrk.format("POST", path, {["x-twilio-signature"] = sign,
      ["content-type"] = "application/x-www-form-urlencoded"}, body)
  end
end
request = function()
  i = i + 1
  if i > n then i = 1; wrapped = true end
  return calls[i]
end
"""
UNIT = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def write_calls(path: Path, calls: Iterable[Webhook]) -> None:
    """Calls as wrk reads them: signature, tab, body."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{call.signature}\t{call.body}\n" for call in calls)


def closed_loop(port: int, calls: Path, connections: int, seconds: float) -> Sample:
    """Each connection sends its next call when the last one was answered."""
    if shutil.which("wrk"):
        return wrk(port, calls, connections, seconds)
    return asyncio.run(looped(port, read_calls(calls), connections, seconds))


def wrk(port: int, calls: Path, connections: int, seconds: float) -> Sample:
    """Drive a server with wrk."""
    script = calls.with_suffix(".lua")
    script.write_text(LUA % (calls, PATH), encoding="utf-8")
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "-s", str(script)]
    said = subprocess.run(
        [*argv, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True
    ).stdout
    return read_wrk(said)


def read_wrk(said: str) -> Sample:
    """The figures in wrk's words."""
    total = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m),", said)
    at = {
        name: float(v) * UNIT[u]
        for name, v, u in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s|m)\s", said)
    }
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    assert total, said
    faults = (int(bad[1]) if bad else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Sample(
        int(total[1]), float(total[2]) * UNIT[total[3]] / 1000, at["50"], at["99"], faults
    )
