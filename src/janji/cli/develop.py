"""janji test, bench, lint: for people who work on Janji."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

HERE = Path(__file__).resolve().parents[3]
QUICK = "not browser and not crash and not load and not peer and not weeks"
MOST_WORKERS = 4  # each has a database server of its own
PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True}


def execute(*words: str, cwd: Path = HERE) -> None:
    """Run a tool of the development list in the repository; its exit code is ours."""
    sys.exit(
        subprocess.run(
            [sys.executable, "-m", *words], cwd=cwd, env=dict(os.environ), check=False
        ).returncode
    )


@click.command(context_settings=PASS_ON)
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def test(more: tuple[str, ...]) -> None:
    """Run the tests (those that need a browser, kills or load have stages of their own)."""
    chosen = [] if any(word in ("-m", "-k") for word in more) else ["-m", QUICK]
    if not any(Path(word.partition("::")[0]).exists() for word in more):
        cores = min(os.cpu_count() or 1, MOST_WORKERS)
        chosen += ["-n", str(cores), "--dist", "worksteal"]
    execute("pytest", *chosen, *more)


@click.command(context_settings=PASS_ON)
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def bench(more: tuple[str, ...]) -> None:
    """Measure against peers and limits, in one run, with the machine named."""
    execute("bench", *more)


@click.command()
def lint() -> None:
    """Format, lint, types and floors."""
    for words in (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy", "src", "tests", "bench"),
        ("pytest", "-q", "tests/house"),
    ):
        code = subprocess.run([sys.executable, "-m", *words], cwd=HERE, check=False).returncode
        if code:
            sys.exit(code)
