"""The policy's speed: questions of the hot path, the check in process and as the command typed.

`./janji bench --only policy`. Best of many runs: what the code costs when nobody else uses the
processor. The check as a command stands beside the same Python doing nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bench import machine
from bench.rows import Row, at_most
from janji.audit.proof_names import known_proofs
from janji.care.answers import load_answers
from janji.kit.errors import JanjiError
from janji.policy import business as loading
from janji.policy import reader
from janji.policy.business import load_business
from janji.policy.lint_report import policy_report
from janji.policy.questions import Policy

HOUSE = Path(__file__).parents[1]
RAMEN = HOUSE / "businesses" / "ramen-master"
AT, ON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC), date(2026, 11, 22)
QUESTION_US, COMMAND_MS, IN_PROCESS_MS = 2.0, 300.0, 100.0
BROKEN = "purposes:\n" + "".join(f"  p{n}: {{}}\n" for n in range(6_000))


def measured(room: Path, times: int, patience: float) -> list[Row]:
    """All rows. room: a folder for the command's home; patience: seconds to wait for calm."""
    machine.wait_calm(patience)
    policy = load_business(RAMEN).policy
    rows = [question(name, ask) for name, ask in questions(policy).items()]
    rows += [in_process(), worst_file()]
    machine.wait_calm(patience)
    return rows + commands(room, max(5, times * 5))


def questions(policy: Policy) -> dict[str, Callable[[], object]]:
    """What running code asks for every message and every read."""
    return {
        "may_use": lambda: policy.may_use("message_in", "answer_questions"),
        "collects": lambda: policy.collects("message_text"),
        "keep_until": lambda: policy.keep_until("conversation", AT, "Asia/Jakarta"),
    }


def question(name: str, ask: Callable[[], object], number: int = 20_000) -> Row:
    """One question, the call itself included."""
    took = min(timeit.repeat(ask, number=number, repeat=7)) / number * 1e6
    return at_most(f"policy question {name}", took, QUESTION_US, ours=f"{took:.2f} µs")


def checked() -> None:
    """Everything that `janji check` asks, nothing remembered from before."""
    reader._understood.cache_clear()  # noqa: SLF001 - a fresh process remembers nothing
    loading._loaded.cache_clear()  # noqa: SLF001 - the same
    found = load_business(RAMEN, known_proofs())
    load_answers(RAMEN / "answers.yaml", found.zone)
    policy_report(RAMEN, ON)


def in_process() -> Row:
    """The check of one business, imports aside."""
    took = min(timeit.repeat(checked, number=1, repeat=9)) * 1e3
    return at_most("policy check in process", took, IN_PROCESS_MS, ours=f"{took:.0f} ms")


def worst_file() -> Row:
    """A file with thousands of faults, refused with all that a person can use of them."""
    from janji.policy.model import PolicyFile

    began = time.perf_counter()
    try:
        reader.understand(BROKEN, PolicyFile, "policy.yaml")
    except JanjiError as refused:
        took, count = (time.perf_counter() - began) * 1e3, refused.values["count"]
        return at_most("policy refused, thousands of faults", took, 1_000.0,
                       ours=f"{took:.0f} ms", note=f"{count} told")  # fmt: skip
    return Row("policy refused, thousands of faults", "not refused", met=False)


def commands(room: Path, times: int) -> list[Row]:
    """The command as typed, its share that is Janji, and Python doing nothing."""
    environ = {**os.environ, "JANJI_HOME": str(room / "home"), "PYTHONPATH": str(HOUSE / "src")}
    environ["JANJI_VENV"] = str(Path(sys.prefix))
    python = [sys.executable, "-c", "pass"]
    module = [sys.executable, "-m", "janji", "check", RAMEN.name]
    typed = [str(HOUSE / "janji"), "check", RAMEN.name]
    nothing, inside, whole = (warmest(words, environ, times) for words in (python, module, typed))
    note = f"of it {whole - inside:.0f} ms the shell, {nothing:.0f} ms Python itself"
    return [
        at_most("./janji check, warm", whole, COMMAND_MS, ours=f"{whole:.0f} ms",
                peer=f"{nothing:.0f} ms python -c pass", note=note),
    ]  # fmt: skip


def warmest(words: list[str], environ: dict[str, str], times: int) -> float:
    """Milliseconds of the quickest of *times* runs, after one that fills the caches."""
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        subprocess.run(words, env=environ, stdout=subprocess.DEVNULL, check=True)
        took.append((time.perf_counter() - began) * 1e3)
    return min(took[1:])
