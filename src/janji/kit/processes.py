"""A small supervisor: starts our roles, starts again what dies, and leaves nothing behind.

Every role runs in a session of its own. A guard, one small shell, holds the other end of a pipe
and knows the groups that run: when the supervisor is killed, the pipe closes and the guard ends
them. A role waits for its "go" until the guard knows it, so there is no moment in which it could be
orphaned. What else must not outlive us, such as a database, the guard ends last, by a command.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import IO

from janji.kit.text import say

GO = 'read -r _ || exit 1; exec "$@" </dev/null'
GUARD = """
trap '' TERM INT HUP
while read -r line; do groups=$line; done
[ "$groups" = done ] && exit 0
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
n=0
while [ $n -lt "$1" ]; do
    left=
    for group in $groups; do kill -0 "-$group" 2>/dev/null && left=1; done
    [ -n "$left" ] || break
    n=$((n + 1)); sleep 0.1
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
shift
[ $# -eq 0 ] || exec "$@" </dev/null
"""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
GRACE = 10.0  # seconds that a role gets to end by itself
CALM = 30.0  # seconds after which a role counts as healthy again


@dataclass(frozen=True)
class Role:
    """One thing to keep running: its name, its command, and what it adds to our environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Running:
    """A role, its process now (None while it waits to start again), and its next pause."""

    role: Role
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE


def run(
    roles: Sequence[Role],
    *,
    stop_after: float | None = None,
    grace: float = GRACE,
    language: str = "id",
    guard: IO[bytes] | None = None,
) -> None:
    """Keep all *roles* running until SIGTERM, SIGINT, SIGHUP or *stop_after* seconds.

    Then each gets SIGTERM, *grace* seconds, and SIGKILL with all it started. Returns when nothing
    of them is left. A role that dies is started again, after 0.1 s and then twice as long, at most
    10 s. guard: the caller's own (see guarded), else one for this call. From the main thread only.
    """
    ends = None if stop_after is None else time.monotonic() + stop_after
    watched = [Running(role) for role in roles]
    watching = nullcontext(guard) if guard else guarded(grace)
    with woken_by_signals() as (wake, asked), watching as told:
        try:
            while not asked and (ends is None or time.monotonic() < ends):
                revive(watched, told, language)
                wait(wake, nearest(watched, ends))
        finally:
            stop(watched, grace)
            tell(told, [])


def revive(watched: list[Running], guard: IO[bytes], language: str) -> None:
    """Bury the roles that died and start those whose pause is over."""
    now = time.monotonic()
    for one in watched:
        if one.process and dead(one.process):
            bury(one, now, language)
        if one.process is None and one.due <= now:
            launch(one, watched, guard, now)


def launch(one: Running, watched: list[Running], guard: IO[bytes], now: float) -> None:
    """Start one role: make its process, let the guard know it, then let it go."""
    one.process = subprocess.Popen(
        ["/bin/sh", "-c", GO, f"janji-{one.role.name}", *one.role.argv],
        stdin=subprocess.PIPE,
        env={**os.environ, **one.role.env},
        start_new_session=True,
    )
    one.started = now
    tell(guard, watched)
    if one.process.stdin:
        with suppress(BrokenPipeError):  # it died before it could start; it is buried next
            one.process.stdin.write(b"go\n")
            one.process.stdin.flush()
        with suppress(BrokenPipeError):
            one.process.stdin.close()


def bury(one: Running, now: float, language: str) -> None:
    """Note that a role died, end what it left behind, and set when to start it again."""
    if not one.process:
        return
    end_group(one.process, signal.SIGKILL)  # before the reaping, while its number is surely its own
    code = one.process.wait()
    if now - one.started > CALM:
        one.pause = FIRST_PAUSE
    words = say("kit.role_ended", language, role=one.role.name, code=code, seconds=one.pause)
    sys.stderr.write(f"{words}\n")
    one.process, one.due = None, now + one.pause
    one.pause = min(one.pause * 2, LONGEST_PAUSE)


def stop(watched: list[Running], grace: float) -> None:
    """End every role: SIGTERM, wait at most *grace* seconds for all, SIGKILL for the rest."""
    processes = [one.process for one in watched if one.process]
    for process in processes:
        end_group(process, signal.SIGTERM)
    limit = time.monotonic() + grace
    while time.monotonic() < limit and not all(dead(process) for process in processes):
        time.sleep(0.01)
    for process in processes:
        end_group(process, signal.SIGKILL)
        process.wait()


def dead(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has ended; it stays unreaped, so that its number stays its own."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, flags) is not None


def end_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send *number* to a role and all it started in its session."""
    with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM when only zombies are left
        os.killpg(process.pid, number)


def tell(guard: IO[bytes], watched: list[Running]) -> None:
    """Write down for the guard which groups run now; an empty line means none."""
    tell_groups(guard, [one.process.pid for one in watched if one.process])


def tell_groups(guard: IO[bytes], groups: Sequence[int]) -> None:
    """The same for groups of processes that somebody else started."""
    with suppress(BrokenPipeError):
        guard.write(f"{' '.join(map(str, groups))}\n".encode())
        guard.flush()


def nearest(watched: list[Running], ends: float | None) -> float | None:
    """Seconds until the next thing to do by the clock, or None when only a signal can come."""
    moments = [one.due for one in watched if one.process is None]
    moments += [] if ends is None else [ends]
    return max(0.0, min(moments) - time.monotonic()) if moments else None


def wait(wake: int, seconds: float | None) -> None:
    """Sleep until a signal arrives or *seconds* are over."""
    if select.select([wake], [], [], seconds)[0]:
        os.read(wake, 512)


@contextmanager
def guarded(
    grace: float = GRACE, last: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Iterator[IO[bytes]]:
    """A guard for when we are killed: it ends the groups told to it, then runs the command *last*.

    env: the guard's environment, ours when None. When we end by ourselves it does nothing: whoever
    asked for it clears up. Yields the pipe to it.
    """
    tenths = str(max(1, int(grace * 10)))
    argv = ["/bin/sh", "-c", GUARD, "janji-guard", tenths, *last]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True, env=env) as guard:
        if not guard.stdin:
            raise RuntimeError("the guard has no pipe")
        try:
            yield guard.stdin
        finally:
            with suppress(BrokenPipeError):
                guard.stdin.write(b"done\n")
                guard.stdin.flush()


@contextmanager
def woken_by_signals() -> Iterator[tuple[int, list[int]]]:
    """A descriptor that wakes on every signal, and the list of stop signals received."""
    asked: list[int] = []
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    stops = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to survive it
        stops.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda n, _: asked.append(n)) for number in stops}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    old = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader, asked
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
