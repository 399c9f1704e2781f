"""The command line: one group, each command in a module of its own, loaded when it is asked for.

Errors say what happened, what is safe and what to do, in the reader's language (JANJI_LANGUAGE,
else LANG; Indonesian unless it says English).
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from janji.kit.errors import JanjiError
from janji.kit.text import say

COMMANDS = {
    "demo": "play",
    "run": "run",
    "prepare": "run",
    "stop-database": "run",
    "web": "run",
    "work": "run",
    "test": "develop",
    "bench": "develop",
    "lint": "develop",
    "prove": "prove",
    "promises": "policies",
    "check": "policies",
    "ask": "ask",
    "doctor": "doctor",
    "backup": "backups",
    "restore": "backups",
    "export-ledger": "prove",
    "staff": "staff",
}


def language() -> str:
    """The language of the person at the terminal."""
    told = os.environ.get("JANJI_LANGUAGE") or os.environ.get("LANG") or "id"
    return "en" if told.lower().startswith("en") else "id"


class Lazy(click.Group):
    """A group whose commands are imported only when used: `janji ask` loads no web server."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every command, as typed."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command called *name*."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"janji.cli.{COMMANDS[name]}")
        found: click.Command = getattr(module, name.replace("-", "_"))
        return found


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def janji() -> None:
    """Janji keeps every promise of a privacy policy, and proves it."""


def main() -> None:
    """Run a command; a fault is told in plain words, never as a trace."""
    try:
        janji(standalone_mode=False)
    except JanjiError as fault:
        problems = getattr(fault, "problems", ())
        for problem in problems:
            click.echo(problem.said(language()), err=True)
        click.echo(say(fault.code, language(), **fault.values), err=True)
        sys.exit(2)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
