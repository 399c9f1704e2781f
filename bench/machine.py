"""The machine: what it is, how busy it is, and what a process costs it. Linux only (/proc)."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from contextlib import suppress
from pathlib import Path

import psycopg

CALM = 0.08  # share of the machine that others may use before a sample starts
TICKS = os.sysconf("SC_CLK_TCK")


def described(admin_url: str, folder: Path) -> dict[str, str]:
    """The machine by name: a figure without its machine means nothing."""
    with psycopg.connect(admin_url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return {
        "cpu": processor(),
        "cores": str(os.cpu_count()),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "postgresql": str(row[0]) if row else "?",
        "fdatasync_p50_ms": f"{sync_ms(folder):.3f}",
    }


def processor() -> str:
    """The processor's own name."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def sync_ms(folder: Path, times: int = 200) -> float:
    """The median of an 8 KB write with fdatasync in *folder*, in milliseconds."""
    path, took = folder / "sync-probe", []
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.write(number, bytes(1 << 20))
        os.fsync(number)
        for turn in range(times):
            began = time.perf_counter()
            os.pwrite(number, bytes(8192), 8192 * (turn % 128))
            os.fdatasync(number)
            took.append(time.perf_counter() - began)
    finally:
        os.close(number)
        path.unlink()
    return statistics.median(took) * 1000


def busy(seconds: float = 0.5) -> float:
    """The share of all cores in use over *seconds*."""
    idle, total = jiffies()
    time.sleep(seconds)
    idle_after, total_after = jiffies()
    return 1 - (idle_after - idle) / max(1, total_after - total)


def jiffies() -> tuple[int, int]:
    """(idle with waiting for disk, total) since the machine started."""
    fields = [
        int(word) for word in Path("/proc/stat").read_text("ascii").split("\n")[0].split()[1:9]
    ]
    return fields[3] + fields[4], sum(fields)


class Foreign:
    """How much of the machine others used while something of ours ran: the judge of a sample.

    ours: first processes of what is measured; children that have ended count by themselves.
    """

    def __init__(self, *ours: int) -> None:
        self._ours = ours
        self._idle, self._total = jiffies()
        self._own = self._seconds()

    def share(self) -> float:
        """Others' share of all cores since this was made."""
        idle, total = jiffies()
        whole = (total - self._total) / TICKS
        used = whole - (idle - self._idle) / TICKS - (self._seconds() - self._own)
        return max(0.0, used / max(whole, 0.01))

    def _seconds(self) -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        here = time.process_time()
        return sum(map(cpu_seconds, self._ours)) + ended.ru_utime + ended.ru_stime + here


def wait_calm(patience: float, limit: float = CALM) -> float:
    """Wait until the machine is calm, at most *patience* seconds; how busy it was at the end."""
    ends = time.monotonic() + patience
    seen = busy()
    while seen > limit and time.monotonic() < ends:
        seen = busy()
    return seen


def tree(process: int) -> list[int]:
    """*process* and all its descendants."""
    found = [process]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text("ascii").split()]
    return found


def cpu_seconds(process: int) -> float:
    """User and system time of *process* and its living descendants."""
    total = 0
    for one in tree(process):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def pss_mb(processes: list[int]) -> float:
    """Memory of *processes*, shared pages counted by their share, in MB."""
    total = 0
    for one in processes:
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024
